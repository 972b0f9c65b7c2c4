import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Guesses } from '../graphql/index.js';

/** Guesses that may miss, for one token or one address, before more of them are refused unlooked. */
const MOST_MISSES = 10;
/** Seconds after which a miss is forgotten. */
const WINDOW = 60;

/** Counts who asks for checkout forms that are not theirs: by token, and by address. */
export interface GuessCounter {
  /** The count of one request's caller; `tokenName` is none of the token itself. */
  of(caller: { readonly tokenName: string | null; readonly address: string }): Guesses;
}

export function createGuessCounter(): GuessCounter {
  const limiter = new RateLimiterMemory({ points: MOST_MISSES, duration: WINDOW });
  const consume = async (key: string): Promise<number> => {
    try {
      await limiter.consume(key);
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  };
  return {
    of: ({ tokenName, address }) => ({
      async count() {
        const keys = [`address ${address}`, ...(tokenName === null ? [] : [`token ${tokenName}`])];
        const waits = await Promise.all(keys.map(consume));
        return Math.max(...waits) || null;
      },
    }),
  };
}
