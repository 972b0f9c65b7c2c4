import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Session } from '../payments/session.js';

/** The access tokens that were sold and are still good. */
export interface AccessTokens {
  /** A new one for this session; older ones stay good. */
  sell(session: Session): string;
  /** Whether it was sold for this very session and has not died since. */
  opens(accessToken: string, session: Session): boolean;
  forgetSession(session: Session): void;
  forget(): void;
}

/** What a token says of its own life, in seconds: a minute more than iyzico grants it, as recorded. */
const claimedLifetime = 360;

/** @param lifetime how long a token is good, in milliseconds */
export function rememberAccessTokens(lifetime: number): AccessTokens {
  // Oldest first, and all live equally long: the dead ones are always in front.
  const sold = new Map<string, { readonly diesAt: number; readonly sessionToken: string }>();
  const buryDead = (): void => {
    for (const [accessToken, { diesAt }] of sold) {
      if (Date.now() < diesAt) return;
      sold.delete(accessToken);
    }
  };
  return {
    sell: ({ sessionToken }) => {
      buryDead();
      const accessToken = makeJwt();
      sold.set(accessToken, { sessionToken, diesAt: Date.now() + lifetime });
      return accessToken;
    },
    opens: (accessToken, { sessionToken }) => {
      buryDead();
      return sold.get(accessToken)?.sessionToken === sessionToken;
    },
    forgetSession: ({ sessionToken }) => {
      for (const [accessToken, sale] of sold) if (sale.sessionToken === sessionToken) sold.delete(accessToken);
    },
    forget: () => {
      sold.clear();
    },
  };
}

// Nobody checks this signature: whether a token is good is looked up, not computed.
const jwtKey = randomBytes(32);

function makeJwt(): string {
  const issuedAt = Math.floor(Date.now() / 1_000);
  const claims = { jti: randomUUID(), iat: issuedAt, exp: issuedAt + claimedLifetime };
  const signed = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
  return `${signed}.${createHmac('sha256', jwtKey).update(signed).digest('base64url')}`;
}

function base64url(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
