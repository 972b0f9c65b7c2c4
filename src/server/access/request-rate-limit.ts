import type { Authenticated } from './authentication.js';
import { TemporaryRefusal } from '../http/refusal.js';
import { callerNameOf } from './caller-name.js';
import { networkOf } from './client-network.js';
import { createRateLimit, type RateLimit, type SharedRateLimit } from './rate-limit.js';

/** Requests per minute; `off` for no limit. */
export type RateLimitSetting = number | 'off';

export interface RequestRateLimitSettings {
  /** For a shopper, by checkout forms, and for the address of an unauthenticated caller. */
  readonly rateLimit: RateLimitSetting;
  /** For a token of the merchant's systems. */
  readonly rateLimitSystems: RateLimitSetting;
}

/** Limits the requests per minute of each caller. */
export interface RequestRateLimit {
  /** Counts a request by its caller, or by its address without a token that opens anything. @throws TemporaryRefusal RATE_LIMITED */
  count(authenticated: Authenticated, address: string): Promise<void>;
  /** Counts a request without a valid token, by its address. @throws TemporaryRefusal RATE_LIMITED */
  countUnauthenticated(address: string): Promise<void>;
}

export function createRequestRateLimit(
  { rateLimit, rateLimitSystems }: RequestRateLimitSettings,
  shared?: SharedRateLimit,
): RequestRateLimit {
  const createLimit = (name: string, perMinute: RateLimitSetting) =>
    perMinute === 'off' ? null : createRateLimit({ name, perMinute, shared });
  const shopperLimit = createLimit('requests', rateLimit);
  const addressLimit = createLimit('unauthenticated', rateLimit);
  const systemLimit = createLimit('systems', rateLimitSystems);

  const countUnauthenticated = (address: string) => countAgainst(addressLimit, networkOf(address));
  return {
    countUnauthenticated,
    async count(authenticated, address) {
      const { kind } = authenticated.caller;
      const callerName = callerNameOf(authenticated);
      if (callerName === null || kind === 'unprivileged') return countUnauthenticated(address);
      return countAgainst(kind === 'system' ? systemLimit : shopperLimit, callerName);
    },
  };
}

async function countAgainst(limit: RateLimit | null, key: string): Promise<void> {
  const retryAfter = (await limit?.(key)) ?? 0;
  if (retryAfter > 0) throw new TemporaryRefusal('RATE_LIMITED', 'Too many requests: retry later.', retryAfter);
}
