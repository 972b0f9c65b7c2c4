import {
  BrokenCircuitError,
  bulkhead,
  circuitBreaker,
  CircuitState,
  DelegateBackoff,
  handleType,
  handleWhen,
  retry,
} from 'cockatiel';
import { failureRateBreaker } from './circuit-breaker.js';
import type { Endpoint, IyzicoService } from '../wire/endpoints.js';
import { CircuitOpen, IyzicoUnavailable } from '../wire/errors.js';
import type { Deadline } from './deadline.js';
import { createRetryBudget } from './retry-budget.js';

/** What a service may be asked at once, and again. Durations are in milliseconds. */
export interface ServiceLimits {
  /** Attempts of one call, the first included: 1 or 2. */
  readonly attempts: 1 | 2;
  /** Calls that may be under way at once, and that may wait for one of those to end, and how long. */
  readonly inFlight: number;
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
  /** Attempts of the last ten seconds from which on it is judged whether the service is down. */
  readonly minimumAttempts: number;
  /** How long a service that is down is left alone. */
  readonly openMs: number;
}

export const defaultServiceLimits: ServiceLimits = {
  attempts: 2,
  inFlight: 20,
  maxWaiting: 40,
  maxWaitMs: 500,
  minimumAttempts: 10,
  openMs: 5000,
};

/** Who is told of what happens in a lane. */
export interface ServicePolicyListener {
  /** The circuit of a service changed. An open one that nobody asks stays open, though it would let a call through. */
  readonly onCircuitBreaker?: (service: IyzicoService, state: CircuitBreakerState) => void;
  /** A call took or left a seat, or began or stopped to wait for one. */
  readonly onBulkhead?: (service: IyzicoService, load: BulkheadLoad) => void;
}

export type CircuitBreakerState = 'closed' | 'half-open' | 'open';

/** Calls that are under way, and that wait for a seat. */
export interface BulkheadLoad {
  readonly inFlight: number;
  readonly waiting: number;
}

const circuitBreakerStates: Readonly<Record<CircuitState, CircuitBreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** Milliseconds over which attempts and retries are counted. */
const SPAN = 10_000;
/** Milliseconds before a second attempt: chosen by chance, so that many callers do not come back at once. */
const BACKOFF = { least: 100, most: 400 };
/** Milliseconds that must be left after the longest wait for a second attempt to be worth making. */
const WORTH_TRYING = 100;

/** The way to one service: so many calls at once, a second attempt where it may help, none while the service is down. */
export interface ServicePolicy {
  /**
   * @throws IyzicoUnavailable of the last attempt, or where there was none: the circuit is open (`unreachable`), or the
   *   lane is full. Other errors of an attempt are passed on, and count for nothing.
   */
  run<T>(attempt: () => Promise<T>, deadline: Deadline): Promise<T>;
}

/** Which service the lane leads to, and what it may be asked. */
export interface ServicePolicySettings {
  readonly service: IyzicoService;
  readonly endpoint: Endpoint;
  readonly limits: ServiceLimits;
  readonly listener?: ServicePolicyListener;
}

export function createServicePolicy({
  service,
  endpoint,
  limits,
  listener = {},
}: ServicePolicySettings): ServicePolicy {
  const budget = createRetryBudget(SPAN);
  // Its own queue would hold on to who has left, so that those who wait are counted here.
  const slots = bulkhead(limits.inFlight, Infinity);
  const load = { inFlight: 0, waiting: 0 };
  const notify = () => listener.onBulkhead?.(service, { ...load });
  const circuit = circuitBreaker(
    handleWhen((error) => isTransportFailure(error) || (circuit.state === CircuitState.HalfOpen && saysNothing(error))),
    {
      halfOpenAfter: new DelegateBackoff(({ result }) =>
        'error' in result && saysNothing(result.error) ? 0 : limits.openMs,
      ),
      breaker: failureRateBreaker({ span: SPAN, fewest: limits.minimumAttempts }),
    },
  );
  circuit.onStateChange((state) => listener.onCircuitBreaker?.(service, circuitBreakerStates[state]));
  const twice = retry(handleType(WorthRepeating), {
    maxAttempts: limits.attempts - 1,
    backoff: new DelegateBackoff(() => BACKOFF.least + Math.random() * (BACKOFF.most - BACKOFF.least)),
  });
  const bulkheadFull = (how: string) =>
    new IyzicoUnavailable(service, 'bulkhead-full', { detail: how, neverSent: true });

  async function inSlotNow<T>(work: () => Promise<T>): Promise<T> {
    load.inFlight++;
    notify();
    try {
      return await work();
    } finally {
      load.inFlight--;
      notify();
    }
  }

  /** Waits for a seat no longer than is reasonable, nor than anybody waits; one that comes too late is given on at once. */
  async function inSlot<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (slots.executionSlots > 0) return slots.execute(() => inSlotNow(work));
    if (load.waiting >= limits.maxWaiting) throw bulkheadFull('full');
    load.waiting++;
    notify();
    return new Promise((resolve, reject) => {
      let isWaiting = true;
      const stopWaiting = () => {
        isWaiting = false;
        load.waiting--;
        notify();
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
      };
      const leave = () => {
        stopWaiting();
        reject(signal.aborted ? (signal.reason as Error) : bulkheadFull('waited'));
      };
      const timer = setTimeout(leave, limits.maxWaitMs);
      signal.addEventListener('abort', leave);
      void slots.execute(async () => {
        if (!isWaiting) return;
        stopWaiting();
        await inSlotNow(work).then(resolve, reject);
      });
    });
  }

  return {
    async run(attempt, { at: deadline, signal }) {
      budget.countCall();
      let failure: IyzicoUnavailable | null = null;
      return twice.execute(async () => {
        try {
          signal.throwIfAborted();
          // One call tries: who waited for it would wait as long as a service that is down lets one.
          if (circuit.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
          return await inSlot(() => circuit.execute(attempt), signal);
        } catch (error) {
          const cause = error instanceof BrokenCircuitError ? new CircuitOpen(service) : error;
          // A second attempt that was not sent leaves the first one's failure as it was.
          if (failure !== null) throw cause instanceof IyzicoUnavailable && cause.neverSent ? failure : cause;
          const left = deadline - performance.now() - BACKOFF.most;
          if (limits.attempts < 2 || !mayRepeat(endpoint, cause) || left <= WORTH_TRYING || !budget.reserveRetry())
            throw cause;
          failure = cause;
          throw new WorthRepeating();
        }
      });
    },
  };
}

/** The first attempt failed in a way after which the second may succeed. */
class WorthRepeating extends Error {}

function isTransportFailure(error: unknown): error is IyzicoUnavailable {
  return error instanceof IyzicoUnavailable && (error.reason === 'unreachable' || error.reason === 'timeout');
}

/** An attempt that was given up or not made tells nothing of the service, so that a probe is still due. */
function saysNothing(error: unknown): boolean {
  return !(error instanceof IyzicoUnavailable) || error.reason === 'quota';
}

/** Whether the service's definition lets a call be sent again after this error. */
function mayRepeat({ repeat = 'never' }: Endpoint, error: unknown): error is IyzicoUnavailable {
  if (!isTransportFailure(error) || error.isLasting) return false;
  return repeat === 'always' || (repeat === 'if-maybe-sent' && !error.neverSent);
}
