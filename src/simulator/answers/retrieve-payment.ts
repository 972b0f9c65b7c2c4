import type { Answer } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { answerFailure } from '../wire/failure-answer.js';
import type { AnswerContext } from './answer-context.js';
import { answerPayment } from './payment-answer.js';
import { writeSessionInfo } from './session-info.js';

export function retrievePayment({ call, world }: AnswerContext): Answer {
  const payment = world.payments.byCheckoutFormToken(fieldOf(call, 'checkoutFormToken'));
  if (!payment) return answerFailure(call, '5124');
  if (payment.unpaid) return answerFailure(call, payment.unpaid);
  const sessionInfo = writeSessionInfo(payment.session, world);
  return answerPayment(payment, call, { secretKey: world.secretKey, sessionInfo });
}
