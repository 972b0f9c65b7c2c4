import { paymentOfCheckout } from '../payments/payment-lookup.js';
import { isFaultKey } from '../payments/magic-key.js';
import { type Answer, success } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { refuse } from '../wire/refuse.js';
import type { Answering } from './answering.js';
import { sessionInfo } from './session-info.js';

export function retrieveSession({ call, world }: Answering): Answer {
  const payment = paymentOfCheckout(fieldOf(call, 'checkoutFormToken'));
  if (!payment) return refuse(call, '5124');
  const paymentId = fieldOf(call, 'paymentId');
  // Inferred: two keys that are not of one checkout name no session.
  if (paymentId !== payment.paymentId && !isFaultKey(paymentId)) return refuse(call, '260016');
  // The recorded answer leaves out the conversationId that its request sent, so none is ever echoed here.
  const echo = { ...call.echo, conversationId: undefined };
  const { session } = payment;
  return success({ sessionInfo: sessionInfo(session, world) }, session.retrieval?.echo(echo) ?? echo);
}
