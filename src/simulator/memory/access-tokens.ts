import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Session } from '../payments/session.js';
import type { Clock } from './clock.js';

/** The access tokens that were issued and have not expired. */
export interface AccessTokens {
  /** Returns a new token for this session. Older tokens stay valid. */
  issue(session: Session): string;
  /** Whether the token was issued for this session and has not expired. */
  isValid(accessToken: string, session: Session): boolean;
  /** Invalidates all tokens of the session. */
  revoke(session: Session): void;
  forget(): void;
}

/** The lifetime that a token's claims state: one minute longer than iyzico accepts the token. */
const CLAIMED_LIFETIME_SECONDS = 360;

export function rememberAccessTokens(clock: Clock, lifetimeMs: number): AccessTokens {
  const issued = new Map<string, { readonly expiresAt: number; readonly sessionToken: string }>();
  const removeExpired = (): void => {
    for (const [accessToken, { expiresAt }] of issued) {
      if (expiresAt <= clock.now()) issued.delete(accessToken);
    }
  };
  return {
    issue: ({ sessionToken }) => {
      removeExpired();
      const accessToken = createJwt(clock.now());
      issued.set(accessToken, { sessionToken, expiresAt: clock.now() + lifetimeMs });
      return accessToken;
    },
    isValid: (accessToken, { sessionToken }) => {
      removeExpired();
      return issued.get(accessToken)?.sessionToken === sessionToken;
    },
    revoke: ({ sessionToken }) => {
      for (const [accessToken, token] of issued) if (token.sessionToken === sessionToken) issued.delete(accessToken);
    },
    forget: () => {
      issued.clear();
    },
  };
}

// This signature is never verified: valid tokens are looked up in memory.
const jwtKey = randomBytes(32);

function createJwt(now: number): string {
  const issuedAt = Math.floor(now / 1_000);
  const claims = { jti: randomUUID(), iat: issuedAt, exp: issuedAt + CLAIMED_LIFETIME_SECONDS };
  const signed = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
  return `${signed}.${createHmac('sha256', jwtKey).update(signed).digest('base64url')}`;
}

function base64url(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
