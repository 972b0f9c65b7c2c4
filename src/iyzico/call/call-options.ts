import type { Deadline } from '../policy/deadline.js';
import type { CallerInFlightLimit } from '../policy/in-flight-limit.js';
import type { Locale } from '../wire/locale.js';

/** The options of a call, apart from its key. */
export interface CallOptions {
  readonly locale: Locale;
  /** iyzico echoes it, and shows it in its panel. */
  readonly conversationId: string;
  /** Whether the caller chose the conversation id itself. Such a call is not coalesced with others. */
  readonly isConversationChosen?: boolean;
  readonly deadline: Deadline;
  /** The id of the request that caused the call, for its record and for reports of drift. It is not sent to iyzico. */
  readonly requestId?: string | undefined;
  /** Who caused the call: an opaque name of a shopper's checkout form, or of a system. It is not sent to iyzico. */
  readonly origin?: string | undefined;
  /** Limits the caller's calls in flight. Without it they are not limited. */
  readonly inFlightLimit?: CallerInFlightLimit | undefined;
  /** Charges the caller's call budget. It runs before each attempt, and throws where the budget is used up. */
  readonly charge?: (() => Promise<void>) | undefined;
}

/** The part of the options that a caller chose. The rest of a coalesced answer's options is another caller's. */
export interface ChosenOptions {
  readonly locale: Locale;
  readonly conversationId: string | null;
}

export function chosenOptionsOf({ locale, conversationId, isConversationChosen }: CallOptions): ChosenOptions {
  return { locale, conversationId: isConversationChosen ? conversationId : null };
}
