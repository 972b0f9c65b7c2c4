import type { Fields } from '../wire/fields.js';
import { readCurrency } from './currency.js';

/**
 * How far an item has come in iyzico's checks. On the wire it is a number.
 * - `IN_FRAUD_REVIEW` (0): the fraud check is not finished
 * - `REJECTED` (-1): the fraud check rejected the payment
 * - `AWAITING_APPROVAL` (1): the fraud check approved the payment, and the marketplace has not yet approved the item
 * - `APPROVED` (2): the marketplace approved the item; an item of a plain sale has this status at once
 * - `UNKNOWN`: iyzico sent no number, or another one
 */
export const TransactionStatus = {
  IN_FRAUD_REVIEW: 'IN_FRAUD_REVIEW',
  REJECTED: 'REJECTED',
  AWAITING_APPROVAL: 'AWAITING_APPROVAL',
  APPROVED: 'APPROVED',
  UNKNOWN: 'UNKNOWN',
} as const;
export type TransactionStatus = keyof typeof TransactionStatus;

const transactionStatuses = {
  '0': TransactionStatus.IN_FRAUD_REVIEW,
  '-1': TransactionStatus.REJECTED,
  '1': TransactionStatus.AWAITING_APPROVAL,
  '2': TransactionStatus.APPROVED,
} as const;

/**
 * What was paid for one item of the basket, and how that splits into commissions, blockages and payouts.
 * A blockage is money that iyzico holds back until `blockageResolvedDate`, against the risk of fraud.
 * Amounts and rates are exact decimals in plain notation, such as `10.5`. A field is `null` where iyzico leaves it out.
 */
export interface ItemTransaction {
  /** iyzico's id of the item within the payment. Refunds need it. */
  readonly paymentTransactionId: string;
  /** The merchant's own id of the item. */
  readonly itemId: string | null;
  readonly transactionStatus: TransactionStatus;
  /** The item's price in the basket, in `currency`. */
  readonly price: string | null;
  /** The item's part of what the shopper paid, in `currency`. */
  readonly paidPrice: string | null;
  /** The currency of the payment, which iyzico does not repeat in the item: three capital letters. */
  readonly currency: string | null;
  /** The merchant's own commission, as a rate. */
  readonly merchantCommissionRate: string | null;
  /** The merchant's own commission, as an amount in `currency`. */
  readonly merchantCommissionRateAmount: string | null;
  /** iyzico's commission by rate, as an amount in `currency`. */
  readonly iyziCommissionRateAmount: string | null;
  /** iyzico's fixed fee, in `currency`. */
  readonly iyziCommissionFee: string | null;
  /** The blockage in percent of `paidPrice`. */
  readonly blockageRate: string | null;
  /** The blockage of the merchant's part, as an amount in `currency`. */
  readonly blockageRateAmountMerchant: string | null;
  /** The rest of the blockage where the merchant's part is too small for it, as an amount in `currency`. */
  readonly blockageRateAmountSubMerchant: string | null;
  /** When the blockage is released. iyzico sends it as a wall time in Istanbul. */
  readonly blockageResolvedDate: Date | null;
  /** iyzico's key of the sub-merchant that sells the item. Marketplaces only. */
  readonly subMerchantKey: string | null;
  /** The sub-merchant's price of the item, in `currency`. Marketplaces only. */
  readonly subMerchantPrice: string | null;
  /** `subMerchantPrice` in percent of `price`. Marketplaces only. */
  readonly subMerchantPayoutRate: string | null;
  /** What the sub-merchant is paid, in `currency`. Marketplaces only. */
  readonly subMerchantPayoutAmount: string | null;
  /**
   * What the merchant is paid, in `currency`: `paidPrice` less iyzico's commission and fee, the merchant's blockage,
   * and what the sub-merchant gets.
   */
  readonly merchantPayoutAmount: string | null;
  readonly convertedPayout: ConvertedPayout | null;
}

/** Whether the status of an item cannot change any more. */
export function isFinalItem({ transactionStatus }: ItemTransaction): boolean {
  return transactionStatus === TransactionStatus.APPROVED || transactionStatus === TransactionStatus.REJECTED;
}

/** The amounts of an item in the currency of the payout. iyzico sends it too where both currencies are the same. */
export interface ConvertedPayout {
  readonly paidPrice: string | null;
  readonly iyziCommissionRateAmount: string | null;
  readonly iyziCommissionFee: string | null;
  readonly blockageRateAmountMerchant: string | null;
  readonly blockageRateAmountSubMerchant: string | null;
  readonly subMerchantPayoutAmount: string | null;
  readonly merchantPayoutAmount: string | null;
  /** iyzico's rate for the conversion; 0 without one. Its documentation also spells it `iyziConversationRate`. */
  readonly iyziConversionRate: string | null;
  /** The amount that iyzico gives for the conversion. Also spelt `iyziConversationRateAmount`. */
  readonly iyziConversionRateAmount: string | null;
  /** The currency of the amounts here: three capital letters. */
  readonly currency: string | null;
}

/** iyzico's documentation has two spellings of this field. The first one is used on the wire. */
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
    subMerchantKey: fields.id('subMerchantKey'),
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
