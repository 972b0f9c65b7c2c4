import { type Answer, writeSuccess } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { ExactNumber } from '../wire/exact-json.js';
import { gatewayUnauthorized } from '../wire/failure.js';
import { answerFailure } from '../wire/failure-answer.js';
import type { AnswerContext } from './answer-context.js';

export function lastPaymentInfo({ call, world }: AnswerContext): Answer {
  const session = world.payments.session(fieldOf(call, 'sessionToken'), fieldOf(call, 'memberIdentifier'));
  if (!session) return answerFailure(call, '260016');
  // Inferred: the gateway refuses a token that is missing, expired, issued for another session or for one that ended.
  const hasAccess =
    world.accessTokens.isValid(call.accessToken ?? '', session) && !world.endedSessions.isEnded(session);
  if (!hasAccess) return answerFailure(call, gatewayUnauthorized);
  const payment = world.payments.bySession(session.sessionToken);
  if (!payment) return answerFailure(call, '5122');
  const { sessionToken, paymentType } = session;
  const lastPayment = {
    card: payment.card(),
    paymentType,
    sessionToken,
    token: payment.checkoutFormToken,
    // Only this service writes the payment id as a number.
    paymentId: new ExactNumber(payment.paymentId),
  };
  return writeSuccess(lastPayment, payment.samples?.lastPayment.echo(call.echo) ?? call.echo);
}
