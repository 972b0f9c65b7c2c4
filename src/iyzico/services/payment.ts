import {
  checkAnswerSignature,
  isAcceptable,
  type SignatureStatus,
  type SigningService,
} from '../wire/answer-signature.js';
import { readCard, unlessEmpty, type Card } from './card.js';
import { acceptedFields, type Answer } from '../wire/answer.js';
import { readCurrency } from './currency.js';
import { chosenOf, type CallOptions } from '../call/call-options.js';
import { envelopeOf, readEnvelope, type Envelope } from '../wire/envelope.js';
import { IyzicoUnavailable, type IyzicoRejected } from '../wire/errors.js';
import type { Fields } from '../wire/fields.js';
import { readItemTransaction, type ItemTransaction } from './item-transaction.js';
import type { Merchant } from './merchant.js';
import { readSession, type Session } from './session.js';

export const PaymentStatus = {
  SUCCESS: 'SUCCESS',
  FAILURE: 'FAILURE',
  INIT_THREEDS: 'INIT_THREEDS',
  CALLBACK_THREEDS: 'CALLBACK_THREEDS',
  UNKNOWN: 'UNKNOWN',
} as const;
export type PaymentStatus = keyof typeof PaymentStatus;

export const FraudStatus = {
  APPROVED: 'APPROVED',
  IN_REVIEW: 'IN_REVIEW',
  REJECTED: 'REJECTED',
  UNKNOWN: 'UNKNOWN',
} as const;
export type FraudStatus = keyof typeof FraudStatus;

const fraudStatuses = { '1': FraudStatus.APPROVED, '0': FraudStatus.IN_REVIEW, '-1': FraudStatus.REJECTED } as const;

/** A payment as iyzico keeps it. Decimals are exact, in plain notation. */
export interface Payment extends Envelope {
  readonly paymentId: string;
  readonly paymentStatus: PaymentStatus;
  readonly fraudStatus: FraudStatus;
  /** Whether the goods may leave: the payment succeeded and iyzico's fraud check let it pass. */
  readonly isShippable: boolean;
  readonly phase: string | null;
  readonly price: string | null;
  readonly paidPrice: string | null;
  readonly currency: string | null;
  readonly installment: number | null;
  readonly basketId: string | null;
  /** iyzico: `token`. */
  readonly checkoutFormToken: string | null;
  readonly callbackUrl: string | null;
  readonly card: Card | null;
  readonly itemTransactions: readonly ItemTransaction[];
  /** Only where the payment was asked for by its checkout form. */
  readonly session: Session | null;
  /** Why a declined payment was declined. */
  readonly failure: PaymentFailure | null;
  readonly mdStatus: string | null;
  readonly authCode: string | null;
  readonly hostReference: string | null;
  readonly memberEmail: string | null;
  readonly memberGsmNumber: string | null;
  readonly merchantCommissionRate: string | null;
  readonly merchantCommissionRateAmount: string | null;
  readonly iyziCommissionRateAmount: string | null;
  readonly iyziCommissionFee: string | null;
  readonly signature: string | null;
  readonly signatureStatus: SignatureStatus;
}

/** A refusal of the bank's or of iyzico's, in their own words. */
export interface PaymentFailure {
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly errorGroup: string | null;
}

/** What names a payment to the browser that made it. */
export interface CheckoutFormKey {
  readonly checkoutFormToken: string;
}

/** What names a payment to the merchant's own systems. */
export type PaymentDetailKey = { readonly paymentId: string } | { readonly paymentConversationId: string };

/**
 * The payment of a checkout form, and the shopper's session with it.
 * @throws IyzicoRejected, IyzicoUnavailable
 */
export async function retrievePayment(
  merchant: Merchant,
  key: CheckoutFormKey,
  options: CallOptions,
): Promise<Payment> {
  const answer = await merchant.connection.request({ service: 'retrieve-payment', key: { ...key }, options });
  const fields = paymentFields(answer);
  // A declined payment need not repeat the token, but no answer may be about another one.
  if (answer.rejection === null || fields.has('token')) fields.expect('token', key.checkoutFormToken);

  const payment = readPayment(merchant, answer, {
    service: 'retrieve-payment',
    // Inferred: the documented order of checkout form retrieval, whose fields this service shares.
    signed: [fields.text('paymentStatus'), ...signedValues(fields), fields.text('token')],
  });
  const { checkoutFormToken } = key;
  const sessionInfo = fields.object('sessionInfo');
  if (sessionInfo === null) return { ...payment, checkoutFormToken };
  const origin = { checkoutFormToken, askedWith: chosenOf(options) };
  return {
    ...payment,
    checkoutFormToken,
    session: readSession(merchant, sessionInfo, { ...envelopeOf(payment), ...origin }),
  };
}

/**
 * A payment of the merchant's by its id or by the conversation id that it was made with; without a session.
 * @throws IyzicoRejected, IyzicoUnavailable
 */
export async function retrievePaymentDetail(
  merchant: Merchant,
  key: PaymentDetailKey,
  options: CallOptions,
): Promise<Payment> {
  const answer = await merchant.connection.request({ service: 'payment-detail', key: { ...key }, options });
  const fields = paymentFields(answer);
  if ('paymentId' in key) fields.expect('paymentId', key.paymentId);
  return readPayment(merchant, answer, { service: 'payment-detail', signed: signedValues(fields) });
}

/** A refusal that is the bank's answer about a payment is a payment that was declined. @throws IyzicoRejected */
function paymentFields(answer: Answer): Fields {
  return answer.rejection !== null && isDecline(answer.rejection, answer.fields)
    ? answer.fields
    : acceptedFields(answer);
}

/** It names the payment, and speaks of its fate: another refusal may repeat an id that it knows nothing of. */
function isDecline({ failure }: IyzicoRejected, fields: Fields): boolean {
  const speaksOfPayment =
    fields.has('paymentStatus') || failure.errorGroup !== null || /^10\d{3}$/.test(failure.errorCode ?? '');
  return failure.meaning === 'rejected' && Boolean(fields.text('paymentId')) && speaksOfPayment;
}

/** The values that iyzico signs of any payment, in its order. */
function signedValues(fields: Fields): (string | null)[] {
  return [
    fields.text('paymentId'),
    fields.text('currency'),
    fields.text('basketId'),
    fields.text('conversationId'),
    fields.decimal('paidPrice'),
    fields.decimal('price'),
  ];
}

function readPayment(merchant: Merchant, { fields, rejection }: Answer, { service, signed }: Signed): Payment {
  const signature = fields.text('signature');
  const signatureStatus = checkAnswerSignature(merchant.secretKey, signature, signed);
  // Answers that say no bear no signature, and nothing is shipped on them.
  const policy = rejection === null ? merchant.signaturePolicy[service] : 'report';
  if (rejection === null) merchant.onSignature?.(service, signatureStatus);
  if (!isAcceptable(signatureStatus, policy)) {
    throw new IyzicoUnavailable(service, 'signature', { detail: signatureStatus });
  }

  const paymentStatus =
    rejection === null ? (fields.memberOrUnknown('paymentStatus', PaymentStatus) ?? 'UNKNOWN') : PaymentStatus.FAILURE;
  const fraudStatus = fields.member('fraudStatus', fraudStatuses) ?? FraudStatus.UNKNOWN;
  const currency = readCurrency(fields);
  const items = fields.objects('itemTransactions');
  if (rejection === null) expectPromised(fields, paymentStatus, items);
  return {
    ...readEnvelope(fields),
    paymentId: fields.requiredText('paymentId'),
    paymentStatus,
    fraudStatus,
    isShippable: paymentStatus === PaymentStatus.SUCCESS && fraudStatus === FraudStatus.APPROVED,
    phase: fields.text('phase'),
    price: fields.decimal('price'),
    paidPrice: fields.decimal('paidPrice'),
    currency,
    installment: fields.integer('installment'),
    basketId: fields.text('basketId'),
    checkoutFormToken: fields.text('token'),
    callbackUrl: fields.text('callbackUrl'),
    card: unlessEmpty(readCard(fields)),
    itemTransactions: items.map((item) => readItemTransaction(item, currency)),
    session: null,
    failure: paymentStatus === PaymentStatus.FAILURE ? readPaymentFailure(fields) : null,
    mdStatus: fields.text('mdStatus'),
    authCode: fields.text('authCode'),
    hostReference: fields.text('hostReference'),
    memberEmail: fields.text('memberEmail'),
    memberGsmNumber: fields.text('memberGsmNumber'),
    merchantCommissionRate: fields.decimal('merchantCommissionRate'),
    merchantCommissionRateAmount: fields.decimal('merchantCommissionRateAmount'),
    iyziCommissionRateAmount: fields.decimal('iyziCommissionRateAmount'),
    iyziCommissionFee: fields.decimal('iyziCommissionFee'),
    signature,
    signatureStatus,
  };
}

/** One that was declined, or is under way, may lack what every payment that was made bears. */
function expectPromised(fields: Fields, paymentStatus: PaymentStatus, items: readonly Fields[]): void {
  fields.promised('paymentStatus');
  if (paymentStatus !== PaymentStatus.SUCCESS) return;
  fields.promised('fraudStatus', 'price', 'paidPrice', 'currency', 'itemTransactions');
  for (const item of items) item.promised('transactionStatus', 'price', 'paidPrice');
}

/** Which service answered, and the values that its signature should cover. */
interface Signed {
  readonly service: SigningService;
  readonly signed: readonly (string | null)[];
}

function readPaymentFailure(fields: Fields): PaymentFailure | null {
  const failure = {
    errorCode: fields.text('errorCode'),
    errorMessage: fields.text('errorMessage'),
    errorGroup: fields.text('errorGroup'),
  };
  return Object.values(failure).every((value) => value === null) ? null : failure;
}
