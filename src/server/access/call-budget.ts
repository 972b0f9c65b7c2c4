import { Refusal } from '../../graphql/index.js';
import { createRateLimit, type SharedRateLimit } from './rate-limit.js';

/** What shoppers may spend of the merchant's calls to iyzico, so that one tab cannot use up the shop's quota. */
export interface CallBudgets {
  /** Takes one call out of the purse of a token. @throws Refusal RATE_LIMITED where it is empty */
  charge(tokenName: string): Promise<void>;
}

/** @param perMinute calls that one token may cause in a minute */
export function createCallBudgets(perMinute: number, shared?: SharedRateLimit): CallBudgets {
  const limit = createRateLimit({ name: 'call-budgets', perMinute, shared });
  return {
    async charge(tokenName) {
      const retryAfter = await limit(tokenName);
      if (retryAfter === 0) return;
      throw new Refusal('RATE_LIMITED', 'Too many calls to iyzico were caused by this token.', { retryAfter });
    },
  };
}
