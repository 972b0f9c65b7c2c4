import { type Amount, hundredths, tenThousandths } from './amount.js';
import { seededRandom } from './seeded-random.js';
import type { Scenario } from './scenario.js';

/** On what conditions a payment was made: what is the same for all of its items. */
export interface Terms {
  readonly currency: string;
  readonly installment: number;
  /** What the payer pays on top for installments, in percent of the price. */
  readonly merchantCommissionRate: Amount;
  /** What iyzico keeps, in percent of what was paid. */
  readonly iyziCommissionRate: Amount;
  /** What iyzico keeps besides, once a payment. */
  readonly iyziCommissionFee: Amount;
  /** The part of a payout that is held back for a while, in percent. */
  readonly blockageRate: Amount;
  /** How much TRY one unit of the currency is. */
  readonly exchangeRate: Amount;
  /** What the conversion to TRY costs, in percent. Inferred, after the naming of the commission: rate and rate amount. */
  readonly conversionRate: Amount;
  /** Wall time in Istanbul. */
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
    merchantCommissionRate: installment === 1 ? 0n : hundredths(random.between(100, 999)),
    iyziCommissionRate: hundredths(random.between(150, 350)),
    iyziCommissionFee: hundredths(random.pick([0, 25])),
    blockageRate: hundredths(marketplace ? 1_000 : 0),
    exchangeRate: tenThousandths(isForeign ? random.between(350_000, 550_000) : 10_000),
    conversionRate: isForeign ? hundredths(random.between(25, 200)) : 0n,
    blockageResolvedDate: `${day(random.between(0, 364))} 00:00:00`,
  };
}

// Counted from a fixed day: a payment must not change with the calendar.
function day(offset: number): string {
  return new Date(Date.UTC(2025, 5, 1 + offset)).toISOString().slice(0, 10);
}
