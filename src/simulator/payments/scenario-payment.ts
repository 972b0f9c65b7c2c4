import type { JsonObject } from '../wire/exact-json.js';
import { writeAllDecimals, writeShort } from './amount.js';
import { type Card, cardOf } from './card.js';
import { seededRandom } from './seeded-random.js';
import { type ItemIdentity, writeItem } from './item.js';
import { itemAmountsOf, totalsOf } from './item-amounts.js';
import type { Payment } from './payment.js';
import { type Scenario, type ScenarioName, scenarios } from './scenario.js';
import type { Session } from './session.js';
import { termsOf } from './terms.js';

/** The keys of a payment. */
export interface PaymentKeys {
  readonly checkoutFormToken: string;
  readonly paymentId: string;
  readonly session: Session;
}

/** Generates a payment. Everything in it follows from its checkout form token. */
export function scenarioPayment(keys: PaymentKeys, name: ScenarioName): Payment {
  const scenario = scenarios[name];
  const card = (): Card | undefined =>
    scenario.paidBy === 'wallet' ? undefined : cardOf(keys.checkoutFormToken, scenario.paidBy === 'foreign card');
  return {
    ...keys,
    details: () => writeDetails(keys, scenario, card()),
    card: () => card()?.onLastPayment,
    ...(scenario.decline && { decline: scenario.decline }),
  };
}

function writeDetails(keys: PaymentKeys, scenario: Scenario, card: Card | undefined): JsonObject {
  const { checkoutFormToken: token, paymentId } = keys;
  const random = seededRandom(token, 'payment');
  const terms = termsOf(token, scenario);
  const items = itemAmountsOf(token, scenario, terms);
  const totals = totalsOf(items);
  // Inferred: a declined payment is not settled, and has no items and no bank reference. A payment that waits for
  // 3-D Secure has no bank reference yet.
  const isSettled = !scenario.decline;
  const reachedBank = isSettled && !scenario.threeDSecure;
  return {
    token,
    callbackUrl: `https://merchant.example/checkout/${random.digits(6)}`,
    paymentStatus: random.pick(scenario.paymentStatuses),
    // As in iyzico's answers, amounts differ in their number of decimals.
    price: writeShort(totals.price),
    paidPrice: writeAllDecimals(totals.paidPrice),
    installment: terms.installment,
    paymentId,
    fraudStatus: scenario.fraudStatus,
    memberEmail: `payer${random.digits(5)}@example.com`,
    memberGsmNumber: `+90555${random.digits(7)}`,
    ...(isSettled && {
      merchantCommissionRate: writeShort(terms.merchantCommissionRate),
      merchantCommissionRateAmount: writeAllDecimals(totals.merchantCommission),
      iyziCommissionRateAmount: writeAllDecimals(totals.iyziCommission),
      iyziCommissionFee: writeAllDecimals(totals.iyziFee),
    }),
    ...card?.onPayment,
    basketId: `B${random.digits(5)}`,
    currency: terms.currency,
    itemTransactions: isSettled
      ? items.map((amounts, index) => writeItem(identifyItem(paymentId, index, scenario), amounts, terms))
      : undefined,
    authCode: reachedBank ? random.digits(6) : undefined,
    phase: 'AUTH',
    hostReference: reachedBank ? `host${random.digits(12)}` : undefined,
    mdStatus: scenario.threeDSecure ? random.pick(['0', '1', '2', '3', '4', '5', '6', '7']) : undefined,
  };
}

function identifyItem(paymentId: string, index: number, { transactionStatuses }: Scenario): ItemIdentity {
  return {
    itemId: `BI${101 + index}`,
    paymentTransactionId: paymentId + String(index + 1).padStart(3, '0'),
    transactionStatus: transactionStatuses[index % transactionStatuses.length] ?? transactionStatuses[0],
  };
}
