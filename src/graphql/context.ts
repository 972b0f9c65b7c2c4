import type { CallOptions, Locale } from '../iyzico/index.js';
import type { Loaders } from '../loaders/index.js';
import type { Caller, LookupMisses } from './caller.js';

/** What a request brings along to its resolvers. */
export interface Context {
  readonly loaders: Loaders;
  readonly caller: Caller;
  readonly lookupMisses: LookupMisses;
  /** Said with every call of the request whose field does not say otherwise. */
  readonly callOptions: CallOptions;
}

/** What a field's arguments say of its calls, completed by what the request says. */
export function callOptionsOf(
  args: { readonly locale?: Locale | null; readonly conversationId?: string | null },
  { callOptions }: Context,
): CallOptions {
  const chosen = isNamed(args.conversationId) ? args.conversationId : null;
  return {
    ...callOptions,
    locale: args.locale ?? callOptions.locale,
    conversationId: chosen ?? callOptions.conversationId,
    isConversationChosen: chosen !== null,
  };
}

/** An empty name names nothing. */
function isNamed(conversationId: string | null | undefined): conversationId is string {
  return conversationId !== undefined && conversationId !== null && conversationId !== '';
}
