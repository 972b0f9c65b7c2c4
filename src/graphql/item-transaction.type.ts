import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import {
  TransactionStatus,
  type ConvertedPayout as IyzicoConvertedPayout,
  type ItemTransaction as IyzicoItemTransaction,
} from '../iyzico/index.js';
import { Currency } from './currency.scalar.js';
import { DateTime } from './date-time.scalar.js';
import { Decimal } from './decimal.scalar.js';
import { RequiresScope } from './requires-scopes.js';

registerEnumType(TransactionStatus, {
  name: 'TransactionStatus',
  description: "How far an item has come on its way through iyzico's checks.",
  valuesConfig: {
    IN_FRAUD_REVIEW: { description: "iyzico's fraud check of the payment is not finished (0): do not ship yet." },
    REJECTED: { description: 'The fraud check refused the payment (-1): do not ship.' },
    AWAITING_APPROVAL: {
      description:
        'A marketplace item that passed the fraud check (1). Its sub-merchant is not paid before the marketplace approves the item.',
    },
    APPROVED: { description: 'Approved (2). An item of a plain sale, without a marketplace, has this status at once.' },
    UNKNOWN: { description: 'iyzico sent no status, or one that it added after this schema was written.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    "An item's amounts in the currency that iyzico pays out. It comes also where the shopper paid in that currency.",
})
export class ConvertedPayout implements IyzicoConvertedPayout {
  @Field(() => Decimal, { nullable: true, description: 'What the shopper paid for the item, in this currency.' })
  paidPrice!: string | null;

  @Field(() => Decimal, { nullable: true, description: "iyzico's commission by rate, in this currency." })
  iyziCommissionRateAmount!: string | null;

  @Field(() => Decimal, { nullable: true, description: "iyzico's fixed fee, in this currency." })
  iyziCommissionFee!: string | null;

  @Field(() => Decimal, { nullable: true, description: "The blockage of the merchant's part, in this currency." })
  blockageRateAmountMerchant!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: "The blockage that falls on the sub-merchant's part, in this currency.",
  })
  blockageRateAmountSubMerchant!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'What the sub-merchant is paid, in this currency.' })
  subMerchantPayoutAmount!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'What the merchant is paid, net of blockage, in this currency.',
  })
  merchantPayoutAmount!: string | null;

  @Field(() => Decimal, { nullable: true, description: "iyzico's rate of the conversion; 0 without one." })
  iyziConversionRate!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The amount that iyzico gives for the conversion (iyziConversionRateAmount); 0 without one.',
  })
  iyziConversionRateAmount!: string | null;

  @Field(() => Currency, { nullable: true, description: 'The currency of all amounts here.' })
  currency!: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'One item of the basket: what was paid for it and, for back offices, how that splits into commissions, blockages and payouts.',
})
export class ItemTransaction implements IyzicoItemTransaction {
  @Field(() => ID, { description: "iyzico's id of the item's part in the payment." })
  paymentTransactionId!: string;

  @Field(() => ID, { nullable: true, description: "The merchant's own id of the item in the basket." })
  itemId!: string | null;

  @Field(() => TransactionStatus, { description: "How far the item has come on its way through iyzico's checks." })
  transactionStatus!: TransactionStatus;

  @Field(() => Decimal, { nullable: true, description: "The item's price in the basket." })
  price!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: "What the shopper paid for the item: its share of the payment's paidPrice. It may differ from price.",
  })
  paidPrice!: string | null;

  @Field(() => Currency, { nullable: true, description: "The payment's currency, in which the item's amounts are." })
  currency!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description: "The merchant's own commission, as a rate. Needs settlement:read.",
  })
  merchantCommissionRate!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description: "The merchant's own commission, as an amount. Needs settlement:read.",
  })
  merchantCommissionRateAmount!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description: "iyzico's commission by rate, as an amount. Needs settlement:read.",
  })
  iyziCommissionRateAmount!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: "iyzico's fixed fee. Needs settlement:read." })
  iyziCommissionFee!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description:
      "The blockage in percent of paidPrice: money that iyzico holds back against the merchant's fraud risk until blockageResolvedDate. Needs settlement:read.",
  })
  blockageRate!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description:
      "The blockage of the merchant's part: money that iyzico holds back against the merchant's fraud risk until blockageResolvedDate. Needs settlement:read.",
  })
  blockageRateAmountMerchant!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description:
      "The rest of the blockage where the merchant's part is too small for it. It lowers subMerchantPayoutAmount. Needs settlement:read.",
  })
  blockageRateAmountSubMerchant!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the blockage ends. iyzico sends Istanbul time; this field is the instant. Needs settlement:read.',
  })
  blockageResolvedDate!: Date | null;

  @RequiresScope('settlement:read')
  @Field(() => String, {
    nullable: true,
    description: "iyzico's key of the sub-merchant that sells the item; marketplaces only. Needs settlement:read.",
  })
  subMerchantKey!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description: "The sub-merchant's price of the item; marketplaces only. Needs settlement:read.",
  })
  subMerchantPrice!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description: 'subMerchantPrice in percent of price; marketplaces only. Needs settlement:read.',
  })
  subMerchantPayoutRate!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description: 'What the sub-merchant is paid; marketplaces only. Needs settlement:read.',
  })
  subMerchantPayoutAmount!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, {
    nullable: true,
    description:
      "What the merchant is paid: paidPrice less iyzico's commission and fee, the merchant's blockage and the sub-merchant's part. Needs settlement:read.",
  })
  merchantPayoutAmount!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => ConvertedPayout, {
    nullable: true,
    description:
      'The same amounts in the currency of the payout. It comes also where both currencies are the same. Needs settlement:read.',
  })
  convertedPayout!: ConvertedPayout | null;
}
