import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../graphql/index.js';

/** Seconds. */
const WINDOW = 60;

/** What shoppers may spend of the merchant's calls to iyzico, so that one tab cannot use up the shop's quota. */
export interface Purses {
  /** Takes one call out of the purse of a token. @throws Refusal RATE_LIMITED where it is empty */
  spend(tokenName: string): Promise<void>;
}

/** @param mostCalls calls that one token may cause in a minute */
export function createPurses(mostCalls: number): Purses {
  const limiter = new RateLimiterMemory({ points: mostCalls, duration: WINDOW });
  return {
    async spend(tokenName) {
      try {
        await limiter.consume(tokenName);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw new Refusal('RATE_LIMITED', 'Too many calls to iyzico were caused by this token.', { retryAfter });
      }
    },
  };
}
