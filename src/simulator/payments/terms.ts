import { type Amount, fromHundredths, fromTenThousandths } from './amount.js';
import { istanbulDay } from './istanbul-calendar.js';
import { seededRandom } from './seeded-random.js';
import type { Moment, Scenario } from './scenario.js';

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
  /** What is held back until the blockage resolves, in percent of the paid price. */
  readonly blockageRate: Amount;
  /** The price of one unit of the currency, in TRY. */
  readonly exchangeRate: Amount;
  /** The rate that answers state: 0 in TRY, as in the sample. Inferred: otherwise it is the exchange rate. */
  readonly conversionRate: Amount;
  /** Local time in Istanbul. */
  readonly blockageResolvedDate: string;
}

export function termsOf(token: string, { currencies, paidBy, marketplace }: Scenario, { openedAt }: Moment): Terms {
  const random = seededRandom(token, 'terms');
  const currency = random.pick(currencies);
  const installment = paidBy === 'card' ? random.pick([1, 1, 1, 2, 3, 6, 9, 12]) : 1;
  const exchangeRate = currency === 'TRY' ? undefined : fromTenThousandths(random.between(350_000, 550_000));
  return {
    currency,
    installment,
    merchantCommissionRate: installment === 1 ? 0n : fromHundredths(random.between(100, 999)),
    iyziCommissionRate: fromHundredths(random.between(150, 350)),
    iyziCommissionFee: fromHundredths(random.pick([0, 25])),
    blockageRate: fromHundredths(marketplace ? 1_000 : random.pick([0, 0, 500, 1_000])),
    exchangeRate: exchangeRate ?? fromTenThousandths(10_000),
    conversionRate: exchangeRate ?? 0n,
    blockageResolvedDate: `${istanbulDay(openedAt, random.between(1, 45))} 00:00:00`,
  };
}
