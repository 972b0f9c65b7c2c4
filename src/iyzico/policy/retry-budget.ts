/** Retries that are allowed however few calls there are. */
const MIN_RETRIES = 10;
/** The part of the calls that may be retried. */
const RETRY_RATIO = 0.1;

/**
 * Limits retries to a tenth of the calls of the last `windowMs` milliseconds, but never to fewer than ten: a service in
 * trouble must not get twice the calls because of it.
 */
export class RetryBudget {
  readonly #calls: number[] = [];
  readonly #retries: number[] = [];

  constructor(private readonly windowMs: number) {}

  countCall(): void {
    this.#calls.push(this.#dropOld(this.#calls));
  }

  /** Uses one retry. @returns whether there was one left */
  reserveRetry(): boolean {
    this.#dropOld(this.#calls);
    const now = this.#dropOld(this.#retries);
    if (this.#retries.length >= Math.max(MIN_RETRIES, Math.floor(this.#calls.length * RETRY_RATIO))) return false;
    this.#retries.push(now);
    return true;
  }

  #dropOld(times: number[]): number {
    const now = performance.now();
    while ((times[0] ?? now) <= now - this.windowMs) times.shift();
    return now;
  }
}
