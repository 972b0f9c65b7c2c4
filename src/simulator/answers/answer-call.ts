import { faultRequestedBy, failureRequestedBy } from '../payments/magic-key.js';
import type { Answer } from '../wire/answer.js';
import type { Delivery } from '../wire/delivery.js';
import { answerFailure } from '../wire/failure-answer.js';
import type { SimulatorService } from '../wire/service.js';
import type { AnswerContext } from './answer-context.js';
import { invalidateSession } from './invalidate-session.js';
import { lastPaymentInfo } from './last-payment-info.js';
import { paymentDetail } from './payment-detail.js';
import { retrieveAccessToken } from './retrieve-access-token.js';
import { retrievePayment } from './retrieve-payment.js';
import { retrieveSession } from './retrieve-session.js';

/** Answers a call without a script. The operation is complete on return, even if a fault stops the answer later. */
export function answerCall(context: AnswerContext): Delivery {
  const { call } = context;
  const failure = failureRequestedBy(call.fields);
  if (failure) return { answer: answerFailure(call, failure.code, failure) };
  return { answer: serviceAnswers[call.service](context), fault: faultRequestedBy(call.fields) };
}

const serviceAnswers: Readonly<Record<SimulatorService, (context: AnswerContext) => Answer>> = {
  'retrieve-session': retrieveSession,
  'retrieve-payment': retrievePayment,
  'retrieve-access-token': retrieveAccessToken,
  'last-payment-info': lastPaymentInfo,
  'invalidate-session': invalidateSession,
  'payment-detail': paymentDetail,
};
