import type { Payment } from '../payments/payment.js';
import { type Answer, writeSuccess } from '../wire/answer.js';
import { signAnswer, signatureOrders } from '../wire/answer-signature.js';
import type { Call } from '../wire/call.js';
import { type JsonObject, without } from '../wire/exact-json.js';
import { answerFailure } from '../wire/failure-answer.js';

/** The fields that only retrieve payment answers, besides the session. */
const retrievePaymentFields = ['token', 'callbackUrl', 'memberEmail', 'memberGsmNumber'];

export interface PaymentAnswerOptions {
  readonly secretKey: string;
  /** Given by retrieve payment only. */
  readonly sessionInfo?: JsonObject;
}

/** Answers a payment as retrieve payment does when `sessionInfo` is given, otherwise as payment detail does. */
export function answerPayment(payment: Payment, call: Call, { secretKey, sessionInfo }: PaymentAnswerOptions): Answer {
  const echo = payment.samples?.payment.echo(call.echo) ?? call.echo;
  const fields = sessionInfo ? payment.details() : without(payment.details(), retrievePaymentFields);
  const order = signatureOrders[sessionInfo ? 'retrieve-payment' : 'payment-detail'];
  const signature = signAnswer({ ...fields, conversationId: echo.conversationId }, order, secretKey);
  const details = { ...fields, signature, sessionInfo };
  return payment.decline ? answerFailure({ ...call, echo }, payment.decline, { details }) : writeSuccess(details, echo);
}
