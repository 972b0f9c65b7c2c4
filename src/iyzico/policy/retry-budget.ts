import type { Origin } from './origin.js';

/** Retries that are allowed however few calls there are. */
const MIN_RETRIES = 10;
/** The part of the calls that may be retried. */
const RETRY_RATIO = 0.1;
/** The part of the retries that one origin may use. */
const RATIO_OF_ORIGIN = 0.5;

/**
 * Limits retries to a tenth of the calls of the last `windowMs` milliseconds, but never to fewer than ten: a service in
 * trouble must not get twice the calls because of it. One origin uses at most half of them, so that its failures leave
 * retries for others.
 */
export class RetryBudget {
  readonly #calls: Timed[] = [];
  readonly #retries: (Timed & { readonly origin: Origin })[] = [];

  constructor(private readonly windowMs: number) {}

  countCall(): void {
    this.#dropOld(this.#calls);
    this.#calls.push({ at: performance.now() });
  }

  /** Uses one retry. @returns whether there was one left for this origin */
  reserveRetry(origin: Origin): boolean {
    this.#dropOld(this.#calls);
    this.#dropOld(this.#retries);
    const allowed = Math.max(MIN_RETRIES, Math.floor(this.#calls.length * RETRY_RATIO));
    const ofOrigin = this.#retries.filter((retry) => retry.origin === origin).length;
    if (this.#retries.length >= allowed || ofOrigin >= Math.floor(allowed * RATIO_OF_ORIGIN)) return false;
    this.#retries.push({ at: performance.now(), origin });
    return true;
  }

  #dropOld(events: Timed[]): void {
    const now = performance.now();
    while ((events[0]?.at ?? now) <= now - this.windowMs) events.shift();
  }
}

interface Timed {
  /** By `performance.now()`. */
  readonly at: number;
}
