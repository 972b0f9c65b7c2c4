import type { JsonObject } from '../wire/exact-json.js';
import { inFull } from './amount.js';
import type { ItemAmounts, Payout } from './item-amounts.js';
import type { Terms } from './terms.js';

/** Who an item is. */
export interface ItemIdentity {
  readonly itemId: string;
  readonly paymentTransactionId: string;
  readonly transactionStatus: number;
}

/** An item as a payment lists it, in iyzico's order. */
export function writeItem(identity: ItemIdentity, amounts: ItemAmounts, terms: Terms): JsonObject {
  const { payout } = amounts;
  return {
    itemId: identity.itemId,
    paymentTransactionId: identity.paymentTransactionId,
    transactionStatus: identity.transactionStatus,
    price: inFull(amounts.price),
    paidPrice: inFull(payout.paidPrice),
    merchantCommissionRate: inFull(terms.merchantCommissionRate),
    merchantCommissionRateAmount: inFull(amounts.merchantCommission),
    iyziCommissionRateAmount: inFull(payout.iyziCommission),
    iyziCommissionFee: inFull(payout.iyziFee),
    blockageRate: inFull(terms.blockageRate),
    blockageRateAmountMerchant: inFull(payout.merchantBlockage),
    blockageRateAmountSubMerchant: inFull(payout.subMerchantBlockage),
    blockageResolvedDate: terms.blockageResolvedDate,
    subMerchantPrice: inFull(amounts.subMerchantPrice),
    subMerchantPayoutRate: inFull(0n),
    subMerchantPayoutAmount: inFull(payout.subMerchantPayout),
    merchantPayoutAmount: inFull(payout.merchantPayout),
    convertedPayout: writeConvertedPayout(amounts.converted, terms),
  };
}

function writeConvertedPayout(payout: Payout, terms: Terms): JsonObject {
  return {
    paidPrice: inFull(payout.paidPrice),
    iyziCommissionRateAmount: inFull(payout.iyziCommission),
    iyziCommissionFee: inFull(payout.iyziFee),
    blockageRateAmountMerchant: inFull(payout.merchantBlockage),
    blockageRateAmountSubMerchant: inFull(payout.subMerchantBlockage),
    subMerchantPayoutAmount: inFull(payout.subMerchantPayout),
    merchantPayoutAmount: inFull(payout.merchantPayout),
    iyziConversionRate: inFull(terms.conversionRate),
    iyziConversionRateAmount: inFull(payout.conversion),
    currency: 'TRY',
  };
}
