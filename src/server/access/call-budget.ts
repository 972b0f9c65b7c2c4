import { Refusal } from '../../graphql/index.js';
import { createRateLimit, type SharedRateLimit } from './rate-limit.js';

/** Limits the iyzico calls that each shopper's token may cause, so that one browser tab cannot use up the shop's quota. */
export interface CallBudgets {
  /** Charges one call to the budget of a token. @throws Refusal RATE_LIMITED if the budget is used up */
  charge(tokenName: string): Promise<void>;
}

/** @param perMinute calls that one token may cause in a minute */
export function createCallBudgets(perMinute: number, shared?: SharedRateLimit): CallBudgets {
  const limit = createRateLimit({ name: 'call-budgets', perMinute, shared });
  return {
    async charge(tokenName) {
      const retryAfter = await limit(tokenName);
      if (retryAfter === 0) return;
      throw new Refusal('RATE_LIMITED', 'This token has caused too many calls to iyzico.', {
        retryAfter,
        limit: 'call-budget',
      });
    },
  };
}
