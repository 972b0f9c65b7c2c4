import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  FraudStatus,
  PaymentStatus,
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
import { RequiresScope } from './requires-scopes.js';

registerEnumType(PaymentStatus, {
  name: 'PaymentStatus',
  description: 'Whether money moved. Before shipping, select isShippable, which depends on the fraud check as well.',
  valuesConfig: {
    SUCCESS: { description: 'The payment was made.' },
    FAILURE: { description: 'The payment was declined: see failure for the reason.' },
    INIT_THREEDS: { description: "The shopper was sent to the bank's 3-D Secure page and is not back yet." },
    CALLBACK_THREEDS: {
      description: 'The bank has answered the 3-D Secure check, and the payment is being completed.',
    },
    UNKNOWN: { description: 'iyzico sent no status, or one that it added after this schema was written.' },
  },
});

registerEnumType(FraudStatus, {
  name: 'FraudStatus',
  description: "What iyzico's fraud check says of a payment.",
  valuesConfig: {
    APPROVED: { description: 'Passed (1).' },
    IN_REVIEW: { description: 'Not finished (0): query again later, and do not ship yet.' },
    REJECTED: { description: 'Refused (-1): do not ship.' },
    UNKNOWN: { description: 'iyzico sent no status, or one that it added after this schema was written.' },
  },
});

registerEnumType(SignatureStatus, {
  name: 'SignatureStatus',
  description: "Whether iyzico's signature covers the payment's id, amounts and currency as they are shown here.",
  valuesConfig: {
    VERIFIED: { description: 'The signature fits: iyzico wrote these values.' },
    MISMATCHED: { description: 'The signature does not fit: check the payment by other means before acting on it.' },
    ABSENT: { description: 'iyzico sent no signature.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'Why a payment was declined, in the words of iyzico and the bank.',
})
export class PaymentFailure implements IyzicoPaymentFailure {
  @Field(() => String, { nullable: true, description: "iyzico's error code, such as 10051: stable, so switch on it." })
  errorCode!: string | null;

  @Field(() => String, { nullable: true, description: 'The reason in the language of the request, fit to be shown.' })
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

  @Field(() => PaymentStatus, { description: 'Whether money moved.' })
  paymentStatus!: PaymentStatus;

  @Field(() => FraudStatus, { description: "What iyzico's fraud check says." })
  fraudStatus!: FraudStatus;

  @Field(() => Boolean, {
    description:
      'Whether the goods may leave: paymentStatus is SUCCESS and fraudStatus is APPROVED and, where this server enforces signatures, the signature is not MISMATCHED.',
  })
  isShippable!: boolean;

  @Field(() => String, { nullable: true, description: "iyzico's phase of the payment, such as AUTH. An open list." })
  phase!: string | null;

  @Field(() => Decimal, { nullable: true, description: "The basket's price." })
  price!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'What the shopper paid in the end, discounts and installment costs included.',
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
  @Field(() => String, { nullable: true, description: 'Where iyzico sent the shopper after the checkout.' })
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
    description: "The bank's answer to a 3-D Secure check that was not a plain yes: 0, or 2 to 7.",
  })
  mdStatus!: string | null;

  @RequiresScope('payment:read')
  @Field(() => String, { nullable: true, description: "The bank's authorisation code." })
  authCode!: string | null;

  @RequiresScope('payment:read')
  @Field(() => String, {
    nullable: true,
    description: "The bank's own reference to the payment, to quote to the bank.",
  })
  hostReference!: string | null;

  @RequiresScope('member:read')
  @Field(() => String, { nullable: true, description: "The e-mail address of the shopper's iyzico account." })
  memberEmail!: string | null;

  @RequiresScope('member:read')
  @Field(() => String, { nullable: true, description: "The phone number of the shopper's iyzico account." })
  memberGsmNumber!: string | null;

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

  @RequiresScope('payment:read')
  @Field(() => String, {
    nullable: true,
    description: "iyzico's signature of the payment, so that you can check it yourself.",
  })
  signature!: string | null;

  @Field(() => SignatureStatus, { description: "What this server's own check of the signature says." })
  signatureStatus!: SignatureStatus;

  @Field(() => DateTime, {
    description: "iyzico's clock when it answered (its systemTime), or this server's clock if iyzico sent none.",
  })
  declare retrievedAt: Date;

  session!: Session | null;
}
