import type { JsonObject } from '../wire/exact-json.js';
import { writeAllDecimals } from './amount.js';
import type { ItemAmounts } from './item-amounts.js';
import type { Terms } from './terms.js';

/** The identifiers and the status of an item. */
export interface ItemIdentity {
  readonly itemId: string;
  readonly paymentTransactionId: string;
  readonly transactionStatus: number;
  /** Only items of a marketplace have one. */
  readonly subMerchantKey: string | undefined;
}

/** A member of `itemTransactions`, in iyzico's order. */
export function writeItem(identity: ItemIdentity, amounts: ItemAmounts, terms: Terms): JsonObject {
  const { payout } = amounts;
  return {
    itemId: identity.itemId,
    paymentTransactionId: identity.paymentTransactionId,
    transactionStatus: identity.transactionStatus,
    price: writeAllDecimals(amounts.price),
    paidPrice: writeAllDecimals(payout.paidPrice),
    merchantCommissionRate: writeAllDecimals(terms.merchantCommissionRate),
    merchantCommissionRateAmount: writeAllDecimals(amounts.merchantCommission),
    iyziCommissionRateAmount: writeAllDecimals(payout.iyziCommission),
    iyziCommissionFee: writeAllDecimals(payout.iyziFee),
    blockageRate: writeAllDecimals(terms.blockageRate),
    blockageRateAmountMerchant: writeAllDecimals(payout.merchantBlockage),
    blockageRateAmountSubMerchant: writeAllDecimals(payout.subMerchantBlockage),
    blockageResolvedDate: terms.blockageResolvedDate,
    // Inferred: where among the members it stands.
    subMerchantKey: identity.subMerchantKey,
    subMerchantPrice: writeAllDecimals(amounts.subMerchantPrice),
    subMerchantPayoutRate: writeAllDecimals(amounts.subMerchantPayoutRate),
    subMerchantPayoutAmount: writeAllDecimals(payout.subMerchantPayout),
    merchantPayoutAmount: writeAllDecimals(payout.merchantPayout),
    convertedPayout: writeConvertedPayout(amounts, terms),
  };
}

function writeConvertedPayout({ convertedPayout: payout, conversionAmount }: ItemAmounts, terms: Terms): JsonObject {
  return {
    paidPrice: writeAllDecimals(payout.paidPrice),
    iyziCommissionRateAmount: writeAllDecimals(payout.iyziCommission),
    iyziCommissionFee: writeAllDecimals(payout.iyziFee),
    blockageRateAmountMerchant: writeAllDecimals(payout.merchantBlockage),
    blockageRateAmountSubMerchant: writeAllDecimals(payout.subMerchantBlockage),
    subMerchantPayoutAmount: writeAllDecimals(payout.subMerchantPayout),
    merchantPayoutAmount: writeAllDecimals(payout.merchantPayout),
    iyziConversionRate: writeAllDecimals(terms.conversionRate),
    iyziConversionRateAmount: writeAllDecimals(conversionAmount),
    currency: 'TRY',
  };
}
