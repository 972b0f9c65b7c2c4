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
  readonly threeDSecure?: true;
  readonly decline?: FailureCode;
}

export type ScenarioName =
  | 'card'
  | 'wallet'
  | 'marketplace'
  | 'threeds-pending'
  | 'in-review'
  | 'rejected'
  | 'declined'
  | 'many-items'
  | 'foreign-currency';

const approvedCardPayment = {
  items: [1, 4],
  paymentStatuses: ['SUCCESS'],
  fraudStatus: 1,
  // As in the sample, which is a payment outside a marketplace.
  transactionStatuses: [2],
  currencies: ['TRY'],
  paidBy: 'card',
} as const satisfies Partial<Scenario>;

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  card: { ...approvedCardPayment, about: 'an approved card payment in TRY', idPrefix: '51' },
  wallet: {
    ...approvedCardPayment,
    about: 'paid from the iyzico balance (FUND): no card anywhere',
    idPrefix: '52',
    paidBy: 'wallet',
  },
  marketplace: {
    ...approvedCardPayment,
    about: 'several items of sub-merchants, some waiting for approval',
    idPrefix: '53',
    items: [2, 5],
    transactionStatuses: [1, 2],
    marketplace: true,
  },
  'threeds-pending': {
    ...approvedCardPayment,
    about: 'the payer has not returned from 3-D Secure',
    idPrefix: '54',
    paymentStatuses: ['INIT_THREEDS', 'CALLBACK_THREEDS'],
    // Inferred: nothing is approved before the payer is authenticated.
    fraudStatus: 0,
    transactionStatuses: [0],
    threeDSecure: true,
  },
  'in-review': {
    ...approvedCardPayment,
    about: 'paid, and held for a fraud review: ship nothing yet',
    idPrefix: '55',
    fraudStatus: 0,
    transactionStatuses: [0],
  },
  rejected: {
    ...approvedCardPayment,
    about: 'refused by the fraud review',
    idPrefix: '56',
    // Inferred: a rejected payment has failed.
    paymentStatuses: ['FAILURE'],
    fraudStatus: -1,
    transactionStatuses: [-1],
  },
  declined: {
    ...approvedCardPayment,
    about: 'declined by the bank: a failure that contains its payment',
    idPrefix: '57',
    paymentStatuses: ['FAILURE'],
    decline: '10051',
  },
  'many-items': {
    ...approvedCardPayment,
    about: 'an approved card payment of 200 items',
    idPrefix: '58',
    items: [200, 200],
  },
  'foreign-currency': {
    ...approvedCardPayment,
    about: 'paid in USD, EUR or GBP by a foreign card, paid out in TRY',
    idPrefix: '59',
    currencies: ['USD', 'EUR', 'GBP'],
    paidBy: 'foreign card',
  },
};

export const scenarioNames = Object.keys(scenarios) as readonly ScenarioName[];
