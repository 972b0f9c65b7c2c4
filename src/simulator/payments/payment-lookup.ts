import { isFaultKey } from './magic-key.js';
import type { Payment } from './payment.js';
import { sampleSessionToEnd, passiveSamplePayment, samplePayment } from './sample-payments.js';
import { scenarios } from './scenario.js';
import { scenarioPayment } from './scenario-payment.js';
import { parseScenarioToken, tokenOfPaymentId } from './scenario-token.js';
import type { Session } from './session.js';

// A key that requests a fault finds the sample payment under that key, so that the answer contains the requested key.

export function findPaymentByCheckoutFormToken(checkoutFormToken: string): Payment | undefined {
  if (isFaultKey(checkoutFormToken)) {
    const details = () => ({ ...samplePayment.details(), token: checkoutFormToken });
    return { ...samplePayment, checkoutFormToken, details };
  }
  const sample = samplePayments.find((payment) => payment.checkoutFormToken === checkoutFormToken);
  return sample ?? findScenarioPayment(checkoutFormToken);
}

export function findPaymentById(paymentId: string): Payment | undefined {
  if (isFaultKey(paymentId)) {
    const details = () => ({ ...samplePayment.details(), paymentId });
    return { ...samplePayment, paymentId, details };
  }
  const sample = samplePayments.find((payment) => payment.paymentId === paymentId);
  return sample ?? findScenarioPayment(tokenOfPaymentId(paymentId));
}

/** The conversation id of a payment is `conversation-<checkoutFormToken>`. */
export function findPaymentByConversation(paymentConversationId: string): Payment | undefined {
  if (isFaultKey(paymentConversationId)) return samplePayment;
  const checkoutFormToken = afterPrefix('conversation-', paymentConversationId);
  return checkoutFormToken === undefined ? undefined : findPaymentByCheckoutFormToken(checkoutFormToken);
}

/** The last payment of a session. One sample session has none. */
export function findPaymentBySessionToken(sessionToken: string): Payment | undefined {
  if (isFaultKey(sessionToken)) {
    return { ...samplePayment, session: { ...samplePayment.session, sessionToken } };
  }
  const sample = samplePayments.find(({ session }) => session.sessionToken === sessionToken);
  return sample ?? findScenarioPayment(afterPrefix('session-', sessionToken));
}

/** Finds a session only by both of its keys. */
export function findSession(sessionToken: string, memberIdentifier: string): Session | undefined {
  const isSessionToEnd = sessionToken === sampleSessionToEnd.sessionToken;
  const session = isSessionToEnd ? sampleSessionToEnd : findPaymentBySessionToken(sessionToken)?.session;
  return session?.memberIdentifier === memberIdentifier ? session : undefined;
}

const samplePayments: readonly Payment[] = [samplePayment, passiveSamplePayment];

function findScenarioPayment(token: string | undefined): Payment | undefined {
  const parsed = parseScenarioToken(token ?? '');
  if (!parsed) return undefined;
  const { checkoutFormToken, paymentId, scenario } = parsed;
  const session: Session = {
    sessionToken: `session-${checkoutFormToken}`,
    memberIdentifier: `member-${checkoutFormToken}`,
    paymentType: scenarios[scenario].paidBy === 'wallet' ? 'FUND' : 'CARD_PAYMENT',
  };
  return scenarioPayment({ checkoutFormToken, paymentId, session }, scenario);
}

function afterPrefix(prefix: string, text: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}
