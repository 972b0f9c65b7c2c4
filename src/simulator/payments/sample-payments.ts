import { type JsonObject, without } from '../wire/exact-json.js';
import { readSample, sampleObject, sampleText } from '../wire/sample.js';
import type { Payment } from './payment.js';
import type { PaymentKeys } from './scenario-payment.js';
import type { Session } from './session.js';

const payment = readSample('retrieve-payment.success');
const lastPayment = readSample('last-payment-info.success');
const retrievalSample = readSample('retrieve-session.success');
const retrievalRequest = readSample('retrieve-session.request');
const expirySample = readSample('invalidate-session.success');

/** The payment that iyzico's samples show completely, including its last payment. */
export const samplePayment: Payment = {
  checkoutFormToken: sampleText(payment.fields, 'token'),
  paymentId: sampleText(payment.fields, 'paymentId'),
  session: readSession(payment.fields),
  details: () => without(payment.fields, ['signature', 'sessionInfo']),
  card: () => sampleObject(lastPayment.fields, 'card'),
  samples: { payment, lastPayment },
};

/** The checkout form token of the payment in iyzico's samples. */
export const sampleCheckoutFormToken = samplePayment.checkoutFormToken;

/** The ended session in the samples. They show only the session and its keys, so its payment is made up. */
export const passiveSampleKeys: PaymentKeys = {
  checkoutFormToken: sampleText(retrievalRequest.fields, 'checkoutFormToken'),
  paymentId: sampleText(retrievalRequest.fields, 'paymentId'),
  session: { ...readSession(retrievalSample.fields), isPassive: true },
};

/** The session that is ended in the samples. They show no payment of it. */
export const sampleSessionToEnd: Session = {
  sessionToken: sampleText(expirySample.fields, 'sessionToken'),
  memberIdentifier: sampleText(expirySample.fields, 'memberIdentifier'),
  paymentType: 'CARD_PAYMENT',
  expirySample,
};

function readSession(fields: JsonObject): Session {
  const session = sampleObject(fields, 'sessionInfo');
  return {
    sessionToken: sampleText(session, 'sessionToken'),
    memberIdentifier: sampleText(session, 'memberIdentifier'),
    paymentType: 'CARD_PAYMENT',
    retrievalSample,
  };
}
