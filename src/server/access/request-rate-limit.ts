import { AttemptLimit, type Attempt } from './attempt-limit.js';
import type { Authenticated } from './authenticated.js';
import { TooManyRequests } from '../http/refusal.js';
import { createRateLimit, type SharedRateLimit } from './rate-limit.js';

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
  /**
   * Begins the authentication of a request.
   * @param token the hash of the `authorization` header; `null` if there is none
   * @throws TooManyRequests if its address failed too often
   */
  begin(address: string, token: string | null): Attempt;
  /** Counts a request by its caller. @throws TooManyRequests */
  count(authenticated: Authenticated): Promise<void>;
}

const unlimited: Attempt = { succeeded: () => undefined, failed: () => Promise.resolve() };

export function createRequestRateLimit(
  { rateLimit, rateLimitSystems }: RequestRateLimitSettings,
  shared?: SharedRateLimit,
): RequestRateLimit {
  const createLimit = (name: string, perMinute: RateLimitSetting) =>
    perMinute === 'off' ? null : createRateLimit({ name, perMinute, shared });
  const shopperLimit = createLimit('requests', rateLimit);
  const systemLimit = createLimit('systems', rateLimitSystems);
  const attemptLimit = rateLimit === 'off' ? null : new AttemptLimit(rateLimit, shared);
  return {
    begin: (address, token) => attemptLimit?.begin(address, token) ?? unlimited,
    async count({ caller, callerName }) {
      if (callerName === null) return;
      const isSystem = caller.kind === 'system';
      const retryAfter = (await (isSystem ? systemLimit : shopperLimit)?.(callerName)) ?? 0;
      if (retryAfter === 0) return;
      throw new TooManyRequests(isSystem ? 'rate-limit-systems' : 'rate-limit', retryAfter);
    },
  };
}
