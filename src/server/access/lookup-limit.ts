import type { LookupMisses } from '../../graphql/index.js';
import { networkOf } from './client-network.js';
import { createRateLimit, type SharedRateLimit } from './rate-limit.js';

/** Guesses that may miss in a minute, for one token or one address, before more of them are refused unlooked. */
const MAX_MISSES = 10;

/** Counts who asks for checkout forms that are not theirs: by token, and by address. */
export interface LookupLimit {
  /** The count of one request's caller; `tokenName` is none of the token itself. */
  forCaller(caller: { readonly tokenName: string | null; readonly address: string }): LookupMisses;
}

export function createLookupLimit(shared?: SharedRateLimit): LookupLimit {
  const limit = createRateLimit({ name: 'lookup-misses', perMinute: MAX_MISSES, shared });
  return {
    forCaller: ({ tokenName, address }) => ({
      async countMiss() {
        const keys = [`address ${networkOf(address)}`, ...(tokenName === null ? [] : [`token ${tokenName}`])];
        const waits = await Promise.all(keys.map(limit));
        return Math.max(...waits) || null;
      },
    }),
  };
}
