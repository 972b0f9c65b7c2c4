import type { JsonObject } from '../wire/exact-json.js';
import { writeAllDecimals, writeShort } from './amount.js';
import { type Card, cardOf } from './card.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';
import { type ItemIdentity, writeItem } from './item.js';
import { itemAmountsOf, totalsOf } from './item-amounts.js';
import type { Payment } from './payment.js';
import type { Moment, Scenario } from './scenario.js';
import type { Session } from './session.js';
import { type Terms, termsOf } from './terms.js';

/** The keys of a payment. */
export interface PaymentKeys {
  readonly checkoutFormToken: string;
  readonly paymentId: string;
  readonly session: Session;
}

/** Generates a payment. It follows from its checkout form token and, where it has dates, from the moment. */
export function scenarioPayment(keys: PaymentKeys, scenario: Scenario, moment: Moment): Payment {
  const { paidBy, decline, unpaid } = scenario;
  const card = (): Card | undefined =>
    paidBy === 'wallet' ? undefined : cardOf(keys.checkoutFormToken, paidBy === 'foreign card', moment);
  const details = (): JsonObject => {
    const terms = termsOf(keys.checkoutFormToken, scenario, moment);
    return writeDetails(keys, scenario, { terms, card: card() });
  };
  return { ...keys, details, card: () => card()?.onLastPayment, decline, unpaid };
}

interface Means {
  readonly terms: Terms;
  readonly card: Card | undefined;
}

function writeDetails(keys: PaymentKeys, scenario: Scenario, { terms, card }: Means): JsonObject {
  const { checkoutFormToken: token, paymentId } = keys;
  const random = seededRandom(token, 'payment');
  const items = itemAmountsOf(token, scenario, terms);
  const totals = totalsOf(items);
  // Inferred: a payment that was declined or failed 3-D Secure is not settled, and has no items and no bank reference.
  // A payment that waits for 3-D Secure has no bank reference yet.
  const isSettled = !scenario.decline && scenario.threeDSecure !== 'failed';
  const reachedBank = isSettled && scenario.threeDSecure !== 'pending';
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
    mdStatus: mdStatusOf(scenario, random),
  };
}

// Successful payments have been seen with a number.
function mdStatusOf({ threeDSecure }: Scenario, random: SeededRandom): string | number | undefined {
  if (threeDSecure === 'passed') return 1;
  return threeDSecure === 'failed' ? random.pick(['0', '2', '3', '4', '5', '6', '7']) : undefined;
}

function identifyItem(paymentId: string, index: number, { transactionStatuses, marketplace }: Scenario): ItemIdentity {
  const position = String(index + 1).padStart(3, '0');
  return {
    itemId: `BI${101 + index}`,
    paymentTransactionId: paymentId + position,
    transactionStatus: transactionStatuses[index % transactionStatuses.length] ?? transactionStatuses[0],
    subMerchantKey: marketplace && `sub-merchant-${position}`,
  };
}
