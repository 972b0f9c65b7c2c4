import type { Answer } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { answerFailure } from '../wire/failure-answer.js';
import type { AnswerContext } from './answer-context.js';
import { answerPayment } from './payment-answer.js';

/** `paymentId` takes precedence over `paymentConversationId`. */
export function paymentDetail({ call, world }: AnswerContext): Answer {
  const paymentId = fieldOf(call, 'paymentId');
  const payment = paymentId
    ? world.payments.byId(paymentId)
    : world.payments.byConversation(fieldOf(call, 'paymentConversationId'));
  if (!payment) return answerFailure(call, '5086');
  return answerPayment(payment, call, { secretKey: world.secretKey });
}
