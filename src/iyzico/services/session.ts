import { acceptedFields } from '../wire/answer.js';
import { chosenOf, type CallOptions, type ChosenOptions } from '../call/call-options.js';
import { readEnvelope, type Envelope } from '../wire/envelope.js';
import type { Fields } from '../wire/fields.js';
import type { Merchant } from './merchant.js';
import { PaymentType } from './payment-type.js';

export const SessionStatus = { ACTIVE: 'ACTIVE', PASSIVE: 'PASSIVE', UNKNOWN: 'UNKNOWN' } as const;
export type SessionStatus = keyof typeof SessionStatus;

/** The credential of a session: together the two buy access tokens, and with those payments. */
export interface SessionKey {
  readonly sessionToken: string;
  readonly memberIdentifier: string;
}

/** What names the session in which a checkout form was paid. */
export interface SessionOfPaymentKey {
  readonly checkoutFormToken: string;
  readonly paymentId: string;
}

/** A shopper's session at iyzico, in which payments can be made without entering a card again. */
export interface Session extends Envelope, SessionOrigin {
  /** Opaque, the same in every process, not reversible to the session's token. */
  readonly id: string;
  readonly sessionToken: string | null;
  readonly memberIdentifier: string | null;
  readonly sessionStatus: SessionStatus;
  readonly paymentType: PaymentType | null;
}

/** How a session was found, so that what hangs on it is asked for likewise. */
export interface SessionOrigin {
  /** The checkout form that named the session; `null` where it was named by its own token. */
  readonly checkoutFormToken: string | null;
  readonly askedWith: ChosenOptions;
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
  return (
    sessionInfo &&
    readSession(merchant, sessionInfo, {
      ...readEnvelope(fields),
      checkoutFormToken: key.checkoutFormToken,
      askedWith: chosenOf(options),
    })
  );
}

export function readSession(merchant: Merchant, sessionInfo: Fields, around: Envelope & SessionOrigin): Session {
  sessionInfo.promised('sessionToken', 'memberIdentifier', 'sessionStatus');
  const sessionToken = sessionInfo.id('sessionToken');
  return {
    ...around,
    id: merchant.opaqueId(sessionToken ?? `checkout form ${around.checkoutFormToken ?? ''}`),
    sessionToken,
    memberIdentifier: sessionInfo.id('memberIdentifier'),
    sessionStatus: sessionInfo.memberOrUnknown('sessionStatus', SessionStatus) ?? SessionStatus.UNKNOWN,
    paymentType: sessionInfo.memberOrUnknown('paymentType', PaymentType),
  };
}

/** The credential of a session that bears both of its halves. */
export function sessionKeyOf({ sessionToken, memberIdentifier }: Session): SessionKey | null {
  return sessionToken === null || memberIdentifier === null ? null : { sessionToken, memberIdentifier };
}
