import type { Moment, Scenario } from './scenario.js';

export type ScenarioName =
  | 'card'
  | 'wallet'
  | 'marketplace'
  | 'threeds-pending'
  | 'in-review'
  | 'rejected'
  | 'declined'
  | 'many-items'
  | 'foreign-currency'
  | 'threeds-passed'
  | 'threeds-failed'
  | 'fraud-engine'
  | 'blacklist'
  | 'most-items'
  | 'paid-later'
  | 'paid-on-retry'
  | 'never-paid'
  | 'marketplace-approval'
  | 'session-lapses';

/** Seconds after which a payment changes that is not the same at first. Long enough to see both, and to poll. */
const SOON = 20;
/** Seconds for which a checkout form can be paid, as at iyzico. */
const FORM_LIFETIME = 1_800;

const approvedCardPayment = {
  items: [1, 4],
  paymentStatuses: ['SUCCESS'],
  fraudStatus: 1,
  // As in the sample, which is a payment outside a marketplace.
  transactionStatuses: [2],
  currencies: ['TRY'],
  paidBy: 'card',
} as const satisfies Partial<Scenario>;

const failedPayment = { ...approvedCardPayment, paymentStatuses: ['FAILURE'] } as const satisfies Partial<Scenario>;

const marketplacePayment = { ...approvedCardPayment, items: [2, 5], marketplace: true } as const;

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  card: { ...approvedCardPayment, about: 'an approved card payment in TRY', idPrefix: '51' },
  wallet: {
    ...approvedCardPayment,
    about: 'paid from the iyzico balance (FUND): no card anywhere',
    idPrefix: '52',
    paidBy: 'wallet',
  },
  marketplace: {
    ...marketplacePayment,
    about: 'several items of sub-merchants, some waiting for approval',
    idPrefix: '53',
    transactionStatuses: [1, 2],
  },
  'threeds-pending': {
    ...approvedCardPayment,
    about: 'the payer has not returned from 3-D Secure',
    idPrefix: '54',
    paymentStatuses: ['INIT_THREEDS', 'CALLBACK_THREEDS'],
    // Inferred: nothing is approved before the payer is authenticated.
    fraudStatus: 0,
    transactionStatuses: [0],
    threeDSecure: 'pending',
  },
  'in-review': {
    ...approvedCardPayment,
    about: 'paid, and held for a fraud review: ship nothing yet',
    idPrefix: '55',
    fraudStatus: 0,
    transactionStatuses: [0],
  },
  rejected: {
    // Inferred: a rejected payment has failed.
    ...failedPayment,
    about: 'refused by the fraud review',
    idPrefix: '56',
    fraudStatus: -1,
    transactionStatuses: [-1],
  },
  declined: {
    ...failedPayment,
    about: 'declined by the bank: a failure that contains its payment',
    idPrefix: '57',
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
  'threeds-passed': {
    ...approvedCardPayment,
    about: 'an approved card payment, after 3-D Secure: mdStatus 1',
    idPrefix: '60',
    threeDSecure: 'passed',
  },
  'threeds-failed': {
    ...failedPayment,
    about: 'the payer failed 3-D Secure: nothing is paid, and mdStatus is not 1',
    idPrefix: '61',
    threeDSecure: 'failed',
  },
  // Inferred for both: the fraud status.
  'fraud-engine': {
    ...failedPayment,
    about: 'declined by the fraud engine (6000)',
    idPrefix: '62',
    fraudStatus: -1,
    decline: '6000',
  },
  blacklist: {
    ...failedPayment,
    about: 'declined because the payer is on a blacklist (6001)',
    idPrefix: '63',
    fraudStatus: -1,
    decline: '6001',
  },
  'most-items': {
    ...approvedCardPayment,
    about: 'an approved card payment of 500 items, the most that a basket may have',
    idPrefix: '64',
    items: [500, 500],
  },
  'paid-later': {
    ...approvedCardPayment,
    about: `not paid yet (5122); paid ${SOON} seconds after the form was opened`,
    idPrefix: '65',
    atFirst: { seconds: SOON, unpaid: '5122' },
  },
  'paid-on-retry': {
    ...approvedCardPayment,
    // Inferred: both attempts have one payment id.
    about: `declined by the bank; paid by another attempt on the same form ${SOON} seconds after the form was opened`,
    idPrefix: '66',
    atFirst: { seconds: SOON, paymentStatuses: ['FAILURE'], decline: '10051' },
  },
  'never-paid': {
    ...approvedCardPayment,
    // Inferred: iyzico does not find a form that has expired.
    about: `not paid (5122); ${FORM_LIFETIME} seconds after the form was opened it expires (5124)`,
    idPrefix: '67',
    unpaid: '5124',
    atFirst: { seconds: FORM_LIFETIME, unpaid: '5122' },
  },
  'marketplace-approval': {
    ...marketplacePayment,
    about: `items of sub-merchants, all waiting for approval; approved ${SOON} seconds after the form was opened`,
    idPrefix: '68',
    atFirst: { seconds: SOON, transactionStatuses: [1] },
  },
  'session-lapses': {
    ...approvedCardPayment,
    about: `an approved card payment; its session lapses ${SOON} seconds after the form was opened`,
    idPrefix: '69',
    sessionLapsed: true,
    atFirst: { seconds: SOON, sessionLapsed: false },
  },
};

export const scenarioNames = Object.keys(scenarios) as readonly ScenarioName[];

/** The scenario as it is at this moment. */
export function scenarioAt(name: ScenarioName, { now, openedAt }: Moment): Scenario {
  const { atFirst, ...scenario } = scenarios[name];
  return atFirst && now < openedAt + atFirst.seconds * 1_000 ? { ...scenario, ...atFirst } : scenario;
}
