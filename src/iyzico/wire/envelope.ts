import type { Fields } from './fields.js';
import { Locale } from './locale.js';

/** What iyzico wraps every answer in. */
export interface Envelope {
  /** The language that iyzico says it answered in; not always the one asked for. */
  readonly locale: Locale | null;
  /** The caller's own name for the call; iyzico does not always echo it. */
  readonly conversationId: string | null;
  /** iyzico's clock at the answer (`systemTime`), or ours where it is missing or zero. */
  readonly retrievedAt: Date;
}

export function readEnvelope(fields: Fields): Envelope {
  return {
    locale: fields.member('locale', Locale, (value) => value.toUpperCase()),
    conversationId: fields.text('conversationId'),
    retrievedAt: fields.epoch('systemTime') ?? new Date(),
  };
}

/** The envelope out of something that bears one, for what came inside it. */
export function envelopeOf({ locale, conversationId, retrievedAt }: Envelope): Envelope {
  return { locale, conversationId, retrievedAt };
}
