import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const WINDOW_SECONDS = 60;

/** Counts one event of a key. @returns whole seconds to wait if the key is over its limit, else 0 */
export type RateLimit = (key: string) => Promise<number>;

/**
 * Creates a limit that several processes share; each `name` has separate counts. The limit counts one event of a key and
 * returns the milliseconds to wait, 0 if the key is within its limit, or `null` if the count is not available now.
 */
export type SharedRateLimit = (limit: {
  readonly name: string;
  /** Events that a key may have in the duration. */
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}) => (key: string) => Promise<number | null>;

export interface RateLimitSettings {
  /** What is counted. */
  readonly name: string;
  readonly perMinute: number;
  readonly shared?: SharedRateLimit | undefined;
}

/** Applies the process's own count as well as the shared one, so that a limit holds while the shared count is missing. */
export function createRateLimit({ name, perMinute, shared }: RateLimitSettings): RateLimit {
  const local = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS });
  const sharedLimit = shared?.({ name, points: perMinute, duration: WINDOW_SECONDS });

  return async (key) => {
    const wait = await localWait(local, key);
    return wholeSeconds(wait > 0 ? wait : ((await sharedLimit?.(key)) ?? 0));
  };
}

/** Milliseconds to wait, else 0. */
async function localWait(limiter: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.max(1, refusal.msBeforeNext);
  }
}

function wholeSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}
