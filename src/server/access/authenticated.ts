import type { Caller } from '../../graphql/index.js';

/** The caller of a request, as its token names it. */
export interface Authenticated {
  readonly caller: Caller;
  /** The opaque name by which the caller is counted; `null` without a token. */
  readonly callerName: string | null;
  /** The token's `sub`: whom or what it was made for; `null` if it names nobody. */
  readonly subject: string | null;
  /** The token's `jti`; `null` if it has none. */
  readonly tokenId: string | null;
}
