import type { FailureCode } from '../wire/failure.js';

/** A kind of payment. `<scenario>-<seed>` is the checkout form token of one. */
export interface Scenario {
  /** Its description in the guide. */
  readonly about: string;
  /** The first two digits of payment ids. Never reuse one: ids must keep their meaning. */
  readonly idPrefix: string;
  /** The minimum and maximum number of items. */
  readonly items: readonly [number, number];
  readonly paymentStatuses: readonly [string, ...string[]];
  readonly fraudStatus: 1 | 0 | -1;
  /** Assigned to the items in turn. */
  readonly transactionStatuses: readonly [number, ...number[]];
  readonly currencies: readonly [string, ...string[]];
  readonly paidBy: 'card' | 'foreign card' | 'wallet';
  readonly marketplace?: true;
  readonly threeDSecure?: 'pending' | 'passed' | 'failed';
  /** The payment was declined with this failure. */
  readonly decline?: FailureCode;
  /** Nothing is paid with the form, and it answers this failure. */
  readonly unpaid?: FailureCode;
  /** The session has lapsed. */
  readonly sessionLapsed?: boolean;
  /** How the payment differs at first: for so many seconds after the form was opened. */
  readonly atFirst?: { readonly seconds: number } & Partial<Pick<Scenario, ChangingPart>>;
}

type ChangingPart = 'paymentStatuses' | 'fraudStatus' | 'transactionStatuses' | 'decline' | 'unpaid' | 'sessionLapsed';

/** When a payment is looked at. All times are epoch milliseconds. */
export interface Moment {
  readonly now: number;
  /** When its checkout form was opened. */
  readonly openedAt: number;
}
