import { createHash } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { scopes as knownScopes, type Caller } from '../../graphql/index.js';
import { HttpRefusal } from '../http/refusal.js';
import { createKeySet, type KeySetTimings } from './key-set.js';
import type { Log } from '../http/log.js';

/** How callers prove who they are; `none` lets anybody have everything. */
export type AuthenticationSettings = TokenSettings | 'none';

export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds that a shopper's token may live. */
  readonly maxTtl: number;
  /** A set of public keys, or shared secrets of which any may have signed: two while one replaces the other. */
  readonly keys: { readonly jwksUrl: URL; readonly timings?: KeySetTimings } | { readonly secrets: readonly string[] };
}

/** A request's caller, and a name of their token to count by; the token is not to be had from it. */
export interface Authenticated {
  readonly caller: Caller;
  readonly tokenName: string | null;
}

/** @throws HttpRefusal 401 where the `authorization` header proves nothing */
export type Authenticate = (authorization: string | undefined) => Promise<Authenticated>;

/** The largest token that is looked at, in bytes. */
const LARGEST_TOKEN = 4096;
/** Seconds by which the issuer's clock may differ from ours. */
const CLOCK_TOLERANCE = 5;

const asymmetric = [
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

const anybody: Authenticated = {
  caller: { kind: 'anybody', scopes: new Set(knownScopes), checkoutFormTokens: new Set() },
  tokenName: null,
};

export function createAuthentication(settings: AuthenticationSettings, log: Log): Authenticate {
  if (settings === 'none') return () => Promise.resolve(anybody);
  const verify = verifierOf(settings, log);
  return async (authorization) => {
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined || token.length > LARGEST_TOKEN) throw unauthenticated();
    try {
      return { caller: callerOf(await verify(token), settings), tokenName: nameOf(token) };
    } catch {
      // Whatever is wrong with it, a stranger is not told how to make a better one.
      throw unauthenticated();
    }
  };
}

/** Of what was signed alone: a signature can be written in several ways, and each would count as a token of its own. */
function nameOf(token: string): string {
  return createHash('sha256')
    .update(token.slice(0, token.lastIndexOf('.')))
    .digest('base64url');
}

function verifierOf({ issuer, audience, keys }: TokenSettings, log: Log): (token: string) => Promise<JWTPayload> {
  const options: JWTVerifyOptions = {
    issuer,
    audience,
    clockTolerance: CLOCK_TOLERANCE,
    // jose lets a token pass that never ends, unless told.
    requiredClaims: ['exp'],
  };
  if ('jwksUrl' in keys) {
    const keySet = createKeySet(
      keys.jwksUrl,
      (reason) => {
        log.warn('key set fetch failed', { reason });
      },
      keys.timings,
    );
    return async (token) => (await jwtVerify(token, keySet, { ...options, algorithms: asymmetric })).payload;
  }
  const secrets = keys.secrets.map((secret) => new TextEncoder().encode(secret));
  return async (token) => {
    for (const secret of secrets) {
      try {
        return (await jwtVerify(token, secret, { ...options, algorithms: ['HS256'] })).payload;
      } catch (error) {
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  };
}

function callerOf({ scope, checkout_form_token: forms, iat, exp }: JWTPayload, { maxTtl }: TokenSettings): Caller {
  const held = typeof scope === 'string' ? scope.split(' ') : [];
  const scopes = new Set(knownScopes.filter((known) => held.includes(known)));
  if (forms === undefined) return { kind: 'system', scopes, checkoutFormTokens: new Set() };

  const tokens: unknown[] = Array.isArray(forms) ? forms : [forms];
  if (!tokens.every((token) => typeof token === 'string' && token !== '')) throw new TypeError('checkout_form_token');
  // It stands in a browser: a copy of it must not be of use for long.
  const now = Date.now() / 1000;
  if (iat === undefined || exp === undefined || iat > now + CLOCK_TOLERANCE || exp - iat > maxTtl) {
    throw new RangeError('exp');
  }
  return { kind: 'shopper', scopes, checkoutFormTokens: new Set(tokens as string[]) };
}

function unauthenticated(): HttpRefusal {
  return new HttpRefusal(401, 'A valid token is needed: authorization: Bearer …', 'UNAUTHENTICATED');
}
