import type { Authenticated } from './authentication.js';
import { TemporaryRefusal } from '../http/refusal.js';
import { networkOf } from './client-network.js';
import { createRateLimit, type RateLimit, type SharedRateLimit } from './rate-limit.js';

/** Requests a minute; `off` for as many as one likes. */
export type RateLimitSetting = number | 'off';

export interface RequestRateLimitSettings {
  /** Of a shopper's token, and of an address of those who are not known. */
  readonly rateLimit: RateLimitSetting;
  /** Of a token of the merchant's systems. */
  readonly rateLimitSystems: RateLimitSetting;
}

/** Holds callers to so many requests a minute. */
export interface RequestRateLimit {
  /** Counts a request of a caller that is known. @throws TemporaryRefusal RATE_LIMITED where there were too many */
  count(authenticated: Authenticated, address: string): Promise<void>;
  /** As `countOf`, for one that proved nothing. */
  countUnauthenticated(address: string): Promise<void>;
}

export function createRequestRateLimit(
  { rateLimit: requestRateLimit, rateLimitSystems }: RequestRateLimitSettings,
  shared?: SharedRateLimit,
): RequestRateLimit {
  const limitOf = (name: string, most: RateLimitSetting) =>
    most === 'off' ? null : createRateLimit({ name, perMinute: most, shared });
  const ofToken = limitOf('requests', requestRateLimit);
  const ofAddress = limitOf('unauthenticated', requestRateLimit);
  const ofSystem = limitOf('systems', rateLimitSystems);

  const countUnauthenticated = (address: string) => hold(ofAddress, networkOf(address));
  return {
    countUnauthenticated,
    async count({ caller, tokenName }, address) {
      if (tokenName === null) return countUnauthenticated(address);
      return hold(caller.kind === 'system' ? ofSystem : ofToken, tokenName);
    },
  };
}

async function hold(limit: RateLimit | null, key: string): Promise<void> {
  const retryAfter = (await limit?.(key)) ?? 0;
  if (retryAfter > 0) throw new TemporaryRefusal('RATE_LIMITED', 'Too many requests: come back later.', retryAfter);
}
