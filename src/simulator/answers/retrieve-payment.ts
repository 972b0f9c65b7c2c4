import { paymentOfCheckout } from '../payments/payment-lookup.js';
import type { Answer } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { refuse } from '../wire/refuse.js';
import type { Answering } from './answering.js';
import { answerPayment } from './payment-answer.js';
import { sessionInfo } from './session-info.js';

export function retrievePayment({ call, world }: Answering): Answer {
  const payment = paymentOfCheckout(fieldOf(call, 'checkoutFormToken'));
  if (!payment) return refuse(call, '5124');
  const session = sessionInfo(payment.session, world);
  return answerPayment(payment, call, { secretKey: world.secretKey, sessionInfo: session });
}
