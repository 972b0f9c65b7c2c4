import { isFaultKey } from '../payments/magic-key.js';
import { type Answer, writeSuccess } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { answerFailure } from '../wire/failure-answer.js';
import type { AnswerContext } from './answer-context.js';
import { writeSessionInfo } from './session-info.js';

export function retrieveSession({ call, world }: AnswerContext): Answer {
  const payment = world.payments.byCheckoutFormToken(fieldOf(call, 'checkoutFormToken'));
  if (!payment) return answerFailure(call, '5124');
  if (payment.unpaid) return answerFailure(call, payment.unpaid);
  const paymentId = fieldOf(call, 'paymentId');
  // Inferred: a token and a payment id of different checkouts find no session.
  if (paymentId !== payment.paymentId && !isFaultKey(paymentId)) return answerFailure(call, '260016');
  // The sample answer has no conversationId although its request had one, so this service never repeats it.
  const echo = { ...call.echo, conversationId: undefined };
  const { session } = payment;
  const sessionInfo = writeSessionInfo(session, world);
  return writeSuccess({ sessionInfo }, session.retrievalSample?.echo(echo) ?? echo);
}
