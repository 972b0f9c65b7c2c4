import { failureOfKey, faultOfKey } from '../payments/magic-key.js';
import type { Answer } from '../wire/answer.js';
import type { Delivery } from '../wire/delivery.js';
import { refuse } from '../wire/refuse.js';
import type { SimulatorService } from '../wire/service.js';
import type { Answering } from './answering.js';
import { invalidateSession } from './invalidate-session.js';
import { lastPaymentInfo } from './last-payment-info.js';
import { paymentDetail } from './payment-detail.js';
import { retrieveAccessToken } from './retrieve-access-token.js';
import { retrievePayment } from './retrieve-payment.js';
import { retrieveSession } from './retrieve-session.js';

/** What a call gets by its own keys. What it asks for is done by then, even if a fault keeps the answer from arriving. */
export function answerGenuinely(answering: Answering): Delivery {
  const { call } = answering;
  const failure = failureOfKey(call.fields);
  if (failure) return { answer: refuse(call, failure) };
  return { answer: answerers[call.service](answering), fault: faultOfKey(call.fields) };
}

const answerers: Readonly<Record<SimulatorService, (answering: Answering) => Answer>> = {
  'retrieve-session': retrieveSession,
  'retrieve-payment': retrievePayment,
  'retrieve-access-token': retrieveAccessToken,
  'last-payment-info': lastPaymentInfo,
  'invalidate-session': invalidateSession,
  'payment-detail': paymentDetail,
};
