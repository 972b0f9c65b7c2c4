import { type Amount, fromHundredths, min, multiply, percentOf, ratioInPercent, splitByWeight, sum } from './amount.js';
import type { Scenario } from './scenario.js';
import { seededRandom } from './seeded-random.js';
import type { Terms } from './terms.js';

/** How the price paid for one item is divided, in one currency. All parts together are the paid price exactly. */
export interface Payout {
  readonly paidPrice: Amount;
  readonly iyziCommission: Amount;
  readonly iyziFee: Amount;
  /** Without the blockage. */
  readonly merchantPayout: Amount;
  /** Without the blockage. */
  readonly subMerchantPayout: Amount;
  /** What is held back of the merchant's part, until the blockage resolves. */
  readonly merchantBlockage: Amount;
  /** What is held back of the sub-merchant's part, because the merchant's part is too small. */
  readonly subMerchantBlockage: Amount;
}

export interface ItemAmounts {
  readonly price: Amount;
  readonly merchantCommission: Amount;
  readonly subMerchantPrice: Amount;
  /** The sub-merchant's price, in percent of the price. */
  readonly subMerchantPayoutRate: Amount;
  /** In the currency of the payment. */
  readonly payout: Payout;
  /** In TRY. */
  readonly convertedPayout: Payout;
  /** What the conversion to TRY made of the paid price; 0 without a conversion. */
  readonly conversionAmount: Amount;
}

/** The items of a payment. Prices are in whole cents, and large enough for every fee. */
export function itemAmountsOf(token: string, { items, marketplace }: Scenario, terms: Terms): ItemAmounts[] {
  const random = seededRandom(token, 'items');
  const prices = Array.from({ length: random.between(...items) }, () => ({
    price: fromHundredths(random.between(100, 250_000)),
    // As iyzico's records of marketplaces: from a third of the price to all of it.
    subMerchantShare: marketplace ? fromHundredths(random.pick([3_600, 6_000, 8_400, 9_000, 10_000])) : 0n,
  }));
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

interface ItemPrices {
  readonly price: Amount;
  /** In percent of the price. */
  readonly subMerchantShare: Amount;
}

function amountsOfItem({ price, subMerchantShare }: ItemPrices, iyziFee: Amount, terms: Terms): ItemAmounts {
  const merchantCommission = percentOf(price, terms.merchantCommissionRate);
  const paidPrice = price + merchantCommission;
  const iyziCommission = percentOf(paidPrice, terms.iyziCommissionRate);
  // A sub-merchant cannot get what iyzico keeps.
  const subMerchantPrice = min(percentOf(price, subMerchantShare), paidPrice - iyziCommission - iyziFee);
  const parts = { paidPrice, iyziCommission, iyziFee, subMerchantPrice };
  const inTry = (amount: Amount): Amount => multiply(amount, terms.exchangeRate);
  const partsInTry = {
    paidPrice: inTry(paidPrice),
    iyziCommission: inTry(iyziCommission),
    iyziFee: inTry(iyziFee),
    subMerchantPrice: inTry(subMerchantPrice),
  };
  return {
    price,
    merchantCommission,
    subMerchantPrice,
    subMerchantPayoutRate: ratioInPercent(subMerchantPrice, price),
    payout: divide(parts, terms),
    convertedPayout: divide(partsInTry, terms),
    conversionAmount: terms.conversionRate === 0n ? 0n : partsInTry.paidPrice,
  };
}

interface Parts extends Pick<Payout, 'paidPrice' | 'iyziCommission' | 'iyziFee'> {
  readonly subMerchantPrice: Amount;
}

/** Divides what iyzico's fees leave. The blockage falls on the merchant's part, and only its rest on the sub-merchant's. */
function divide({ paidPrice, iyziCommission, iyziFee, subMerchantPrice }: Parts, { blockageRate }: Terms): Payout {
  const merchantPart = paidPrice - iyziCommission - iyziFee - subMerchantPrice;
  const blockage = percentOf(paidPrice, blockageRate);
  const merchantBlockage = min(blockage, merchantPart);
  const subMerchantBlockage = min(blockage - merchantBlockage, subMerchantPrice);
  return {
    paidPrice,
    iyziCommission,
    iyziFee,
    merchantPayout: merchantPart - merchantBlockage,
    subMerchantPayout: subMerchantPrice - subMerchantBlockage,
    merchantBlockage,
    subMerchantBlockage,
  };
}
