import type { PaymentLookup } from '../payments/payment-lookup.js';
import type { AccessTokens } from '../memory/access-tokens.js';
import type { EndedSessions } from '../memory/ended-sessions.js';
import type { Call } from '../wire/call.js';

/** The state of the simulator that answers depend on. */
export interface World {
  /** The key that signs the answers. */
  readonly secretKey: string;
  readonly payments: PaymentLookup;
  readonly endedSessions: EndedSessions;
  readonly accessTokens: AccessTokens;
}

/** Everything that an answer depends on. */
export interface AnswerContext {
  readonly call: Call;
  readonly world: World;
}
