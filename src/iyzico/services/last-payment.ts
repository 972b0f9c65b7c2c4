import { chosenOptionsOf, type CallOptions, type ChosenOptions } from '../call/call-options.js';
import { acceptedFields, type Answer } from '../wire/answer.js';
import { readEnvelope, type Envelope } from '../wire/envelope.js';
import { IyzicoRejected, IyzicoUnavailable } from '../wire/errors.js';
import { meaningOf } from '../wire/failure-codes.js';
import { nullIfEmpty, type Fields } from '../wire/fields.js';
import type { AccessTokens } from './access-token.js';
import { readCard, type Card } from './card.js';
import type { Merchant } from './merchant.js';
import { PaymentType } from './payment-type.js';
import { sessionKeyOf, SessionStatus, type Session, type SessionKey } from './session.js';

/** The card of a session's last payment, with what a shopper needs to see before paying with it again. */
export interface LastPaymentCard extends Card {
  /** The name on the card. It is personal data. */
  readonly cardHolderName: string | null;
  /** The name of the issuing bank: an open list. */
  readonly cardBankName: string | null;
  /** Two digits, such as `05`. */
  readonly expireMonth: string | null;
  /** Four digits. */
  readonly expireYear: string | null;
  /** Whether the card has expired. */
  readonly expired: boolean | null;
  /** Whether the card expires within this month. */
  readonly willExpireSoon: boolean | null;
}

/** The last payment made in a session. Its checkout form may be another than the one that the session was found by. */
export interface LastPayment extends Envelope {
  /** On the wire it is a number. */
  readonly paymentId: string | null;
  /** The checkout form that was paid; iyzico: `token`. */
  readonly checkoutFormToken: string | null;
  /** Half of the session's credential. */
  readonly sessionToken: string | null;
  readonly paymentType: PaymentType | null;
  /** `null` where the wallet paid. */
  readonly card: LastPaymentCard | null;
  /** The options of the request, for further calls about this payment. */
  readonly requestedWith: ChosenOptions;
}

/**
 * The last payment of a session. It needs an access token, which costs a second call where none is held.
 * @throws IyzicoRejected, IyzicoUnavailable
 */
export async function retrieveLastPayment(
  { merchant, accessTokens }: { merchant: Merchant; accessTokens: AccessTokens },
  key: SessionKey,
  options: CallOptions,
): Promise<LastPayment> {
  const requestWith = (accessToken: string) =>
    merchant.connection.request({ service: 'last-payment-info', key: { ...key }, options, accessToken });

  const token = await accessTokens.obtain(key, options);
  let answer = await requestWith(token.value);
  if (token.held && mayBeTokenError(answer)) {
    await accessTokens.discard(key, token);
    answer = await requestWith((await accessTokens.obtain(key, options)).value);
  }
  const fields = acceptedFields(answer);
  if (fields.has('sessionToken')) fields.expect('sessionToken', key.sessionToken);
  fields.promised('paymentId', 'paymentType');
  const { locale, conversationId, retrievedAt } = readEnvelope(fields);
  return {
    locale,
    conversationId,
    retrievedAt,
    paymentId: fields.id('paymentId'),
    checkoutFormToken: fields.id('token'),
    sessionToken: fields.id('sessionToken'),
    paymentType: fields.memberOrUnknown('paymentType', PaymentType),
    card: readLastPaymentCard(fields.object('card')),
    requestedWith: chosenOptionsOf(options),
  };
}

/**
 * The last payment of a session that iyzico answered with before. `null` where iyzico refuses it because the session is
 * over, or left out the session's key. A page that shows a paid payment asks for both in one operation, and the end of
 * the session must not take the payment from it.
 * @param retrieve retrieves the last payment by the session's key
 * @throws what `retrieve` throws, except such a refusal
 */
export async function lastPaymentOf(
  session: Session,
  retrieve: (key: SessionKey) => Promise<LastPayment>,
): Promise<LastPayment | null> {
  const key = sessionKeyOf(session);
  if (key === null) return null;
  try {
    return await retrieve(key);
  } catch (error) {
    if (error instanceof IyzicoRejected && isRefusalOfEnded(session, error)) return null;
    throw error;
  }
}

/**
 * Whether iyzico refused because the session is over: it says so, or the session is known to be over and the refusal has
 * no other documented cause. iyzico does not document how it refuses the last payment of a session that is over.
 */
function isRefusalOfEnded({ sessionStatus }: Session, { service, failure }: IyzicoRejected): boolean {
  const { meaning, errorCode } = failure;
  if (meaning === 'already-expired' || meaning === 'session-not-found') return true;
  if (sessionStatus !== SessionStatus.PASSIVE || meaning === 'rate-limited') return false;
  if (meaning !== 'misconfigured') return true;
  // The gateway refuses an access token as it refuses the merchant's keys: with a number as the status.
  return service === 'last-payment-info' && meaningOf(errorCode) !== 'misconfigured';
}

/**
 * The id of the last payment, for callers that need it. The card can be shown without it.
 * @throws IyzicoUnavailable where iyzico left it out
 */
export function paymentIdOf({ paymentId }: LastPayment): string {
  if (paymentId === null) throw new IyzicoUnavailable('last-payment-info', 'bad-response', { detail: 'paymentId' });
  return paymentId;
}

/** iyzico has no error code for an invalid access token, so every rejection except the rate limit may mean it. */
function mayBeTokenError({ rejection }: Answer): boolean {
  return rejection !== null && rejection.failure.meaning !== 'rate-limited';
}

function readLastPaymentCard(fields: Fields | null): LastPaymentCard | null {
  if (fields === null) return null;
  const { cardType, cardAssociation, cardFamily, binNumber, lastFourDigits } = readCard(fields);
  return nullIfEmpty({
    cardType,
    cardAssociation,
    cardFamily,
    binNumber,
    lastFourDigits,
    cardHolderName: fields.freeText('cardHolderName'),
    cardBankName: fields.freeText('cardBankName'),
    expireMonth: fields.matching('expireMonth', /^\d{2}$/),
    expireYear: fields.matching('expireYear', /^\d{4}$/),
    expired: fields.boolean('expired'),
    willExpireSoon: fields.boolean('willExpireSoon'),
  });
}
