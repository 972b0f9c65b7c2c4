/** Lets only so many calls be retries, so that a service in trouble is not asked twice as often for it. */
export interface RetryBudget {
  countCall(): void;
  /** Takes one retry out of the budget, where there is one. */
  reserveRetry(): boolean;
}

/** Retries are at most a tenth of the calls of the last `span` milliseconds, but always at least ten. */
export function createRetryBudget(span: number): RetryBudget {
  const calls: number[] = [];
  const retries: number[] = [];
  const forgetOld = (times: number[], now: number) => {
    while ((times[0] ?? now) <= now - span) times.shift();
  };
  return {
    countCall() {
      const now = performance.now();
      forgetOld(calls, now);
      calls.push(now);
    },
    reserveRetry() {
      const now = performance.now();
      forgetOld(calls, now);
      forgetOld(retries, now);
      if (retries.length + 1 > Math.max(10, calls.length / 10)) return false;
      retries.push(now);
      return true;
    },
  };
}
