import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { TokenSettings } from '../../src/server/index.js';

export const issuer = 'https://issuer.example';
export const audience = 'iyzico-graphql';
export const secret = 'canary-secret-that-tokens-are-signed-with';

/** Authentication settings that accept the tokens of `tokenWith`. */
export const bySecret = {
  issuer,
  audience,
  maxTtl: 3600,
  systemMaxTtl: 86_400,
  keys: { secrets: [secret] },
} satisfies TokenSettings;

/** A claim with the value `undefined` is left out. */
export type Claims = Readonly<Record<string, unknown>>;

/** A moment in seconds since 1970, as tokens use it. */
export function fromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** A valid token with the required claims and these. */
export function tokenWith(claims: Claims = {}, signedWith = secret): Promise<string> {
  return new SignJWT({ ...requiredClaims(), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(signedWith));
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** The headers of a merchant's system with these scopes. */
export async function systemWith(...scopes: readonly string[]): Promise<{ authorization: string }> {
  return bearer(await tokenWith({ scope: scopes.join(' ') }));
}

/** The headers of a shopper with these checkout forms. Every call returns a different token. */
export async function shopperOf(...checkoutForms: readonly string[]): Promise<{ authorization: string }> {
  const [form, ...more] = checkoutForms;
  const claim = more.length > 0 ? checkoutForms : form;
  return bearer(await tokenWith({ checkout_form_token: claim, jti: crypto.randomUUID() }));
}

/** An issuer that signs tokens with a private key and publishes the public one. */
export interface Issuer {
  readonly publicKey: JWK;
  tokenWith(claims?: Claims): Promise<string>;
}

export async function createIssuer(alg: string, kid: string): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return {
    publicKey: { ...(await exportJWK(publicKey)), alg, kid, use: 'sig' },
    tokenWith: (claims = {}) =>
      new SignJWT({ ...requiredClaims(), ...claims }).setProtectedHeader({ alg, kid }).sign(privateKey),
  };
}

function requiredClaims(): Claims {
  return { iss: issuer, aud: audience, iat: fromNow(0), exp: fromNow(300) };
}
