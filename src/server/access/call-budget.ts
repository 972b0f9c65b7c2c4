import { Refusal } from '../../graphql/index.js';
import { createRateLimit, type SharedRateLimit } from './rate-limit.js';

/**
 * Limits the iyzico calls that each shopper may cause, so that one browser tab cannot use up the shop's quota. A budget
 * belongs to a checkout form: all tokens that are bound to the form share it.
 */
export interface CallBudgets {
  /** Charges one call to the budget of its origin. @throws Refusal RATE_LIMITED if the budget is used up */
  charge(origin: string): Promise<void>;
}

/** @param perMinute calls that one checkout form may cause in a minute */
export function createCallBudgets(perMinute: number, shared?: SharedRateLimit): CallBudgets {
  const limit = createRateLimit({ name: 'call-budgets', perMinute, shared });
  return {
    async charge(origin) {
      const retryAfter = await limit(origin);
      if (retryAfter === 0) return;
      throw new Refusal('RATE_LIMITED', 'Too many calls to iyzico for this checkout form.', {
        retryAfter,
        limit: 'call-budget',
      });
    },
  };
}
