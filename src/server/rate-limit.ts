import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Seconds in which so many are counted. */
const WINDOW = 60;

/** Counts one more under a key. @returns whole seconds to wait where there were too many in the last minute, else 0 */
export type RateLimit = (key: string) => Promise<number>;

export function createRateLimit(mostInMinute: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: mostInMinute, duration: WINDOW });
  return async (key) => {
    try {
      await limiter.consume(key);
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  };
}
