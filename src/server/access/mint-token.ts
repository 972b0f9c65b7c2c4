import { SignJWT } from 'jose';
import type { TokenSettings } from './authentication.js';

/** What a token is to open, and for how many seconds. */
export interface TokenRequest {
  readonly scope?: string | undefined;
  readonly checkoutFormTokens?: readonly string[] | undefined;
  readonly ttl: number;
}

/** A token as the merchant's backend would make one, for trying things out. */
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
