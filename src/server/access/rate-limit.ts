import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Seconds in which so many are counted. */
const WINDOW = 60;

/** Counts one more under a key. @returns whole seconds to wait where there were too many in the last minute, else 0 */
export type RateLimit = (key: string) => Promise<number>;

/**
 * A count that several processes keep together, of which each `name` is one of its own. What it makes counts one more
 * under a key, and tells the milliseconds to wait; `null` where that cannot be told now.
 */
export type SharedRateLimit = (limit: {
  readonly name: string;
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

/** Its own count holds beside the shared one, so that it goes on where that is away, and is not fooled by it. */
export function createRateLimit({ name, perMinute: mostInMinute, shared }: RateLimitSettings): RateLimit {
  const here = new RateLimiterMemory({ points: mostInMinute, duration: WINDOW });
  const everywhere = shared?.({ name, points: mostInMinute, duration: WINDOW });

  return async (key) => {
    const wait = await waitHere(here, key);
    return wholeSeconds(wait > 0 ? wait : ((await everywhere?.(key)) ?? 0));
  };
}

async function waitHere(limiter: RateLimiterMemory, key: string): Promise<number> {
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
