import type { Fields } from './fields.js';
import { Locale } from './locale.js';
import type { Patience } from './patience.js';

/** What iyzico wraps every answer in. */
export interface Envelope {
  /** The language that iyzico says it answered in; not always the one asked for. */
  readonly locale: Locale | null;
  /** The caller's own name for the call; iyzico does not always echo it. */
  readonly conversationId: string | null;
  /** iyzico's clock at the answer (`systemTime`), or ours where it is missing or zero. */
  readonly retrievedAt: Date;
}

/** What a caller may say with any call, beside the key of what is asked for. */
export interface CallOptions {
  readonly locale: Locale;
  readonly conversationId: string;
  /** Whether the caller chose the conversation id: then no call of others is shared. */
  readonly isConversationChosen?: boolean;
  /** For how long the answer is worth waiting for; as long as the settings say where it is left out. */
  readonly patience?: Patience;
  /** Asked before each call is sent; throws where the caller has caused too many. */
  readonly spend?: () => Promise<void>;
}

/** Call options of somebody who is waiting. */
export type TimedCallOptions = CallOptions & { readonly patience: Patience };

/** What a caller chose of their call's options: of a shared answer the rest is somebody else's. */
export interface ChosenOptions {
  readonly locale: Locale;
  readonly conversationId: string | null;
}

export function chosenOf({ locale, conversationId, isConversationChosen }: CallOptions): ChosenOptions {
  return { locale, conversationId: isConversationChosen ? conversationId : null };
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
