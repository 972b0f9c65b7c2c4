import {
  checkAnswerSignature,
  isAcceptable,
  type SignatureStatus,
  type SigningService,
} from '../wire/answer-signature.js';
import { acceptedFields, type Answer } from '../wire/answer.js';
import { readEnvelope } from '../wire/envelope.js';
import { IyzicoUnavailable, type IyzicoRejected } from '../wire/errors.js';
import { nullIfEmpty, type Fields } from '../wire/fields.js';
import { readCard } from './card.js';
import { readCurrency } from './currency.js';
import { readItemTransaction } from './item-transaction.js';
import type { Merchant } from './merchant.js';
import { FraudStatus, PaymentStatus, type Payment, type PaymentFailure } from './payment.js';

/** What the signature of an answer about a payment covers. */
export interface SignedPayment {
  readonly service: SigningService;
  /** The signed values of the answer, in iyzico's order for the service. */
  readonly signed: readonly (string | null)[];
}

/** A URL that is cut leads elsewhere, so a longer one is none. */
const callbackUrl = /^.{0,2048}$/su;

const fraudStatuses = { '1': FraudStatus.APPROVED, '0': FraudStatus.IN_REVIEW, '-1': FraudStatus.REJECTED } as const;

/**
 * The fields of an answer about a payment. A rejection that says that the payment was declined is such an answer.
 * @throws IyzicoRejected for every other rejection
 */
export function paymentFields(answer: Answer): Fields {
  const { fields, rejection } = answer;
  return rejection !== null && isDecline(rejection, fields) ? fields : acceptedFields(answer);
}

/**
 * Whether a rejection is about the payment itself: it has the payment's id, and a code of a decline, a payment status or
 * the bank's reason. A rejection for another cause may repeat the requested id too.
 */
function isDecline({ failure: { meaning, errorGroup } }: IyzicoRejected, fields: Fields): boolean {
  const isAboutPayment =
    meaning === 'declined' || (meaning === 'rejected' && (errorGroup !== null || fields.has('paymentStatus')));
  return isAboutPayment && fields.id('paymentId') !== null;
}

/** The values that iyzico signs in each service that answers with a payment, in iyzico's order. */
export function signedValues(fields: Fields): (string | null)[] {
  return [
    fields.text('paymentId'),
    fields.text('currency'),
    fields.text('basketId'),
    fields.text('conversationId'),
    fields.decimal('paidPrice'),
    fields.decimal('price'),
  ];
}

/**
 * The status of an answer's signature. iyzico does not sign rejections, and they pass under every policy, because no
 * goods are sent for them.
 * @throws IyzicoUnavailable `signature` where the merchant's policy refuses the answer's signature
 */
export function checkSignature(
  merchant: Merchant,
  { fields, rejection }: Answer,
  { service, signed }: SignedPayment,
): SignatureStatus {
  const status = checkAnswerSignature(merchant.secretKey, fields.text('signature'), signed);
  if (rejection !== null) return status;
  merchant.onSignature?.(service, status);
  if (isAcceptable(status, merchant.signaturePolicy[service])) return status;
  throw new IyzicoUnavailable(service, 'signature', { detail: status });
}

/**
 * The payment of an answer, without a session.
 * @throws IyzicoUnavailable `bad-response` where a required field is missing
 */
export function readPayment(answer: Answer, signatureStatus: SignatureStatus): Payment {
  const { fields } = answer;
  const { locale, conversationId, retrievedAt } = readEnvelope(fields);
  const { paymentStatus, fraudStatus, isShippable } = readStatuses(answer);
  const currency = readCurrency(fields);
  const items = fields.objects('itemTransactions');
  if (answer.rejection === null) reportMissingFields(fields, paymentStatus, items);
  return {
    locale,
    conversationId,
    retrievedAt,
    paymentStatus,
    fraudStatus,
    isShippable,
    paymentId: fields.requiredText('paymentId'),
    phase: fields.freeText('phase'),
    price: fields.decimal('price'),
    paidPrice: fields.decimal('paidPrice'),
    currency,
    installment: fields.integer('installment'),
    basketId: fields.text('basketId'),
    checkoutFormToken: fields.text('token'),
    callbackUrl: fields.matching('callbackUrl', callbackUrl),
    card: nullIfEmpty(readCard(fields)),
    itemTransactions: items.map((item) => readItemTransaction(item, currency)),
    session: null,
    failure: paymentStatus === PaymentStatus.FAILURE ? readPaymentFailure(fields) : null,
    mdStatus: fields.freeText('mdStatus'),
    authCode: fields.freeText('authCode'),
    hostReference: fields.freeText('hostReference'),
    memberEmail: fields.freeText('memberEmail'),
    memberGsmNumber: fields.freeText('memberGsmNumber'),
    merchantCommissionRate: fields.decimal('merchantCommissionRate'),
    merchantCommissionRateAmount: fields.decimal('merchantCommissionRateAmount'),
    iyziCommissionRateAmount: fields.decimal('iyziCommissionRateAmount'),
    iyziCommissionFee: fields.decimal('iyziCommissionFee'),
    signature: fields.freeText('signature'),
    signatureStatus,
  };
}

function readStatuses({ fields, rejection }: Answer): Pick<Payment, 'paymentStatus' | 'fraudStatus' | 'isShippable'> {
  const paymentStatus =
    rejection === null
      ? (fields.memberOrUnknown('paymentStatus', PaymentStatus) ?? PaymentStatus.UNKNOWN)
      : PaymentStatus.FAILURE;
  const fraudStatus = fields.member('fraudStatus', fraudStatuses) ?? FraudStatus.UNKNOWN;
  const isShippable = paymentStatus === PaymentStatus.SUCCESS && fraudStatus === FraudStatus.APPROVED;
  return { paymentStatus, fraudStatus, isShippable };
}

/** The contract promises most fields only for payments that succeeded. */
function reportMissingFields(fields: Fields, paymentStatus: PaymentStatus, items: readonly Fields[]): void {
  fields.promised('paymentStatus');
  if (paymentStatus !== PaymentStatus.SUCCESS) return;
  fields.promised('fraudStatus', 'price', 'paidPrice', 'currency', 'itemTransactions');
  for (const item of items) item.promised('transactionStatus', 'price', 'paidPrice');
}

function readPaymentFailure(fields: Fields): PaymentFailure | null {
  return nullIfEmpty({
    errorCode: fields.freeText('errorCode'),
    errorMessage: fields.freeText('errorMessage'),
    errorGroup: fields.freeText('errorGroup'),
  });
}
