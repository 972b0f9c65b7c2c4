import { EventCount } from './event-count.js';

export const WINDOW_SECONDS = 60;

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
  const local = new EventCount(perMinute, WINDOW_SECONDS * 1000);
  const sharedLimit = shared?.({ name, points: perMinute, duration: WINDOW_SECONDS });

  return async (key) => {
    const { waitMs } = local.count(key);
    return wholeSeconds(waitMs > 0 ? waitMs : ((await sharedLimit?.(key)) ?? 0));
  };
}

function wholeSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}
