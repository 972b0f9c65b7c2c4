import { chosenOptionsOf, type CallOptions, type ChosenOptions } from '../call/call-options.js';
import { acceptedFields } from '../wire/answer.js';
import { readEnvelope, type Envelope } from '../wire/envelope.js';
import type { Fields } from '../wire/fields.js';
import type { Merchant } from './merchant.js';
import { PaymentType } from './payment-type.js';

/**
 * Whether payments can be made in a session.
 * - `ACTIVE`: payments can be made in it
 * - `PASSIVE`: the session has expired: the merchant expired it, the shopper made a newer checkout, or its time is over
 * - `UNKNOWN`: iyzico sent no status, or one that is not in its closed list
 */
export const SessionStatus = { ACTIVE: 'ACTIVE', PASSIVE: 'PASSIVE', UNKNOWN: 'UNKNOWN' } as const;
export type SessionStatus = keyof typeof SessionStatus;

/**
 * The credential of a session. Both halves together are enough to get access tokens, and to pay with those.
 * It must not reach a browser, a URL, a log, a metric label or an unencrypted cache key.
 */
export interface SessionKey {
  readonly sessionToken: string;
  /** Identifies the shopper to iyzico. */
  readonly memberIdentifier: string;
}

/** Identifies a session by the checkout form that was paid in it, and the payment. */
export interface SessionOfPaymentKey {
  readonly checkoutFormToken: string;
  readonly paymentId: string;
}

/**
 * A shopper's session at iyzico, opened by a Pay with iyzico checkout, in which payments are made. iyzico:
 * `sessionInfo`.
 */
export interface Session extends Envelope, SessionOrigin {
  /** This project's own id: opaque, the same in every process, and not reversible to the session's token. */
  readonly id: string;
  /** Half of the session's credential: see `SessionKey`. */
  readonly sessionToken: string | null;
  /** The other half. */
  readonly memberIdentifier: string | null;
  readonly sessionStatus: SessionStatus;
  readonly paymentType: PaymentType | null;
}

/** How a session was found. Further calls about it use the same checkout form and options. */
export interface SessionOrigin {
  /** The checkout form that the session was found by; `null` where it was found by its own token. */
  readonly checkoutFormToken: string | null;
  /** The options of the request. */
  readonly requestedWith: ChosenOptions;
}

/**
 * The session in which a checkout form was paid; `null` where iyzico has none for it.
 * @throws IyzicoRejected, IyzicoUnavailable
 */
export async function retrieveSession(
  merchant: Merchant,
  key: SessionOfPaymentKey,
  options: CallOptions,
): Promise<Session | null> {
  const fields = acceptedFields(
    await merchant.connection.request({ service: 'retrieve-session', key: { ...key }, options }),
  );
  const sessionInfo = fields.object('sessionInfo');
  if (sessionInfo === null) return null;
  const { checkoutFormToken } = key;
  const envelope = readEnvelope(fields);
  return readSession(merchant, sessionInfo, {
    locale: envelope.locale,
    // This service repeats no conversation id, and the one that answers with the payment does. Both give the same session.
    conversationId: envelope.conversationId ?? options.conversationId,
    retrievedAt: envelope.retrievedAt,
    checkoutFormToken,
    requestedWith: chosenOptionsOf(options),
  });
}

export function readSession(merchant: Merchant, sessionInfo: Fields, origin: Envelope & SessionOrigin): Session {
  sessionInfo.promised('sessionToken', 'memberIdentifier', 'sessionStatus');
  const { locale, conversationId, retrievedAt, checkoutFormToken, requestedWith } = origin;
  const sessionToken = sessionInfo.id('sessionToken');
  return {
    locale,
    conversationId,
    retrievedAt,
    checkoutFormToken,
    requestedWith,
    id: merchant.opaqueId(sessionToken ?? `checkout form ${checkoutFormToken ?? ''}`),
    sessionToken,
    memberIdentifier: sessionInfo.id('memberIdentifier'),
    sessionStatus: sessionInfo.memberOrUnknown('sessionStatus', SessionStatus) ?? SessionStatus.UNKNOWN,
    paymentType: sessionInfo.memberOrUnknown('paymentType', PaymentType),
  };
}

/** Whether nothing can change a session any more: once expired, it stays so. A missing session may still be opened. */
export function isFinalSession(session: Session | null): boolean {
  return session?.sessionStatus === SessionStatus.PASSIVE;
}

/** The credential of a session; `null` where iyzico left out a half of it. */
export function sessionKeyOf({ sessionToken, memberIdentifier }: Session): SessionKey | null {
  return sessionToken === null || memberIdentifier === null ? null : { sessionToken, memberIdentifier };
}
