import type { Clock } from '../memory/clock.js';
import type { Forms } from '../memory/forms.js';
import type { JsonObject } from '../wire/exact-json.js';
import { isFaultKey } from './magic-key.js';
import type { Payment } from './payment.js';
import { passiveSampleKeys, samplePayment, sampleSessionToEnd } from './sample-payments.js';
import type { Moment } from './scenario.js';
import { scenarioPayment } from './scenario-payment.js';
import { parseScenarioToken, tokenOfPaymentId } from './scenario-token.js';
import { scenarioAt, scenarios } from './scenarios.js';
import type { Session } from './session.js';

/** Finds payments as they are now. A payment that is not paid is found by its checkout form token only. */
export interface PaymentLookup {
  byCheckoutFormToken(checkoutFormToken: string): Payment | undefined;
  byId(paymentId: string): Payment | undefined;
  /** The conversation id of a payment is `conversation-<checkoutFormToken>`. */
  byConversation(paymentConversationId: string): Payment | undefined;
  /** The last payment of a session. One sample session has none. */
  bySession(sessionToken: string): Payment | undefined;
  /** Finds a session only by both of its keys. */
  session(sessionToken: string, memberIdentifier: string): Session | undefined;
}

export function createPaymentLookup(clock: Clock, forms: Forms): PaymentLookup {
  const momentOf = (checkoutFormToken: string): Moment => ({
    openedAt: forms.openedAt(checkoutFormToken),
    now: clock.now(),
  });
  const byCheckoutFormToken = (token: string): Payment | undefined => {
    if (isFaultKey(token)) return faultyPayment(token);
    if (token === samplePayment.checkoutFormToken) return samplePayment;
    const isPassiveSample = token === passiveSampleKeys.checkoutFormToken;
    return isPassiveSample
      ? scenarioPayment(passiveSampleKeys, scenarios.card, momentOf(token))
      : generate(token, momentOf);
  };
  const paidWith = (token: string | undefined): Payment | undefined => {
    const payment = token === undefined ? undefined : byCheckoutFormToken(token);
    return payment?.unpaid ? undefined : payment;
  };
  const bySession = (sessionToken: string): Payment | undefined => {
    if (isFaultKey(sessionToken)) return { ...samplePayment, session: { ...samplePayment.session, sessionToken } };
    const sample = sampleKeys.find(({ session }) => session.sessionToken === sessionToken);
    const payment = paidWith(sample?.checkoutFormToken ?? afterPrefix('session-', sessionToken));
    return payment?.session.sessionToken === sessionToken ? payment : undefined;
  };
  return {
    byCheckoutFormToken,
    byId: (paymentId) => {
      if (isFaultKey(paymentId)) return { ...samplePayment, paymentId, details: sampleDetailsWith({ paymentId }) };
      const sample = sampleKeys.find((keys) => keys.paymentId === paymentId);
      return paidWith(sample?.checkoutFormToken ?? tokenOfPaymentId(paymentId));
    },
    byConversation: (id) => (isFaultKey(id) ? samplePayment : paidWith(afterPrefix('conversation-', id))),
    bySession,
    session: (sessionToken, memberIdentifier) => {
      const isSessionToEnd = sessionToken === sampleSessionToEnd.sessionToken;
      const session = isSessionToEnd ? sampleSessionToEnd : bySession(sessionToken)?.session;
      return session?.memberIdentifier === memberIdentifier ? session : undefined;
    },
  };
}

const sampleKeys = [samplePayment, passiveSampleKeys];

/** The sample payment under a token that requests a fault. Its session is its own: ending it leaves the sample's. */
function faultyPayment(checkoutFormToken: string): Payment {
  const session = { ...samplePayment.session, ...sessionKeysOf(checkoutFormToken) };
  return { ...samplePayment, checkoutFormToken, session, details: sampleDetailsWith({ token: checkoutFormToken }) };
}

function sampleDetailsWith(members: JsonObject): () => JsonObject {
  return () => ({ ...samplePayment.details(), ...members });
}

function generate(token: string, momentOf: (token: string) => Moment): Payment | undefined {
  const parsed = parseScenarioToken(token);
  if (!parsed) return undefined;
  const { checkoutFormToken, paymentId, scenario: name } = parsed;
  const moment = momentOf(checkoutFormToken);
  const scenario = scenarioAt(name, moment);
  const session: Session = {
    ...sessionKeysOf(checkoutFormToken),
    paymentType: scenario.paidBy === 'wallet' ? 'FUND' : 'CARD_PAYMENT',
    ...(scenario.sessionLapsed && { isPassive: true }),
  };
  return scenarioPayment({ checkoutFormToken, paymentId, session }, scenario, moment);
}

function sessionKeysOf(token: string): Pick<Session, 'sessionToken' | 'memberIdentifier'> {
  return { sessionToken: `session-${token}`, memberIdentifier: `member-${token}` };
}

function afterPrefix(prefix: string, text: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}
