/** Seconds for which a call counts: the last of a second's calls is a minute old when the second leaves. */
const MINUTE = 61;
/** In milliseconds. */
export const LONGEST_COUNT = MINUTE * 1000;

/** The calls that were made in the last minute. */
export interface LastMinute {
  /** @param seconds how far back; all that counts unless it is said */
  used(seconds?: number): number;
  /** Counts one more. @returns takes it back: it was not made after all */
  add(): () => void;
  /** Milliseconds until fewer than `most` were made: 0 where that is so now. */
  wait(most: number): number;
}

/**
 * Counts by second. A window that begins anew every minute would let twice as many pass around its end, and iyzico does
 * not say when its own begins; this one holds for any minute whatever.
 */
export function createLastMinute(): LastMinute {
  /** Calls by second, the oldest first. */
  const calls = new Map<number, number>();

  const now = () => performance.now() / 1000;
  function forgetOld(): void {
    for (const second of calls.keys()) {
      if (second + MINUTE > now()) return;
      calls.delete(second);
    }
  }
  function used(seconds = MINUTE): number {
    forgetOld();
    const from = now() - seconds;
    return [...calls].reduce((sum, [second, count]) => (second > from ? sum + count : sum), 0);
  }

  return {
    used,
    add() {
      const second = Math.floor(now());
      calls.set(second, (calls.get(second) ?? 0) + 1);
      return () => {
        const count = calls.get(second);
        if (count !== undefined) calls.set(second, count - 1);
      };
    },
    wait(most) {
      let over = used() - most;
      if (over < 0) return 0;
      for (const [second, count] of calls) {
        over -= count;
        if (over < 0) return Math.ceil((second + MINUTE - now()) * 1000);
      }
      return LONGEST_COUNT;
    },
  };
}
