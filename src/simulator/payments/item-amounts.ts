import { type Amount, fromHundredths, multiply, percentOf, splitByWeight, sum } from './amount.js';
import { seededRandom } from './seeded-random.js';
import type { Scenario } from './scenario.js';
import type { Terms } from './terms.js';

/** How the price paid for one item is divided, in one currency. */
export interface Payout {
  readonly paidPrice: Amount;
  readonly iyziCommission: Amount;
  readonly iyziFee: Amount;
  /** The fee for the conversion to this currency. */
  readonly conversionFee: Amount;
  readonly subMerchantPayout: Amount;
  /** The paid price minus all of the above, so that the parts add up exactly. */
  readonly merchantPayout: Amount;
  readonly subMerchantBlockage: Amount;
  readonly merchantBlockage: Amount;
}

export interface ItemAmounts {
  readonly price: Amount;
  readonly merchantCommission: Amount;
  readonly subMerchantPrice: Amount;
  /** In the currency of the payment. */
  readonly payout: Payout;
  /** In TRY. */
  readonly convertedPayout: Payout;
}

/** The items of a payment. Prices are in whole cents, and large enough that every merchant payout is positive. */
export function itemAmountsOf(token: string, { items, marketplace }: Scenario, terms: Terms): ItemAmounts[] {
  const random = seededRandom(token, 'items');
  const prices = Array.from({ length: random.between(...items) }, () => {
    const cents = random.between(marketplace ? 1_000 : 100, 250_000);
    const share = marketplace ? random.between(80, 90) : 0;
    return { price: fromHundredths(cents), subMerchantPrice: fromHundredths(Math.floor((cents * share) / 100)) };
  });
  const fees = splitByWeight(
    terms.iyziCommissionFee,
    prices.map(({ price }) => price),
  );
  return prices.map((itemPrices, index) => amountsOfItem(itemPrices, fees[index] ?? 0n, terms));
}

/** The totals over all items of a payment. */
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

function amountsOfItem(
  { price, subMerchantPrice }: Pick<ItemAmounts, 'price' | 'subMerchantPrice'>,
  iyziFee: Amount,
  terms: Terms,
): ItemAmounts {
  const merchantCommission = percentOf(price, terms.merchantCommissionRate);
  const paidPrice = price + merchantCommission;
  const original = {
    paidPrice,
    iyziCommission: percentOf(paidPrice, terms.iyziCommissionRate),
    iyziFee,
    conversionFee: 0n,
    // The payout rate is 0 in all samples: the sub-merchant receives its whole price.
    subMerchantPayout: subMerchantPrice,
  };
  const inTry = (amount: Amount): Amount => multiply(amount, terms.exchangeRate);
  const converted = {
    paidPrice: inTry(paidPrice),
    iyziCommission: inTry(original.iyziCommission),
    iyziFee: inTry(iyziFee),
    conversionFee: percentOf(inTry(paidPrice), terms.conversionRate),
    subMerchantPayout: inTry(subMerchantPrice),
  };
  return {
    price,
    merchantCommission,
    subMerchantPrice,
    payout: divide(original, terms),
    convertedPayout: divide(converted, terms),
  };
}

type Deductions = Omit<Payout, 'merchantPayout' | 'subMerchantBlockage' | 'merchantBlockage'>;

/** Computes the merchant's payout, and the parts of both payouts that are held back. */
function divide(deductions: Deductions, { blockageRate }: Terms): Payout {
  const { paidPrice, iyziCommission, iyziFee, conversionFee, subMerchantPayout } = deductions;
  const merchantPayout = paidPrice - iyziCommission - iyziFee - conversionFee - subMerchantPayout;
  return {
    paidPrice,
    iyziCommission,
    iyziFee,
    conversionFee,
    subMerchantPayout,
    merchantPayout,
    subMerchantBlockage: percentOf(subMerchantPayout, blockageRate),
    merchantBlockage: percentOf(merchantPayout, blockageRate),
  };
}
