import { createHash } from 'node:crypto';
import { scopes as knownScopes, type Caller } from '../../graphql/index.js';
import type { Log } from '../http/log.js';
import { callerOf, textOf, type Lifetimes } from './token-claims.js';
import { TokenRefusal } from './token-refusal.js';
import { createTokenVerifier, type TrustedTokens } from './token-verifier.js';

/** How callers authenticate; with `none` every caller may read everything. */
export type AuthenticationSettings = TokenSettings | 'none';

export interface TokenSettings extends TrustedTokens, Lifetimes {}

export interface Authenticated {
  readonly caller: Caller;
  /** A hash that identifies the caller's token in counts; `null` without a token. */
  readonly tokenName: string | null;
  /** The token's `sub`: whom or what it was made for; `null` if it names nobody. */
  readonly subject: string | null;
  /** The token's `jti`; `null` if it has none. */
  readonly tokenId: string | null;
}

/** @throws TokenRefusal if the `authorization` header holds no valid token; KeysUnavailable if that is not known */
export type Authenticate = (authorization: string | undefined) => Promise<Authenticated>;

/** In bytes. Longer tokens are refused unread. */
export const MAX_TOKEN_BYTES = 4096;

const anybody: Authenticated = {
  caller: { kind: 'anybody', scopes: new Set(knownScopes), checkoutFormTokens: new Set() },
  tokenName: null,
  subject: null,
  tokenId: null,
};

export function createAuthentication(settings: AuthenticationSettings, log: Log): Authenticate {
  if (settings === 'none') return () => Promise.resolve(anybody);
  const verify = createTokenVerifier(settings, (reason) => {
    log.warn('key set fetch failed', { reason });
  });
  return async (authorization) => {
    const token = tokenIn(authorization);
    const { claims, opens } = await verify(token);
    return {
      caller: callerOf(claims, opens, settings),
      tokenName: nameOf(token),
      subject: textOf(claims.sub),
      tokenId: textOf(claims.jti),
    };
  };
}

function tokenIn(authorization = ''): string {
  // Another scheme is no attempt to send a token (RFC 6750, section 3.1).
  if (!/^Bearer\b/i.test(authorization)) throw new TokenRefusal('missing');
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > MAX_TOKEN_BYTES) throw new TokenRefusal('malformed');
  return token;
}

/** A hash without the signature: one signature has several encodings, and each would count as another token. */
function nameOf(token: string): string {
  const signedPart = token.slice(0, token.lastIndexOf('.'));
  return createHash('sha256').update(signedPart).digest('base64url');
}
