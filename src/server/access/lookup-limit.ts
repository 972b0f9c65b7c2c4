import type { LookupMisses } from '../../graphql/index.js';
import { networkOf } from './client-network.js';
import { createRateLimit, type SharedRateLimit } from './rate-limit.js';

/** Lookup misses that one caller or one address may cause in a minute. */
const MAX_MISSES_PER_MINUTE = 10;

/** Counts the requests for checkout forms that do not belong to their caller, by caller and by address. */
export interface LookupLimit {
  /** The count of one request's caller. */
  forCaller(caller: { readonly callerName: string | null; readonly address: string }): LookupMisses;
}

export function createLookupLimit(shared?: SharedRateLimit): LookupLimit {
  const limit = createRateLimit({ name: 'lookup-misses', perMinute: MAX_MISSES_PER_MINUTE, shared });
  return {
    forCaller: ({ callerName, address }) => ({
      async countMiss() {
        const keys = [`address ${networkOf(address)}`, ...(callerName === null ? [] : [`caller ${callerName}`])];
        const waits = await Promise.all(keys.map(limit));
        return Math.max(...waits) || null;
      },
    }),
  };
}
