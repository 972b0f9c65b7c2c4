import type { Fields } from './fields.js';
import { Locale } from './locale.js';

/** The fields that every answer of iyzico's has. */
export interface Envelope {
  /** The language of the answer's texts, by iyzico's own field. It may differ from the requested one. */
  readonly locale: Locale | null;
  /** The caller's own id of the call; `null` where iyzico does not echo it. */
  readonly conversationId: string | null;
  /** The time of the answer: iyzico's `systemTime`, or this server's clock where that is missing, zero or absurd. */
  readonly retrievedAt: Date;
}

export function readEnvelope(fields: Fields): Envelope {
  return {
    locale: fields.member('locale', Locale, (value) => value.toUpperCase()),
    conversationId: fields.text('conversationId'),
    retrievedAt: fields.epoch('systemTime') ?? new Date(),
  };
}

/** Only the envelope of an object that has one, for an object that came in the same answer. */
export function envelopeOf({ locale, conversationId, retrievedAt }: Envelope): Envelope {
  return { locale, conversationId, retrievedAt };
}
