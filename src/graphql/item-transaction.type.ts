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
    "An item's amounts in the currency that iyzico pays out, where that is another than the shopper paid in.",
})
export class ConvertedPayout implements IyzicoConvertedPayout {
  @Field(() => Decimal, { nullable: true, description: 'What the shopper paid for the item, converted.' })
  paidPrice!: string | null;

  @Field(() => Decimal, { nullable: true, description: "iyzico's commission by rate, converted." })
  iyziCommissionRateAmount!: string | null;

  @Field(() => Decimal, { nullable: true, description: "iyzico's fixed fee, converted." })
  iyziCommissionFee!: string | null;

  @Field(() => Decimal, { nullable: true, description: "What is held back of the merchant's part, converted." })
  blockageRateAmountMerchant!: string | null;

  @Field(() => Decimal, { nullable: true, description: "What is held back of the sub-merchant's part, converted." })
  blockageRateAmountSubMerchant!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'What the sub-merchant is paid, converted.' })
  subMerchantPayoutAmount!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'What the merchant is paid, converted.' })
  merchantPayoutAmount!: string | null;

  @Field(() => Decimal, { nullable: true, description: "iyzico's rate for converting." })
  iyziConversionRate!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'What converting costs.' })
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
  @Field(() => ID, { description: "iyzico's id of the item's part in the payment: refunds need it." })
  paymentTransactionId!: string;

  @Field(() => ID, { nullable: true, description: "The merchant's own id of the item in the basket." })
  itemId!: string | null;

  @Field(() => TransactionStatus, { description: "How far the item has come on its way through iyzico's checks." })
  transactionStatus!: TransactionStatus;

  @Field(() => Decimal, { nullable: true, description: "The item's price in the basket." })
  price!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description:
      "What the shopper paid for the item: its share of the payment's paidPrice, discounts and installment costs included.",
  })
  paidPrice!: string | null;

  @Field(() => Currency, { nullable: true, description: "The payment's currency, in which the item's amounts are." })
  currency!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: "The merchant's own commission, as a rate." })
  merchantCommissionRate!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: "The merchant's own commission, as an amount." })
  merchantCommissionRateAmount!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: "iyzico's commission by rate, as an amount." })
  iyziCommissionRateAmount!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: "iyzico's fixed fee." })
  iyziCommissionFee!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: 'The rate at which money is held back against chargebacks.' })
  blockageRate!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: "What is held back of the merchant's part." })
  blockageRateAmountMerchant!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: "What is held back of the sub-merchant's part." })
  blockageRateAmountSubMerchant!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the amounts held back are released. iyzico sends Istanbul time; this field is the instant.',
  })
  blockageResolvedDate!: Date | null;

  @RequiresScope('settlement:read')
  @Field(() => String, {
    nullable: true,
    description: "iyzico's key of the sub-merchant that sells the item; marketplaces only. Needs settlement:read.",
  })
  subMerchantKey!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: "The sub-merchant's price of the item; marketplaces only." })
  subMerchantPrice!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: "The sub-merchant's part, as a rate; marketplaces only." })
  subMerchantPayoutRate!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: 'What the sub-merchant is paid; marketplaces only.' })
  subMerchantPayoutAmount!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => Decimal, { nullable: true, description: 'What the merchant is paid after all commissions.' })
  merchantPayoutAmount!: string | null;

  @RequiresScope('settlement:read')
  @Field(() => ConvertedPayout, { nullable: true, description: 'The same amounts in the currency of the payout.' })
  convertedPayout!: ConvertedPayout | null;
}
