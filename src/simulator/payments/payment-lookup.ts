import { isFaultKey } from './magic-key.js';
import type { Payment } from './payment.js';
import { endingSession, passivePayment, recordedPayment } from './recorded.js';
import { scenarios } from './scenario.js';
import { scenarioPayment } from './scenario-payment.js';
import { parseScenarioToken, tokenOfPaymentId } from './scenario-token.js';
import type { Session } from './session.js';

// Under a key that asks for a fault stands the recorded payment, and it answers to that key: a caller who compares
// what it got with what it asked for finds them equal.

export function paymentOfCheckout(checkoutFormToken: string): Payment | undefined {
  if (isFaultKey(checkoutFormToken)) {
    const details = () => ({ ...recordedPayment.details(), token: checkoutFormToken });
    return { ...recordedPayment, checkoutFormToken, details };
  }
  const recorded = recordedPayments.find((payment) => payment.checkoutFormToken === checkoutFormToken);
  return recorded ?? paymentOfScenario(checkoutFormToken);
}

export function paymentOfId(paymentId: string): Payment | undefined {
  if (isFaultKey(paymentId)) {
    const details = () => ({ ...recordedPayment.details(), paymentId });
    return { ...recordedPayment, paymentId, details };
  }
  const recorded = recordedPayments.find((payment) => payment.paymentId === paymentId);
  return recorded ?? paymentOfScenario(tokenOfPaymentId(paymentId));
}

/** The conversation in which a payment was made is `conversation-` and its checkout form's token. */
export function paymentOfConversation(paymentConversationId: string): Payment | undefined {
  if (isFaultKey(paymentConversationId)) return recordedPayment;
  const checkoutFormToken = afterPrefix('conversation-', paymentConversationId);
  return checkoutFormToken === undefined ? undefined : paymentOfCheckout(checkoutFormToken);
}

/** The payment that was made last in a session; of one recorded session none is known. */
export function paymentOfSession(sessionToken: string): Payment | undefined {
  if (isFaultKey(sessionToken)) {
    return { ...recordedPayment, session: { ...recordedPayment.session, sessionToken } };
  }
  const recorded = recordedPayments.find(({ session }) => session.sessionToken === sessionToken);
  return recorded ?? paymentOfScenario(afterPrefix('session-', sessionToken));
}

/** A session is known by both of its keys only. */
export function sessionOf(sessionToken: string, memberIdentifier: string): Session | undefined {
  const isEnding = sessionToken === endingSession.sessionToken;
  const session = isEnding ? endingSession : paymentOfSession(sessionToken)?.session;
  return session?.memberIdentifier === memberIdentifier ? session : undefined;
}

const recordedPayments: readonly Payment[] = [recordedPayment, passivePayment];

function paymentOfScenario(token: string | undefined): Payment | undefined {
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
