import type { CallSignal } from '../wire/call-signal.js';
import { serviceNames, type Endpoint, type Endpoints, type IyzicoService } from '../wire/endpoints.js';
import { isTransportFailure, IyzicoUnavailable } from '../wire/errors.js';
import { Bulkhead, type BulkheadLimits, type BulkheadLoad } from './bulkhead.js';
import { CircuitBreaker, type CircuitBreakerState } from './circuit-breaker.js';
import type { Deadline } from './deadline.js';
import { originOrUnknown, type Origin } from './origin.js';
import { RetryBudget } from './retry-budget.js';

/** How many calls a service gets, how often one is repeated, and when the service counts as down. */
export interface ServiceLimits extends BulkheadLimits {
  /** Attempts of one call, the first included: 1 or 2. */
  readonly attempts: 1 | 2;
  /** Attempts of the last ten seconds below which a service never counts as down. */
  readonly minimumAttempts: number;
  /** Milliseconds that a service which is down gets no calls. */
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

/** Callbacks about the state of a service. None of them may throw. */
export interface ServicePolicyListener {
  readonly onCircuitBreaker?: (service: IyzicoService, state: CircuitBreakerState) => void;
  readonly onBulkhead?: (service: IyzicoService, load: BulkheadLoad) => void;
}

export interface ServicePolicySettings {
  readonly service: IyzicoService;
  readonly endpoint: Endpoint;
  readonly limits: ServiceLimits;
  readonly listener?: ServicePolicyListener;
}

/** A call, as far as its policy depends on it. */
export interface PolicyOptions {
  readonly deadline: Deadline;
  readonly origin?: string | undefined;
}

/** Milliseconds over which attempts and retries are counted. */
const WINDOW_MS = 10_000;
/** Milliseconds before a second attempt, chosen at random, so that many callers do not come back at once. */
const BACKOFF_MS = { least: 100, most: 400 };
/** Milliseconds that must be left after the longest back-off, or a second attempt is not worth making. */
const WORTH_TRYING_MS = 100;

/** When and how often calls to one service are made: slots, a circuit breaker, and a second attempt where it may help. */
export class ServicePolicy {
  readonly #settings: ServicePolicySettings;
  readonly #retryBudget = new RetryBudget(WINDOW_MS);
  readonly #bulkhead: Bulkhead;
  readonly #circuitBreaker: CircuitBreaker;

  constructor(settings: ServicePolicySettings) {
    const { service, limits, listener } = settings;
    this.#settings = settings;
    this.#bulkhead = new Bulkhead({ service, limits, onLoad: (load) => listener?.onBulkhead?.(service, load) });
    this.#circuitBreaker = new CircuitBreaker({
      service,
      windowMs: WINDOW_MS,
      minimumAttempts: limits.minimumAttempts,
      openMs: limits.openMs,
      onState: (state) => listener?.onCircuitBreaker?.(service, state),
    });
  }

  /**
   * @throws IyzicoUnavailable of the last attempt that was sent; `bulkhead-full` or `CircuitOpen` where none was
   * @throws any other error of an attempt, which the circuit breaker does not count
   */
  async run<T>(attempt: () => Promise<T>, { deadline, origin: name }: PolicyOptions): Promise<T> {
    const origin = originOrUnknown(name);
    this.#retryBudget.countCall();
    let earlier: IyzicoUnavailable | null = null;
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.#try(attempt, { origin, signal: deadline.signal });
      } catch (error) {
        // An attempt that was not sent leaves the failure of the one before as it was.
        if (earlier !== null && error instanceof IyzicoUnavailable && error.neverSent) throw earlier;
        if (attempts >= this.#settings.limits.attempts || !this.#mayRepeat(error, { origin, deadline })) throw error;
        earlier = error;
      }
      await backOff(deadline.signal);
    }
  }

  #try<T>(
    attempt: () => Promise<T>,
    { origin, signal }: { readonly origin: Origin; readonly signal: CallSignal },
  ): Promise<T> {
    signal.throwIfAborted();
    this.#circuitBreaker.refuseWhileOpen(origin);
    return this.#bulkhead.run(() => this.#circuitBreaker.run(origin, attempt), signal);
  }

  #mayRepeat(
    error: unknown,
    { origin, deadline }: { readonly origin: Origin; readonly deadline: Deadline },
  ): error is IyzicoUnavailable {
    const isInTime = deadline.at - performance.now() - BACKOFF_MS.most > WORTH_TRYING_MS;
    return isRepeatable(this.#settings.endpoint, error) && isInTime && this.#retryBudget.reserveRetry(origin);
  }
}

/** One policy for each service. */
export function createServicePolicies(
  endpoints: Endpoints,
  limits: ServiceLimits,
  listener?: ServicePolicyListener,
): Readonly<Record<IyzicoService, ServicePolicy>> {
  const policies = serviceNames.map((service) => {
    const endpoint = endpoints[service];
    return [service, new ServicePolicy({ service, endpoint, limits, ...(listener && { listener }) })];
  });
  return Object.fromEntries(policies) as Record<IyzicoService, ServicePolicy>;
}

/** Whether the service's definition allows a second call after this error. */
function isRepeatable({ repeat = 'never' }: Endpoint, error: unknown): error is IyzicoUnavailable {
  if (!isTransportFailure(error) || error.isLasting) return false;
  return repeat === 'always' || (repeat === 'if-maybe-sent' && !error.neverSent);
}

/** Ends early where the signal is aborted: the next attempt then throws the signal's reason. */
function backOff(signal: CallSignal): Promise<void> {
  const { least, most } = BACKOFF_MS;
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', go);
      resolve();
    };
    const timer = setTimeout(go, least + Math.random() * (most - least));
    if (signal.aborted) go();
    else signal.addEventListener('abort', go);
  });
}
