import type { Scope } from './scopes.js';

/** The sender of a request, with what it may read. */
export interface Caller {
  /**
   * `anybody`: authentication is off; `shopper`: bound to checkout forms; `system`: a program of the merchant;
   * `unprivileged`: a valid token without a known scope and without a checkout form.
   */
  readonly kind: 'anybody' | 'shopper' | 'system' | 'unprivileged';
  readonly scopes: ReadonlySet<Scope>;
  /** The checkout forms that a shopper's token was made for. */
  readonly checkoutFormTokens: ReadonlySet<string>;
}

/** Counts the caller's requests for checkout forms that are not theirs. */
export interface LookupMisses {
  /** Counts one miss. @returns seconds to wait if there were too many, else `null` */
  countMiss(): Promise<number | null>;
}
