import { readCurrency } from './currency.js';
import type { Fields } from '../wire/fields.js';

export const TransactionStatus = {
  IN_FRAUD_REVIEW: 'IN_FRAUD_REVIEW',
  REJECTED: 'REJECTED',
  APPROVED: 'APPROVED',
  MARKETPLACE_APPROVED: 'MARKETPLACE_APPROVED',
  UNKNOWN: 'UNKNOWN',
} as const;
export type TransactionStatus = keyof typeof TransactionStatus;

const transactionStatuses = {
  '0': TransactionStatus.IN_FRAUD_REVIEW,
  '-1': TransactionStatus.REJECTED,
  '1': TransactionStatus.APPROVED,
  '2': TransactionStatus.MARKETPLACE_APPROVED,
} as const;

/** What was paid for one item of the basket, and how that splits. Decimals are exact, in plain notation. */
export interface ItemTransaction {
  readonly paymentTransactionId: string;
  readonly itemId: string | null;
  readonly transactionStatus: TransactionStatus;
  readonly price: string | null;
  readonly paidPrice: string | null;
  /** The payment's, so that an amount never travels alone. */
  readonly currency: string | null;
  readonly merchantCommissionRate: string | null;
  readonly merchantCommissionRateAmount: string | null;
  readonly iyziCommissionRateAmount: string | null;
  readonly iyziCommissionFee: string | null;
  readonly blockageRate: string | null;
  readonly blockageRateAmountMerchant: string | null;
  readonly blockageRateAmountSubMerchant: string | null;
  /** When the blocked amount is released. */
  readonly blockageResolvedDate: Date | null;
  readonly subMerchantPrice: string | null;
  readonly subMerchantPayoutRate: string | null;
  readonly subMerchantPayoutAmount: string | null;
  readonly merchantPayoutAmount: string | null;
  readonly convertedPayout: ConvertedPayout | null;
}

/** An item's amounts in the currency that is paid out. */
export interface ConvertedPayout {
  readonly paidPrice: string | null;
  readonly iyziCommissionRateAmount: string | null;
  readonly iyziCommissionFee: string | null;
  readonly blockageRateAmountMerchant: string | null;
  readonly blockageRateAmountSubMerchant: string | null;
  readonly subMerchantPayoutAmount: string | null;
  readonly merchantPayoutAmount: string | null;
  readonly iyziConversionRate: string | null;
  readonly iyziConversionRateAmount: string | null;
  readonly currency: string | null;
}

/** iyzico's documentation spells these fields in more ways than one; the first is the one seen on the wire. */
const subMerchantBlockage = ['blockageRateAmountSubMerchant', 'blockageRateAmountsubMerchant'] as const;

export function readItemTransaction(fields: Fields, currency: string | null): ItemTransaction {
  return {
    paymentTransactionId: fields.requiredText('paymentTransactionId'),
    itemId: fields.text('itemId'),
    transactionStatus: fields.member('transactionStatus', transactionStatuses) ?? TransactionStatus.UNKNOWN,
    price: fields.decimal('price'),
    paidPrice: fields.decimal('paidPrice'),
    currency,
    merchantCommissionRate: fields.decimal('merchantCommissionRate'),
    merchantCommissionRateAmount: fields.decimal('merchantCommissionRateAmount'),
    iyziCommissionRateAmount: fields.decimal('iyziCommissionRateAmount'),
    iyziCommissionFee: fields.decimal('iyziCommissionFee'),
    blockageRate: fields.decimal('blockageRate'),
    blockageRateAmountMerchant: fields.decimal('blockageRateAmountMerchant'),
    blockageRateAmountSubMerchant: fields.decimal(...subMerchantBlockage),
    blockageResolvedDate: fields.istanbulTime('blockageResolvedDate'),
    subMerchantPrice: fields.decimal('subMerchantPrice'),
    subMerchantPayoutRate: fields.decimal('subMerchantPayoutRate'),
    subMerchantPayoutAmount: fields.decimal('subMerchantPayoutAmount'),
    merchantPayoutAmount: fields.decimal('merchantPayoutAmount'),
    convertedPayout: readConvertedPayout(fields.object('convertedPayout')),
  };
}

function readConvertedPayout(fields: Fields | null): ConvertedPayout | null {
  return (
    fields && {
      paidPrice: fields.decimal('paidPrice'),
      iyziCommissionRateAmount: fields.decimal('iyziCommissionRateAmount'),
      iyziCommissionFee: fields.decimal('iyziCommissionFee'),
      blockageRateAmountMerchant: fields.decimal('blockageRateAmountMerchant'),
      blockageRateAmountSubMerchant: fields.decimal(...subMerchantBlockage),
      subMerchantPayoutAmount: fields.decimal('subMerchantPayoutAmount'),
      merchantPayoutAmount: fields.decimal('merchantPayoutAmount'),
      iyziConversionRate: fields.decimal('iyziConversionRate', 'iyziConversationRate'),
      iyziConversionRateAmount: fields.decimal('iyziConversionRateAmount', 'iyziConversationRateAmount'),
      currency: readCurrency(fields),
    }
  );
}
