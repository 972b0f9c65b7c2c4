import { createHash } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { scopes as knownScopes, type Caller } from '../../graphql/index.js';
import { HttpRefusal } from '../http/refusal.js';
import { createKeySet, type KeySetTimings } from './key-set.js';
import type { Log } from '../http/log.js';

/** How callers authenticate; with `none` every caller may read everything. */
export type AuthenticationSettings = TokenSettings | 'none';

export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  /** The longest lifetime of a shopper's token, in seconds. */
  readonly maxTtl: number;
  /** A set of public keys, or shared secrets, any of which may sign: two while one replaces the other. */
  readonly keys: { readonly jwksUrl: URL; readonly timings?: KeySetTimings } | { readonly secrets: readonly string[] };
}

export interface Authenticated {
  readonly caller: Caller;
  /** A hash that identifies the caller's token in counts; `null` without a token. */
  readonly tokenName: string | null;
  /** The token's `sub`: whom or what it was made for; `null` if it names nobody. */
  readonly subject: string | null;
  /** The token's `jti`; `null` if it has none. */
  readonly tokenId: string | null;
}

/** @throws HttpRefusal 401 if the `authorization` header holds no valid token */
export type Authenticate = (authorization: string | undefined) => Promise<Authenticated>;

/** In bytes. Longer tokens are refused unread. */
const MAX_TOKEN_BYTES = 4096;
/** Seconds by which the issuer's clock may differ from this server's. */
const CLOCK_TOLERANCE_SECONDS = 5;

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

const anybody: Authenticated = {
  caller: { kind: 'anybody', scopes: new Set(knownScopes), checkoutFormTokens: new Set() },
  tokenName: null,
  subject: null,
  tokenId: null,
};

export function createAuthentication(settings: AuthenticationSettings, log: Log): Authenticate {
  if (settings === 'none') return () => Promise.resolve(anybody);
  const verify = verifierOf(settings, log);
  return async (authorization) => {
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined || token.length > MAX_TOKEN_BYTES) throw unauthenticated();
    try {
      const claims = await verify(token);
      return {
        caller: callerOf(claims, settings),
        tokenName: nameOf(token),
        subject: textOf(claims.sub),
        tokenId: textOf(claims.jti),
      };
    } catch {
      // The reason is not sent: it would help an attacker to forge a token.
      throw unauthenticated();
    }
  };
}

/** A hash without the signature: one signature has several encodings, and each would count as another token. */
function nameOf(token: string): string {
  const signedPart = token.slice(0, token.lastIndexOf('.'));
  return createHash('sha256').update(signedPart).digest('base64url');
}

/** @throws if the token is not valid */
type Verify = (token: string) => Promise<JWTPayload>;

function verifierOf({ issuer, audience, keys }: TokenSettings, log: Log): Verify {
  const options: JWTVerifyOptions = {
    issuer,
    audience,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    // Without this jose accepts a token that never expires.
    requiredClaims: ['exp'],
  };
  if ('secrets' in keys) return verifyWithSecrets(keys.secrets, { ...options, algorithms: ['HS256'] });

  const onFailure = (reason: string) => {
    log.warn('key set fetch failed', { reason });
  };
  const keySet = createKeySet(keys.jwksUrl, onFailure, keys.timings);
  return async (token) => (await jwtVerify(token, keySet, { ...options, algorithms: asymmetricAlgorithms })).payload;
}

function verifyWithSecrets(secrets: readonly string[], options: JWTVerifyOptions): Verify {
  const keys = secrets.map((secret) => new TextEncoder().encode(secret));
  return async (token) => {
    for (const key of keys) {
      try {
        return (await jwtVerify(token, key, options)).payload;
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
  if (forms === undefined) return { kind: kindOf(scopes), scopes, checkoutFormTokens: new Set() };

  const tokens: unknown[] = Array.isArray(forms) ? forms : [forms];
  if (!tokens.every(isNonEmptyText)) throw new TypeError('checkout_form_token');
  // A shopper's token is held by a browser, so a stolen copy must expire soon.
  const now = Date.now() / 1000;
  if (iat === undefined || exp === undefined || iat > now + CLOCK_TOLERANCE_SECONDS || exp - iat > maxTtl) {
    throw new RangeError('exp');
  }
  return { kind: tokens.length > 0 ? 'shopper' : kindOf(scopes), scopes, checkoutFormTokens: new Set(tokens) };
}

/** The kind of a caller that no checkout form belongs to. */
function kindOf(scopes: ReadonlySet<string>): Caller['kind'] {
  return scopes.size > 0 ? 'system' : 'unprivileged';
}

/** An empty text names nobody. */
function textOf(claim: unknown): string | null {
  return isNonEmptyText(claim) ? claim : null;
}

function isNonEmptyText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function unauthenticated(): HttpRefusal {
  return new HttpRefusal(401, 'A valid token is needed: authorization: Bearer …', 'UNAUTHENTICATED');
}
