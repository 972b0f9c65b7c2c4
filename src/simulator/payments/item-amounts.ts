import { type Amount, hundredths, percentOf, split, sum, times } from './amount.js';
import { seededRandom } from './seeded-random.js';
import type { Scenario } from './scenario.js';
import type { Terms } from './terms.js';

/** What became of the money that was paid for one item, in one currency. */
export interface Payout {
  readonly paidPrice: Amount;
  readonly iyziCommission: Amount;
  readonly iyziFee: Amount;
  /** What the conversion to this currency cost. */
  readonly conversion: Amount;
  readonly subMerchantPayout: Amount;
  /** What is left of the paid price after all of the above, so that it adds up whatever was rounded. */
  readonly merchantPayout: Amount;
  readonly subMerchantBlockage: Amount;
  readonly merchantBlockage: Amount;
}

export interface ItemAmounts {
  readonly price: Amount;
  readonly merchantCommission: Amount;
  readonly subMerchantPrice: Amount;
  /** In the currency that was paid in. */
  readonly payout: Payout;
  /** The same in TRY. */
  readonly converted: Payout;
}

/** Prices are in whole cents and leave room for everything that is taken off them. */
export function itemAmountsOf(token: string, { items, marketplace }: Scenario, terms: Terms): ItemAmounts[] {
  const random = seededRandom(token, 'items');
  const offers = Array.from({ length: random.between(...items) }, () => {
    const cents = random.between(marketplace ? 1_000 : 100, 250_000);
    const share = marketplace ? random.between(80, 90) : 0;
    return { price: hundredths(cents), subMerchantPrice: hundredths(Math.floor((cents * share) / 100)) };
  });
  const prices = offers.map(({ price }) => price);
  const fees = split(terms.iyziCommissionFee, prices);
  return offers.map((offer, index) => itemAmounts(offer, fees[index] ?? 0n, terms));
}

/** The totals of a payment. */
export function totalsOf(items: readonly ItemAmounts[]) {
  const total = (amount: (item: ItemAmounts) => Amount): Amount => sum(items.map(amount));
  return {
    price: total((item) => item.price),
    paidPrice: total((item) => item.payout.paidPrice),
    merchantCommission: total((item) => item.merchantCommission),
    iyziCommission: total((item) => item.payout.iyziCommission),
    iyziFee: total((item) => item.payout.iyziFee),
  };
}

function itemAmounts(
  { price, subMerchantPrice }: { price: Amount; subMerchantPrice: Amount },
  iyziFee: Amount,
  terms: Terms,
): ItemAmounts {
  const merchantCommission = percentOf(price, terms.merchantCommissionRate);
  const paidPrice = price + merchantCommission;
  const taken = {
    paidPrice,
    iyziCommission: percentOf(paidPrice, terms.iyziCommissionRate),
    iyziFee,
    conversion: 0n,
    // The recordings know no payout rate but 0: the sub-merchant gets its whole price.
    subMerchantPayout: subMerchantPrice,
  };
  const inTry = (amount: Amount): Amount => times(amount, terms.exchangeRate);
  const converted = {
    paidPrice: inTry(paidPrice),
    iyziCommission: inTry(taken.iyziCommission),
    iyziFee: inTry(iyziFee),
    conversion: percentOf(inTry(paidPrice), terms.conversionRate),
    subMerchantPayout: inTry(subMerchantPrice),
  };
  return {
    price,
    merchantCommission,
    subMerchantPrice,
    payout: paidOut(taken, terms),
    converted: paidOut(converted, terms),
  };
}

type Taken = Omit<Payout, 'merchantPayout' | 'subMerchantBlockage' | 'merchantBlockage'>;

function paidOut(taken: Taken, { blockageRate }: Terms): Payout {
  const { paidPrice, iyziCommission, iyziFee, conversion, subMerchantPayout } = taken;
  const merchantPayout = paidPrice - iyziCommission - iyziFee - conversion - subMerchantPayout;
  return {
    paidPrice,
    iyziCommission,
    iyziFee,
    conversion,
    subMerchantPayout,
    merchantPayout,
    subMerchantBlockage: percentOf(subMerchantPayout, blockageRate),
    merchantBlockage: percentOf(merchantPayout, blockageRate),
  };
}
