import {
  decodeJwt,
  jwtVerify,
  type CryptoKey,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import type { HttpRefusal } from '../http/refusal.js';
import { createKeySet, type KeySetListener, type KeySetTimings } from './key-set.js';
import { CLOCK_TOLERANCE_SECONDS, type Opens } from './token-claims.js';
import { TokenRefusal, tokenRefusalOf } from './token-refusal.js';

/** A set of public keys, or shared secrets, any of which may sign: two while one replaces the other. */
export type TokenKeys =
  { readonly jwksUrl: URL; readonly timings?: KeySetTimings } | { readonly secrets: readonly string[] };

/** The keys of tokens, by what they may open. */
export interface TrustedTokens {
  readonly issuer: string;
  readonly audience: string;
  /** Keys of the tokens of systems and, without `shopperKeys`, of shoppers; `null` if only shoppers have tokens. */
  readonly keys: TokenKeys | null;
  /** Keys of the shoppers' tokens: these open checkout forms only, and tokens of the other keys open none. */
  readonly shopperKeys?: TokenKeys | undefined;
}

/** The claims of a valid token, and what its key lets it open. */
export interface VerifiedToken {
  readonly claims: JWTPayload;
  readonly opens: Opens;
}

/** @throws TokenRefusal, and KeysUnavailable if the fault is not the token's */
export type VerifyToken = (token: string) => Promise<VerifiedToken>;

const asymmetricAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

interface TrustedKey {
  readonly find: JWTVerifyGetKey;
  readonly algorithms: string[];
  readonly opens: Opens;
}

export function createTokenVerifier(
  { issuer, audience, keys, shopperKeys }: TrustedTokens,
  listener: KeySetListener,
): VerifyToken {
  const own = trustedKeysOf(keys, shopperKeys ? 'scopes' : 'both', listener);
  const shoppers = trustedKeysOf(shopperKeys ?? null, 'forms', listener);
  const options: JWTVerifyOptions = {
    issuer,
    audience,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    // Without this jose accepts a token that never expires.
    requiredClaims: ['exp'],
  };
  return async (token) => {
    const refusals: HttpRefusal[] = [];
    // The likely keys first: another key set would be fetched for a token that is not its own.
    for (const { find, algorithms, opens } of namesForm(token) ? [...shoppers, ...own] : [...own, ...shoppers]) {
      try {
        const { payload, protectedHeader } = await jwtVerify(token, find, { ...options, algorithms });
        if (!isTokenType(protectedHeader.typ)) throw new TokenRefusal('wrong-type');
        return { claims: payload, opens };
      } catch (error) {
        const refusal = tokenRefusalOf(error);
        if (!refusalsOfKey.includes(refusal.reason)) throw refusal;
        refusals.push(refusal);
      }
    }
    throw mostTellingOf(refusals);
  };
}

function trustedKeysOf(keys: TokenKeys | null, opens: Opens, listener: KeySetListener): readonly TrustedKey[] {
  if (keys === null) return [];
  if ('jwksUrl' in keys) {
    return [{ find: createKeySet(keys.jwksUrl, listener, keys.timings), algorithms: asymmetricAlgorithms, opens }];
  }
  return keys.secrets.map((secret) => {
    const key = importSecret(secret);
    return { find: () => key, algorithms: ['HS256'], opens };
  });
}

/** Imported once: jose would import bytes anew for each token. */
function importSecret(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

/** After these refusals another key may accept the token; the first is the most telling one. */
const refusalsOfKey: readonly HttpRefusal['reason'][] = ['keys-unavailable', 'wrong-key', 'wrong-algorithm'];

function mostTellingOf(refusals: readonly HttpRefusal[]): HttpRefusal {
  const [first] = refusalsOfKey.flatMap((reason) => refusals.filter((refusal) => refusal.reason === reason));
  return first ?? new TokenRefusal('wrong-key');
}

/** Whether a token, not yet verified, is for checkout forms. @throws TokenRefusal if it is not a token */
function namesForm(token: string): boolean {
  try {
    return decodeJwt(token).checkout_form_token !== undefined;
  } catch {
    throw new TokenRefusal('malformed');
  }
}

/** RFC 7519 and RFC 9068. A token of another type, such as an ID token for a client, was not made to be sent here. */
function isTokenType(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && /^(application\/)?(at\+)?jwt$/i.test(typ));
}
