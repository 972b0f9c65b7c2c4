import { chosenOptionsOf, type CallOptions } from '../call/call-options.js';
import { acceptedFields } from '../wire/answer.js';
import { envelopeOf, readEnvelope, type Envelope } from '../wire/envelope.js';
import { IyzicoUnavailable } from '../wire/errors.js';
import type { Merchant } from './merchant.js';
import type { Payment } from './payment.js';
import { sessionKeyOf, SessionStatus, type Session, type SessionKey } from './session.js';

/**
 * The result of a request to expire a session. The first two leave it expired, so a request may be repeated.
 * - `expired`: this request expired the session
 * - `already-expired`: the session had expired before
 * - `not-found`: iyzico knows no such session, or the checkout form has none
 *
 * `message` is iyzico's text in the language of the request; `null` where it sent none.
 */
export type SessionExpiry =
  | (Envelope & { readonly outcome: 'expired'; readonly session: Session })
  | (Envelope & { readonly outcome: 'already-expired'; readonly session: Session; readonly message: string | null })
  | (Envelope & { readonly outcome: 'not-found'; readonly message: string | null });

/**
 * Expires a session: no payment can be made in it afterwards.
 * @throws IyzicoRejected where iyzico rejects the call, and not because the session has expired or is not known
 * @throws IyzicoUnavailable where there is no usable answer: the session may have expired, unless `neverSent` is true
 */
export async function expireSession(merchant: Merchant, key: SessionKey, options: CallOptions): Promise<SessionExpiry> {
  const answer = await merchant.connection.request({ service: 'invalidate-session', key: { ...key }, options });
  const envelope = readEnvelope(answer.fields);
  const message = answer.rejection?.failure.errorMessage ?? null;
  const session: Session = {
    ...envelope,
    ...key,
    id: merchant.opaqueId(key.sessionToken),
    sessionStatus: SessionStatus.PASSIVE,
    paymentType: null,
    checkoutFormToken: null,
    requestedWith: chosenOptionsOf(options),
  };

  switch (answer.rejection?.failure.meaning) {
    case 'already-expired':
      // After a repeated call, it was an earlier attempt that expired the session, and its answer was lost.
      return answer.attempts > 1
        ? { ...envelope, outcome: 'expired', session }
        : { ...envelope, outcome: 'already-expired', session, message };
    case 'session-not-found':
      return { ...envelope, outcome: 'not-found', message };
    default: {
      const fields = acceptedFields(answer);
      if (fields.has('sessionToken')) fields.expect('sessionToken', key.sessionToken);
      return { ...envelope, outcome: 'expired', session };
    }
  }
}

/**
 * Expires the session that a payment was made in, for callers that have the checkout form's token and no session key.
 * @param expire expires a session by its key
 * @throws IyzicoUnavailable where iyzico sent a session without its key
 * @throws what `expire` throws
 */
export async function expireSessionOf(
  payment: Payment,
  expire: (key: SessionKey, options: CallOptions) => Promise<SessionExpiry>,
  options: CallOptions,
): Promise<SessionExpiry> {
  const { session } = payment;
  if (session === null) return { ...envelopeOf(payment), outcome: 'not-found', message: null };
  const key = sessionKeyOf(session);
  // The session exists and may be active, so `not-found` would be wrong.
  if (key === null) {
    const missing = session.sessionToken === null ? 'sessionToken' : 'memberIdentifier';
    throw new IyzicoUnavailable('retrieve-payment', 'bad-response', { detail: `sessionInfo.${missing}` });
  }

  const expiry = await expire(key, options);
  if (expiry.outcome === 'not-found') return expiry;
  const { paymentType, checkoutFormToken } = session;
  return { ...expiry, session: { ...expiry.session, paymentType, checkoutFormToken } };
}
