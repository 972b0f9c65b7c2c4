import type { AccessTokens } from '../memory/access-tokens.js';
import type { EndedSessions } from '../memory/ended-sessions.js';
import type { Call } from '../wire/call.js';

/** What answers depend on beside the call itself. */
export interface World {
  /** Signs the answers. */
  readonly secretKey: string;
  readonly endedSessions: EndedSessions;
  readonly accessTokens: AccessTokens;
}

/** A call, and the world in which it is answered. */
export interface Answering {
  readonly call: Call;
  readonly world: World;
}
