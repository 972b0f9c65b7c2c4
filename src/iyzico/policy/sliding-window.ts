/**
 * Seconds for which a call counts: the minute of the quota, one second because calls are counted by whole seconds, and
 * one for the time between counting a call and iyzico's receiving it.
 */
export const QUOTA_WINDOW_SECONDS = 62;

/** Counts calls by second. No minute, wherever it starts, has more of them than the limit. */
export class SlidingWindow {
  /** Calls by second of `performance.now()`, the oldest first. */
  readonly #calls = new Map<number, number>();

  /** Counts one more call. @returns a function that takes it back */
  add(): () => void {
    const second = Math.floor(performance.now() / 1000);
    this.#calls.set(second, (this.#calls.get(second) ?? 0) + 1);
    return () => {
      const calls = this.#calls.get(second);
      if (calls !== undefined) this.#calls.set(second, calls - 1);
    };
  }

  used(): number {
    let used = 0;
    for (const [second, calls] of this.#calls) {
      if (remainingMs(second) <= 0) this.#calls.delete(second);
      else used += calls;
    }
    return used;
  }

  /** Milliseconds until fewer than `limit` calls count; 0 if that is so now. */
  waitMs(limit: number): number {
    let over = this.used() - limit;
    if (over < 0) return 0;
    for (const [second, calls] of this.#calls) {
      over -= calls;
      if (over < 0) return Math.ceil(remainingMs(second));
    }
    return QUOTA_WINDOW_SECONDS * 1000;
  }
}

function remainingMs(second: number): number {
  return (second + QUOTA_WINDOW_SECONDS) * 1000 - performance.now();
}
