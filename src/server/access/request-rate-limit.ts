import type { Authenticated } from './authentication.js';
import { TemporaryRefusal } from '../http/refusal.js';
import { networkOf } from './client-network.js';
import { createRateLimit, type RateLimit, type SharedRateLimit } from './rate-limit.js';

/** Requests a minute; `off` for as many as one likes. */
export type RequestRateSetting = number | 'off';

export interface RequestRateSettings {
  /** Of a shopper's token, and of an address of those who are not known. */
  readonly requestRate: RequestRateSetting;
  /** Of a token of the merchant's systems. */
  readonly systemRequestRate: RequestRateSetting;
}

/** Holds callers to so many requests a minute. */
export interface RequestRate {
  /** Counts a request of a caller that is known. @throws TemporaryRefusal RATE_LIMITED where there were too many */
  countOf(authenticated: Authenticated, address: string): Promise<void>;
  /** As `countOf`, for one that proved nothing. */
  countStranger(address: string): Promise<void>;
}

export function createRequestRate(
  { requestRate, systemRequestRate }: RequestRateSettings,
  shared?: SharedRateLimit,
): RequestRate {
  const limitOf = (name: string, most: RequestRateSetting) =>
    most === 'off' ? null : createRateLimit({ name, mostInMinute: most, shared });
  const ofToken = limitOf('requests', requestRate);
  const ofAddress = limitOf('strangers', requestRate);
  const ofSystem = limitOf('systems', systemRequestRate);

  const countStranger = (address: string) => hold(ofAddress, networkOf(address));
  return {
    countStranger,
    async countOf({ caller, tokenName }, address) {
      if (tokenName === null) return countStranger(address);
      return hold(caller.kind === 'system' ? ofSystem : ofToken, tokenName);
    },
  };
}

async function hold(limit: RateLimit | null, key: string): Promise<void> {
  const retryAfter = (await limit?.(key)) ?? 0;
  if (retryAfter > 0) throw new TemporaryRefusal('RATE_LIMITED', 'Too many requests: come back later.', retryAfter);
}
