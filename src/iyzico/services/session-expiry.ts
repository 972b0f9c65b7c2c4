import { acceptedFields } from '../wire/answer.js';
import { chosenOf, type CallOptions } from '../call/call-options.js';
import { envelopeOf, readEnvelope, type Envelope } from '../wire/envelope.js';
import { IyzicoUnavailable } from '../wire/errors.js';
import type { Merchant } from './merchant.js';
import type { Payment } from './payment.js';
import { sessionKeyOf, SessionStatus, type Session, type SessionKey } from './session.js';

/** What became of a request to expire a session. The first two leave it expired, so that asking twice is safe. */
export type SessionExpiry =
  | (Envelope & { readonly outcome: 'expired'; readonly session: Session })
  | (Envelope & { readonly outcome: 'already-expired'; readonly session: Session; readonly message: string | null })
  | (Envelope & { readonly outcome: 'not-found'; readonly message: string | null });

/**
 * Ends a session: no payment can be made in it any more.
 * @throws IyzicoRejected where iyzico refuses for another reason than that there is no such living session,
 *   IyzicoUnavailable where it is unknown whether the session was ended
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
    askedWith: chosenOf(options),
  };

  switch (answer.rejection?.failure.meaning) {
    case 'already-expired':
      // Told so of a repeated call, it was the first one that ended the session: its answer was lost.
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
 * Ends the session that `payment` was made in, for one who holds the checkout form's token and not the session's keys.
 * @param expire ends a session by its keys
 * @throws IyzicoRejected, IyzicoUnavailable as `expire`
 */
export async function expireSessionOf(
  payment: Payment,
  expire: (key: SessionKey, options: CallOptions) => Promise<SessionExpiry>,
  options: CallOptions,
): Promise<SessionExpiry> {
  const { session } = payment;
  if (session === null) return { ...envelopeOf(payment), outcome: 'not-found', message: null };
  const key = sessionKeyOf(session);
  // There is a session, and it may well be alive: that it cannot be named is no reason to call it gone.
  if (key === null) {
    const missing = session.sessionToken === null ? 'sessionToken' : 'memberIdentifier';
    throw new IyzicoUnavailable('retrieve-payment', 'bad-response', { detail: `sessionInfo.${missing}` });
  }

  const expiry = await expire(key, options);
  if (expiry.outcome === 'not-found') return expiry;
  const { paymentType, checkoutFormToken } = session;
  return { ...expiry, session: { ...expiry.session, paymentType, checkoutFormToken } };
}
