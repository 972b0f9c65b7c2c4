import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  DelegateBackoff,
  handleWhen,
  type CircuitBreakerPolicy,
  type IBreaker,
} from 'cockatiel';
import type { IyzicoService } from '../wire/endpoints.js';
import { CircuitOpen, isTransportFailure, IyzicoUnavailable } from '../wire/errors.js';

export type CircuitBreakerState = 'closed' | 'half-open' | 'open';

export interface CircuitBreakerSettings {
  readonly service: IyzicoService;
  /** Milliseconds over which attempts are counted. */
  readonly windowMs: number;
  /** Attempts within the window below which the circuit stays closed. */
  readonly minimumAttempts: number;
  /** Milliseconds after which an open circuit lets one call probe the service. */
  readonly openMs: number;
  /** Called at every change. An open circuit without calls stays open, though it would let a probe through. */
  readonly onState: (state: CircuitBreakerState) => void;
}

const stateNames: Readonly<Record<CircuitState, CircuitBreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** Sends nothing to a service that fails most of the time, so that it can recover and callers need not wait. */
export class CircuitBreaker {
  readonly #service: IyzicoService;
  readonly #policy: CircuitBreakerPolicy;

  constructor({ service, windowMs, minimumAttempts, openMs, onState }: CircuitBreakerSettings) {
    this.#service = service;
    this.#policy = circuitBreaker(
      handleWhen((error) => isTransportFailure(error) || (this.#isProbing() && isInconclusive(error))),
      {
        // A probe that said nothing about the service is repeated at once.
        halfOpenAfter: new DelegateBackoff(({ result }) =>
          'error' in result && isInconclusive(result.error) ? 0 : openMs,
        ),
        breaker: failureRateBreaker({ windowMs, minimumAttempts }),
      },
    );
    this.#policy.onStateChange((state) => {
      onState(stateNames[state]);
    });
  }

  /**
   * One call probes a half-open circuit. The others are refused at once: where they waited for the probe, a service
   * that hangs would hold them for the time of a whole attempt.
   * @throws CircuitOpen
   */
  refuseWhileProbing(): void {
    if (this.#isProbing()) throw new CircuitOpen(this.#service);
  }

  /** @throws CircuitOpen, or what `attempt` throws */
  async run<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(attempt);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new CircuitOpen(this.#service) : error;
    }
  }

  #isProbing(): boolean {
    return this.#policy.state === CircuitState.HalfOpen;
  }
}

/** An attempt that was aborted or never sent says nothing about the service. */
function isInconclusive(error: unknown): boolean {
  return !(error instanceof IyzicoUnavailable) || error.reason === 'quota' || error.reason === 'exhausted';
}

interface Outcome {
  readonly at: number;
  readonly failed: boolean;
}

/**
 * Opens where more than half of at least `minimumAttempts` attempts of the last `windowMs` milliseconds failed.
 * The library's sampling breaker moves its window only when a call is made, so it counts old failures where calls are
 * rare.
 */
function failureRateBreaker({ windowMs, minimumAttempts }: { windowMs: number; minimumAttempts: number }): IBreaker {
  const outcomes: Outcome[] = [];

  const record = (failed: boolean) => {
    const now = performance.now();
    outcomes.push({ at: now, failed });
    while ((outcomes[0]?.at ?? now) <= now - windowMs) outcomes.shift();
  };
  return {
    state: null,
    success(state) {
      // Failures from before the circuit opened say nothing about the service now.
      if (state === CircuitState.HalfOpen) outcomes.length = 0;
      record(false);
    },
    failure(state) {
      record(true);
      const failures = outcomes.filter(({ failed }) => failed).length;
      return state !== CircuitState.Closed || (outcomes.length >= minimumAttempts && failures * 2 > outcomes.length);
    },
  };
}
