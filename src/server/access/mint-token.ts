import { SignJWT } from 'jose';
import type { TokenSettings } from './authentication.js';

/** A token to mint. */
export interface TokenRequest {
  /** Scopes, separated by spaces. */
  readonly scope?: string | undefined;
  /** The checkout forms of a shopper's token. */
  readonly checkoutFormTokens?: readonly string[] | undefined;
  /** Lifetime in seconds. */
  readonly ttl: number;
}

/** Mints a token as the merchant's backend would, for development. */
export function mintToken(
  { issuer, audience }: TokenSettings,
  secret: string,
  { scope, checkoutFormTokens = [], ttl }: TokenRequest,
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
    .setIssuedAt(now)
    .setExpirationTime(now + ttl)
    .sign(new TextEncoder().encode(secret));
}
