import { type Amount, fromHundredths, fromTenThousandths } from './amount.js';
import { seededRandom } from './seeded-random.js';
import type { Scenario } from './scenario.js';

/** The conditions of a payment, which are the same for all of its items. */
export interface Terms {
  readonly currency: string;
  readonly installment: number;
  /** The surcharge for installments, in percent of the price. */
  readonly merchantCommissionRate: Amount;
  /** iyzico's commission, in percent of the paid price. */
  readonly iyziCommissionRate: Amount;
  /** iyzico's additional fee per payment. */
  readonly iyziCommissionFee: Amount;
  /** The part of a payout that is held back until the blockage resolves, in percent. */
  readonly blockageRate: Amount;
  /** The price of one unit of the currency, in TRY. */
  readonly exchangeRate: Amount;
  /** The fee for the conversion to TRY, in percent. Inferred: commissions have fields with similar names. */
  readonly conversionRate: Amount;
  /** Local time in Istanbul. */
  readonly blockageResolvedDate: string;
}

export function termsOf(token: string, { currencies, paidBy, marketplace }: Scenario): Terms {
  const random = seededRandom(token, 'terms');
  const currency = random.pick(currencies);
  const installment = paidBy === 'card' ? random.pick([1, 1, 1, 2, 3, 6, 9, 12]) : 1;
  const isForeign = currency !== 'TRY';
  return {
    currency,
    installment,
    merchantCommissionRate: installment === 1 ? 0n : fromHundredths(random.between(100, 999)),
    iyziCommissionRate: fromHundredths(random.between(150, 350)),
    iyziCommissionFee: fromHundredths(random.pick([0, 25])),
    blockageRate: fromHundredths(marketplace ? 1_000 : 0),
    exchangeRate: fromTenThousandths(isForeign ? random.between(350_000, 550_000) : 10_000),
    conversionRate: isForeign ? fromHundredths(random.between(25, 200)) : 0n,
    blockageResolvedDate: `${isoDate(random.between(0, 364))} 00:00:00`,
  };
}

// Counts from a fixed day, so that a payment is the same on every day.
function isoDate(offset: number): string {
  return new Date(Date.UTC(2025, 5, 1 + offset)).toISOString().slice(0, 10);
}
