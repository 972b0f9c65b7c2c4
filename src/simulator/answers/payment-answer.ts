import type { Payment } from '../payments/payment.js';
import { type Answer, success } from '../wire/answer.js';
import { signAnswer, signatureOrders } from '../wire/answer-signature.js';
import type { Call } from '../wire/call.js';
import { type JsonObject, without } from '../wire/exact-json.js';
import { refuse } from '../wire/refuse.js';

/** Only retrieve payment tells who paid, and in which session. */
const withheldFromDetail = ['token', 'callbackUrl', 'memberEmail', 'memberGsmNumber'];

export interface PaymentAnswerParts {
  readonly secretKey: string;
  /** Told by retrieve payment alone. */
  readonly sessionInfo?: JsonObject;
}

/** The payment as retrieve payment tells of it with a session, and as payment detail does without one. */
export function answerPayment(payment: Payment, call: Call, { secretKey, sessionInfo }: PaymentAnswerParts): Answer {
  const echo = payment.recorded?.payment.echo(call.echo) ?? call.echo;
  const told = sessionInfo ? payment.details() : without(payment.details(), withheldFromDetail);
  const order = signatureOrders[sessionInfo ? 'retrieve-payment' : 'payment-detail'];
  const signature = signAnswer({ ...told, conversationId: echo.conversationId }, order, secretKey);
  const details = { ...told, signature, sessionInfo };
  return payment.decline ? refuse({ ...call, echo }, payment.decline, { details }) : success(details, echo);
}
