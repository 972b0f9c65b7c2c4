import type { Guesses } from '../../graphql/index.js';
import { networkOf } from './client-network.js';
import { createRateLimit, type SharedRateLimit } from './rate-limit.js';

/** Guesses that may miss in a minute, for one token or one address, before more of them are refused unlooked. */
const MOST_MISSES = 10;

/** Counts who asks for checkout forms that are not theirs: by token, and by address. */
export interface GuessCounter {
  /** The count of one request's caller; `tokenName` is none of the token itself. */
  of(caller: { readonly tokenName: string | null; readonly address: string }): Guesses;
}

export function createGuessCounter(shared?: SharedRateLimit): GuessCounter {
  const limit = createRateLimit({ name: 'guesses', mostInMinute: MOST_MISSES, shared });
  return {
    of: ({ tokenName, address }) => ({
      async count() {
        const keys = [`address ${networkOf(address)}`, ...(tokenName === null ? [] : [`token ${tokenName}`])];
        const waits = await Promise.all(keys.map(limit));
        return Math.max(...waits) || null;
      },
    }),
  };
}
