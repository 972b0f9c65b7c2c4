import { type JsonObject, without } from '../wire/exact-json.js';
import { readSample, sampleText } from '../wire/sample.js';
import type { Payment } from './payment.js';
import { scenarioPayment } from './scenario-payment.js';
import type { Session } from './session.js';

const payment = readSample('retrieve-payment.success');
const lastPayment = readSample('last-payment-info.success');
const retrievedSession = readSample('retrieve-session.success');
const retrievedSessionRequest = readSample('retrieve-session.request');
const expiry = readSample('invalidate-session.success');

/** The payment that iyzico's samples show in full, and whose last payment they show too. */
export const recordedPayment: Payment = {
  checkoutFormToken: sampleText(payment.fields, 'token'),
  paymentId: sampleText(payment.fields, 'paymentId'),
  session: sessionIn(payment.fields),
  details: () => without(payment.fields, ['signature', 'sessionInfo']),
  card: () => lastPayment.fields.card as JsonObject,
  recorded: { payment, lastPayment },
};

/** The checkout form token of the payment in iyzico's samples: the one to try first. */
export const sampleCheckoutFormToken = recordedPayment.checkoutFormToken;

/** Of this payment the samples show the session only, already ended; the payment itself is made up. */
export const passivePayment: Payment = scenarioPayment(
  {
    checkoutFormToken: sampleText(retrievedSessionRequest.fields, 'checkoutFormToken'),
    paymentId: sampleText(retrievedSessionRequest.fields, 'paymentId'),
    session: { ...sessionIn(retrievedSession.fields), bornPassive: true },
  },
  'card',
);

/** The session whose end the samples show; of no payment known to them. */
export const endingSession: Session = {
  sessionToken: sampleText(expiry.fields, 'sessionToken'),
  memberIdentifier: sampleText(expiry.fields, 'memberIdentifier'),
  paymentType: 'CARD_PAYMENT',
  expiry,
};

function sessionIn(fields: JsonObject): Session {
  const session = fields.sessionInfo as JsonObject;
  return {
    sessionToken: sampleText(session, 'sessionToken'),
    memberIdentifier: sampleText(session, 'memberIdentifier'),
    paymentType: 'CARD_PAYMENT',
    retrieval: retrievedSession,
  };
}
