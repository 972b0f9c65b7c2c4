import { paymentOfConversation, paymentOfId } from '../payments/payment-lookup.js';
import type { Answer } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { refuse } from '../wire/refuse.js';
import type { Answering } from './answering.js';
import { answerPayment } from './payment-answer.js';

/** With both keys, the payment's id decides. */
export function paymentDetail({ call, world }: Answering): Answer {
  const paymentId = fieldOf(call, 'paymentId');
  const payment = paymentId ? paymentOfId(paymentId) : paymentOfConversation(fieldOf(call, 'paymentConversationId'));
  if (!payment) return refuse(call, '5086');
  return answerPayment(payment, call, { secretKey: world.secretKey });
}
