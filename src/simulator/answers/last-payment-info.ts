import { paymentOfSession, sessionOf } from '../payments/payment-lookup.js';
import { type Answer, success } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { ExactNumber } from '../wire/exact-json.js';
import { gatewayRefusal } from '../wire/failure.js';
import { refuse } from '../wire/refuse.js';
import type { Answering } from './answering.js';

export function lastPaymentInfo({ call, world }: Answering): Answer {
  const session = sessionOf(fieldOf(call, 'sessionToken'), fieldOf(call, 'memberIdentifier'));
  if (!session) return refuse(call, '260016');
  // Inferred: a token that is missing, dead, or of another session is refused before the service is reached.
  if (!world.accessTokens.opens(call.accessToken ?? '', session)) return refuse(call, gatewayRefusal);
  const payment = paymentOfSession(session.sessionToken);
  if (!payment) return refuse(call, '5122');
  const { sessionToken, paymentType } = session;
  const lastPayment = {
    card: payment.card(),
    paymentType,
    sessionToken,
    token: payment.checkoutFormToken,
    // The one answer in which this is a number.
    paymentId: new ExactNumber(payment.paymentId),
  };
  return success(lastPayment, payment.recorded?.lastPayment.echo(call.echo) ?? call.echo);
}
