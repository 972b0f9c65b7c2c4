import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { scopes as knownScopes } from '../../graphql/index.js';
import type { TokenSettings } from './authentication.js';

/** A token to mint. */
export interface TokenRequest {
  /** Whom or what it is for. */
  readonly sub: string;
  /** Scopes, separated by spaces. */
  readonly scope?: string | undefined;
  /** The checkout forms of a shopper's token. */
  readonly checkoutFormTokens?: readonly string[] | undefined;
  /** Lifetime in seconds. */
  readonly ttl: number;
}

/** Mints a token as the merchant's backend would, for development. Each one has a new `jti`. */
export function mintToken(
  { issuer, audience }: TokenSettings,
  secret: string,
  { sub, scope, checkoutFormTokens = [], ttl }: TokenRequest,
): Promise<string> {
  const [form, ...more] = checkoutFormTokens;
  const claims = {
    ...(scope !== undefined && { scope }),
    ...(form !== undefined && { checkout_form_token: more.length > 0 ? checkoutFormTokens : form }),
  };
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(sub)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + ttl)
    .sign(new TextEncoder().encode(secret));
}

/** The scopes in a request that no field needs. */
export function unknownScopesIn({ scope = '' }: TokenRequest): readonly string[] {
  const known: readonly string[] = knownScopes;
  return scope.split(' ').filter((one) => one !== '' && !known.includes(one));
}
