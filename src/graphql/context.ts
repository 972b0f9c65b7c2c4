import type { CallOptions, Locale } from '../iyzico/index.js';
import type { Loaders } from '../loaders/index.js';
import type { Caller, LookupMisses } from './caller.js';

/** The context of a request's resolvers. */
export interface Context {
  readonly loaders: Loaders;
  readonly caller: Caller;
  readonly lookupMisses: LookupMisses;
  /** The options of every iyzico call of the request, unless a field's arguments override them. */
  readonly callOptions: CallOptions;
  /** The options of calls about one checkout form, or about none. */
  readonly accountOf: (checkoutFormToken: string | null) => CallAccount;
}

/** Who causes a call, and who pays for it. */
export type CallAccount = Pick<CallOptions, 'origin' | 'inFlightLimit' | 'charge'>;

/** What decides the options of a field's calls. */
interface CallArguments {
  readonly locale?: Locale | null;
  readonly conversationId?: string | null;
  /** The checkout form that the field, or the field above it, asks for. */
  readonly checkoutFormToken?: string | null;
}

/** The options of a field's iyzico calls: its arguments first, then the request's options. */
export function callOptionsOf(args: CallArguments, { callOptions, accountOf }: Context): CallOptions {
  const chosen = args.conversationId ?? null;
  const { origin, inFlightLimit, charge } = accountOf(args.checkoutFormToken ?? null);
  return {
    deadline: callOptions.deadline,
    requestId: callOptions.requestId,
    origin,
    inFlightLimit,
    charge,
    locale: args.locale ?? callOptions.locale,
    conversationId: chosen ?? callOptions.conversationId,
    isConversationChosen: chosen !== null,
  };
}
