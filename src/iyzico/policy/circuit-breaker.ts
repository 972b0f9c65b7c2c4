import type { IyzicoService } from '../wire/endpoints.js';
import { CircuitOpen, isTransportFailure, IyzicoUnavailable } from '../wire/errors.js';
import { FailureWindow, MIN_ORIGINS } from './failure-window.js';
import type { Origin } from './origin.js';

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

/**
 * Sends nothing to a service that fails most of the time, so that it can recover and callers need not wait.
 * A single origin can neither open the circuit breaker nor keep it open: its calls may fail for a cause of its own.
 */
export class CircuitBreaker {
  readonly #settings: CircuitBreakerSettings;
  readonly #failures: FailureWindow;
  #state: CircuitBreakerState = 'closed';
  /** Raised at every change of the state: an attempt from before it says nothing about the service now. */
  #generation = 0;
  /** When an open circuit breaker lets a call probe the service, by `performance.now()`. */
  #probeAt = 0;
  #isProbing = false;
  /** The origins whose probes did not close the circuit breaker, with the time at which each may probe again. */
  readonly #nextProbes = new Map<Origin, number>();
  /** The origins whose probes failed since the circuit breaker was last open. */
  readonly #failedProbes = new Set<Origin>();

  constructor(settings: CircuitBreakerSettings) {
    this.#settings = settings;
    this.#failures = new FailureWindow(settings);
  }

  /**
   * Refuses a call before it waits for a slot. One call probes a half-open circuit and the others are refused at once:
   * where they waited for the probe, a service that hangs would hold them for the time of a whole attempt.
   * @throws CircuitOpen
   */
  refuseWhileOpen(origin: Origin): void {
    if (this.#state === 'closed') return;
    const now = performance.now();
    const probeAt = Math.max(this.#probeAt, this.#nextProbes.get(origin) ?? 0);
    if (this.#isProbing || now < probeAt) throw new CircuitOpen(this.#settings.service, (probeAt - now) / 1000);
  }

  /** @throws CircuitOpen, or what `attempt` throws */
  run<T>(origin: Origin, attempt: () => Promise<T>): Promise<T> {
    this.refuseWhileOpen(origin);
    return this.#state === 'closed' ? this.#count(origin, attempt) : this.#probe(origin, attempt);
  }

  async #count<T>(origin: Origin, attempt: () => Promise<T>): Promise<T> {
    const generation = this.#generation;
    try {
      const answer = await attempt();
      if (generation === this.#generation) this.#failures.countSuccess();
      return answer;
    } catch (error) {
      if (generation === this.#generation && isTransportFailure(error) && this.#failures.countFailure(origin)) {
        this.#open();
      }
      throw error;
    }
  }

  async #probe<T>(origin: Origin, attempt: () => Promise<T>): Promise<T> {
    this.#isProbing = true;
    this.#enter('half-open');
    try {
      const answer = await attempt();
      this.#close();
      return answer;
    } catch (error) {
      // Any answer shows that the service is back.
      if (isTransportFailure(error) || isInconclusive(error)) this.#countProbe(origin, isTransportFailure(error));
      else this.#close();
      throw error;
    } finally {
      this.#isProbing = false;
    }
  }

  /** The origin waits, so that others can probe. Only failures of several origins open the circuit breaker again. */
  #countProbe(origin: Origin, hasFailed: boolean): void {
    this.#nextProbes.set(origin, performance.now() + this.#settings.openMs);
    if (hasFailed) this.#failedProbes.add(origin);
    if (this.#failedProbes.size >= MIN_ORIGINS) this.#open();
  }

  #open(): void {
    this.#probeAt = performance.now() + this.#settings.openMs;
    this.#forgetProbes();
    this.#enter('open');
  }

  #close(): void {
    this.#failures.clear();
    this.#forgetProbes();
    this.#enter('closed');
  }

  #forgetProbes(): void {
    this.#nextProbes.clear();
    this.#failedProbes.clear();
  }

  #enter(state: CircuitBreakerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#generation++;
    this.#settings.onState(state);
  }
}

/** An attempt that was aborted or never sent says nothing about the service. */
function isInconclusive(error: unknown): boolean {
  return !(error instanceof IyzicoUnavailable) || error.reason === 'quota' || error.reason === 'exhausted';
}
