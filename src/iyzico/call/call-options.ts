import type { Deadline } from '../policy/deadline.js';
import type { Locale } from '../wire/locale.js';

/** What a caller may say with any call, beside the key of what is asked for. */
export interface CallOptions {
  readonly locale: Locale;
  readonly conversationId: string;
  /** Whether the caller chose the conversation id: then no call of others is shared. */
  readonly isConversationChosen?: boolean;
  /** For how long the answer is worth waiting for; as long as the settings say where it is left out. */
  readonly deadline?: Deadline;
  /** Asked before each call is sent; throws where the caller has caused too many. */
  readonly charge?: () => Promise<void>;
}

/** Call options of somebody who is waiting. */
export type TimedCallOptions = CallOptions & { readonly deadline: Deadline };

/** What a caller chose of their call's options: of a shared answer the rest is somebody else's. */
export interface ChosenOptions {
  readonly locale: Locale;
  readonly conversationId: string | null;
}

export function chosenOf({ locale, conversationId, isConversationChosen }: CallOptions): ChosenOptions {
  return { locale, conversationId: isConversationChosen ? conversationId : null };
}
