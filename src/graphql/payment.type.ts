import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  SignatureStatus,
  type Payment as IyzicoPayment,
  type PaymentFailure as IyzicoPaymentFailure,
  type Session,
} from '../iyzico/index.js';
import { PaymentCard } from './card.type.js';
import { Currency } from './currency.scalar.js';
import { DateTime } from './date-time.scalar.js';
import { Decimal } from './decimal.scalar.js';
import { Envelope } from './envelope.type.js';
import { ItemTransaction } from './item-transaction.type.js';
import { FraudStatus, PaymentStatus } from './payment-status.enum.js';
import { RequiresScope } from './requires-scopes.js';

registerEnumType(SignatureStatus, {
  name: 'SignatureStatus',
  description: "Whether iyzico's signature covers the payment's id, amounts and currency as they are shown here.",
  valuesConfig: {
    VERIFIED: { description: 'The signature fits these values.' },
    MISMATCHED: { description: 'The signature does not fit: check the payment by other means before acting on it.' },
    ABSENT: { description: 'iyzico sent no signature.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'Why a payment was declined, by the bank or by iyzico. Texts are cut to 500 characters.',
})
export class PaymentFailure implements IyzicoPaymentFailure {
  @Field(() => String, {
    nullable: true,
    description:
      "iyzico's error code: 10051 and other 10xxx codes of banks, 6000 of the fraud engine, 6001 of the blacklist.",
  })
  errorCode!: string | null;

  @Field(() => String, { nullable: true, description: 'The reason in the language of the request.' })
  errorMessage!: string | null;

  @Field(() => String, { nullable: true, description: "The bank's reason as a name, such as NOT_SUFFICIENT_FUNDS." })
  errorGroup!: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A payment as iyzico keeps it. Declined payments are payments too: they have paymentStatus FAILURE and a failure.',
})
export class Payment extends Envelope implements IyzicoPayment {
  @Field(() => ID, { description: "iyzico's id of the payment." })
  paymentId!: string;

  @Field(() => PaymentStatus, {
    description:
      'Whether the payment was made. FAILURE and the pending values are not final while the checkout form lives.',
  })
  paymentStatus!: PaymentStatus;

  @Field(() => FraudStatus, { description: "What iyzico's fraud check says." })
  fraudStatus!: FraudStatus;

  @Field(() => Boolean, {
    description:
      'Whether the goods may leave: paymentStatus is SUCCESS and fraudStatus is APPROVED. Where this server enforces signatures, a payment whose signature is MISMATCHED is the error SIGNATURE_MISMATCH instead.',
  })
  isShippable!: boolean;

  @Field(() => String, { nullable: true, description: "iyzico's phase of the payment, such as AUTH. An open list." })
  phase!: string | null;

  @Field(() => Decimal, { nullable: true, description: "The basket's price." })
  price!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'What the shopper paid. It may differ from price.',
  })
  paidPrice!: string | null;

  @Field(() => Currency, { nullable: true, description: "The currency of the payment's and its items' amounts." })
  currency!: string | null;

  @Field(() => Int, { nullable: true, description: 'In how many monthly parts the shopper pays: 1, 2, 3, 6, 9 or 12.' })
  installment!: number | null;

  @Field(() => String, { nullable: true, description: "The merchant's own id of the basket." })
  basketId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The checkout form's token (iyzico: token); null if the payment was not queried by it.",
  })
  checkoutFormToken!: string | null;

  @RequiresScope('payment:read')
  @Field(() => String, {
    nullable: true,
    description:
      'The URL that the merchant gave to the checkout form (iyzico: callbackUrl). Only with a payment that was queried by its checkout form. Needs payment:read.',
  })
  callbackUrl!: string | null;

  @Field(() => PaymentCard, {
    nullable: true,
    description: 'The card that paid; null where none did, as with a wallet.',
  })
  card!: PaymentCard | null;

  @Field(() => [ItemTransaction], { description: "The basket's items, each with its part of the payment." })
  itemTransactions!: ItemTransaction[];

  @Field(() => PaymentFailure, {
    nullable: true,
    description: 'Why the payment was declined; null where it was not.',
  })
  failure!: PaymentFailure | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The result of 3-D Secure: 1 where it succeeded; 0 and 2 to 7 come with payments that failed. null without 3-D Secure.',
  })
  mdStatus!: string | null;

  @RequiresScope('payment:read')
  @Field(() => String, { nullable: true, description: "The bank's authorisation code. Needs payment:read." })
  authCode!: string | null;

  @RequiresScope('payment:read')
  @Field(() => String, {
    nullable: true,
    description: "The bank's own reference to the payment. Needs payment:read.",
  })
  hostReference!: string | null;

  @RequiresScope('member:read')
  @Field(() => String, {
    nullable: true,
    description:
      "The e-mail address of the shopper's iyzico account. Only with a payment that was queried by its checkout form. Needs member:read.",
  })
  memberEmail!: string | null;

  @RequiresScope('member:read')
  @Field(() => String, {
    nullable: true,
    description:
      "The phone number of the shopper's iyzico account. Only with a payment that was queried by its checkout form. Needs member:read.",
  })
  memberGsmNumber!: string | null;

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

  @RequiresScope('payment:read')
  @Field(() => String, {
    nullable: true,
    description:
      "iyzico's signature of the payment. It covers the conversation id too: to check it yourself, query with a conversationId of your own. Needs payment:read.",
  })
  signature!: string | null;

  @Field(() => SignatureStatus, { description: "What this server's own check of the signature says." })
  signatureStatus!: SignatureStatus;

  @Field(() => DateTime, {
    description:
      "iyzico's clock when it answered (its systemTime), or this server's clock if iyzico sent no usable time.",
  })
  declare retrievedAt: Date;

  session!: Session | null;
}
