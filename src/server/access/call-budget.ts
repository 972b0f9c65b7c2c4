import { Refusal } from '../../graphql/index.js';
import { createRateLimit, type SharedRateLimit } from './rate-limit.js';

/** What shoppers may spend of the merchant's calls to iyzico, so that one tab cannot use up the shop's quota. */
export interface Purses {
  /** Takes one call out of the purse of a token. @throws Refusal RATE_LIMITED where it is empty */
  spend(tokenName: string): Promise<void>;
}

/** @param mostCalls calls that one token may cause in a minute */
export function createPurses(mostCalls: number, shared?: SharedRateLimit): Purses {
  const limit = createRateLimit({ name: 'purses', mostInMinute: mostCalls, shared });
  return {
    async spend(tokenName) {
      const retryAfter = await limit(tokenName);
      if (retryAfter === 0) return;
      throw new Refusal('RATE_LIMITED', 'Too many calls to iyzico were caused by this token.', { retryAfter });
    },
  };
}
