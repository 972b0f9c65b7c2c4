import type { Scope } from './requires-scopes.js';

/** Who sent a request, as far as it matters to what it may have. */
export interface Caller {
  /** `anybody`: authentication is off; `shopper`: bound to checkout forms; `system`: the merchant's own. */
  readonly kind: 'anybody' | 'shopper' | 'system';
  readonly scopes: ReadonlySet<Scope>;
  /** The checkout forms that a shopper's token was made for. */
  readonly checkoutFormTokens: ReadonlySet<string>;
}

/** Counts the questions of a request's caller for checkout forms that are not theirs. */
export interface LookupMisses {
  /** Counts one more. Seconds to wait where there were too many, else `null`. */
  countMiss(): Promise<number | null>;
}
