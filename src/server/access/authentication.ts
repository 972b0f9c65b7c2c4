import { scopes as knownScopes } from '../../graphql/index.js';
import type { Log } from '../http/log.js';
import type { Authenticated } from './authenticated.js';
import { callerNameOf } from './caller-name.js';
import { callerOf, textOf, type Lifetimes } from './token-claims.js';
import { TokenRefusal } from './token-refusal.js';
import { createTokenVerifier, type TrustedTokens } from './token-verifier.js';
import { VerifiedTokens } from './verified-tokens.js';

/** How callers authenticate; with `none` every caller may read everything. */
export type AuthenticationSettings = TokenSettings | 'none';

export interface TokenSettings extends TrustedTokens, Lifetimes {}

export interface Authentication {
  /**
   * Who was authenticated by the same `authorization` header a moment ago; `undefined` if that is not remembered.
   * @param hash of the header
   */
  remembered(hash: string): Authenticated | undefined;
  /** @throws TokenRefusal if the `authorization` header holds no valid token; KeysUnavailable if that is not known */
  verify(authorization: string | undefined, hash: string | null): Promise<Authenticated>;
}

/** In bytes. Longer tokens are refused unread. */
export const MAX_TOKEN_BYTES = 4096;

const anybody: Authenticated = {
  caller: { kind: 'anybody', scopes: new Set(knownScopes), checkoutFormTokens: new Set() },
  callerName: null,
  subject: null,
  tokenId: null,
};

export function createAuthentication(settings: AuthenticationSettings, log: Log): Authentication {
  if (settings === 'none') return { remembered: () => undefined, verify: () => Promise.resolve(anybody) };
  const verifiedTokens = new VerifiedTokens();
  const verify = createTokenVerifier(settings, {
    onFailure: (reason) => {
      log.warn('key set fetch failed', { reason });
    },
    onChange: () => {
      verifiedTokens.clear();
    },
  });
  return {
    remembered: (hash) => verifiedTokens.find(hash),
    async verify(authorization, hash) {
      const token = tokenIn(authorization);
      const remember = hash === null ? null : verifiedTokens.prepare(hash);
      const { claims, opens } = await verify(token);
      const caller = callerOf(claims, opens, settings);
      const authenticated = {
        caller,
        callerName: callerNameOf(caller, token),
        subject: textOf(claims.sub),
        tokenId: textOf(claims.jti),
      };
      // Callers without rights are counted by address, whatever their tokens.
      if (caller.kind !== 'unprivileged') remember?.(authenticated, claims.exp ?? 0);
      return authenticated;
    },
  };
}

function tokenIn(authorization = ''): string {
  // Another scheme is no attempt to send a token (RFC 6750, section 3.1).
  if (!/^Bearer\b/i.test(authorization)) throw new TokenRefusal('missing');
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > MAX_TOKEN_BYTES) throw new TokenRefusal('malformed');
  return token;
}
