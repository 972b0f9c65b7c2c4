import type { AccessTokens } from './access-token.js';
import { readCard, unlessEmpty, type Card } from './card.js';
import { acceptedFields, type Answer } from '../wire/answer.js';
import { chosenOf, type CallOptions, type ChosenOptions } from '../call/call-options.js';
import { readEnvelope, type Envelope } from '../wire/envelope.js';
import { IyzicoUnavailable } from '../wire/errors.js';
import type { Fields } from '../wire/fields.js';
import type { Merchant } from './merchant.js';
import { PaymentType } from './payment-type.js';
import type { SessionKey } from './session.js';

/** The card of a session's last payment: what a shopper is shown to know it by. */
export interface LastPaymentCard extends Card {
  readonly cardHolderName: string | null;
  readonly cardBankName: string | null;
  /** Two digits. */
  readonly expireMonth: string | null;
  /** Four digits. */
  readonly expireYear: string | null;
  readonly expired: boolean | null;
  readonly willExpireSoon: boolean | null;
}

/** The last payment made in a session, which may be another checkout form's. */
export interface LastPayment extends Envelope {
  readonly paymentId: string | null;
  /** iyzico: `token`. */
  readonly checkoutFormToken: string | null;
  readonly sessionToken: string | null;
  readonly paymentType: PaymentType | null;
  /** `null` where a wallet paid. */
  readonly card: LastPaymentCard | null;
  readonly askedWith: ChosenOptions;
}

/**
 * The last payment of a session. Costs a further call for the access token where none is held.
 * @throws IyzicoRejected, IyzicoUnavailable
 */
export async function retrieveLastPayment(
  { merchant, accessTokens }: { merchant: Merchant; accessTokens: AccessTokens },
  key: SessionKey,
  options: CallOptions,
): Promise<LastPayment> {
  const askWith = (accessToken: string) =>
    merchant.connection.request({ service: 'last-payment-info', key: { ...key }, options, accessToken });

  const token = await accessTokens.obtain(key, options);
  let answer = await askWith(token.value);
  if (token.held && mayLieInToken(answer)) {
    await accessTokens.discard(key, token);
    answer = await askWith((await accessTokens.obtain(key, options)).value);
  }
  const fields = acceptedFields(answer);
  if (fields.has('sessionToken')) fields.expect('sessionToken', key.sessionToken);
  fields.promised('paymentId', 'paymentType');
  return {
    ...readEnvelope(fields),
    paymentId: fields.id('paymentId'),
    checkoutFormToken: fields.id('token'),
    sessionToken: fields.id('sessionToken'),
    paymentType: fields.memberOrUnknown('paymentType', PaymentType),
    card: readLastPaymentCard(fields.object('card')),
    askedWith: chosenOf(options),
  };
}

/**
 * The id of the last payment, for one who needs it: the card alone can be shown without.
 * @throws IyzicoUnavailable where iyzico left it out
 */
export function paymentIdOf({ paymentId }: LastPayment): string {
  if (paymentId === null) throw new IyzicoUnavailable('last-payment-info', 'bad-response', { detail: 'paymentId' });
  return paymentId;
}

/** iyzico has no code of its own for a dead access token, so that any refusal may mean it, but for its rate limit. */
function mayLieInToken({ rejection }: Answer): boolean {
  return rejection !== null && rejection.failure.meaning !== 'rate-limited';
}

function readLastPaymentCard(fields: Fields | null): LastPaymentCard | null {
  return (
    fields &&
    unlessEmpty({
      ...readCard(fields),
      cardHolderName: fields.text('cardHolderName'),
      cardBankName: fields.text('cardBankName'),
      expireMonth: fields.matching('expireMonth', /^\d{2}$/),
      expireYear: fields.matching('expireYear', /^\d{4}$/),
      expired: fields.boolean('expired'),
      willExpireSoon: fields.boolean('willExpireSoon'),
    })
  );
}
