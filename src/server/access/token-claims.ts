import type { JWTPayload } from 'jose';
import { scopes as knownScopes, type Caller } from '../../graphql/index.js';
import { TokenRefusal } from './token-refusal.js';

/** Seconds by which the issuer's clock may differ from this server's. */
export const CLOCK_TOLERANCE_SECONDS = 5;
/** In seconds since 1970: the year 5138. A later time is usually one in milliseconds. */
const MAX_TIME = 1e11;

/** What tokens of a key may open: checkout forms, what scopes open, or both. */
export type Opens = 'forms' | 'scopes' | 'both';

export interface Lifetimes {
  /** The longest lifetime of a token with the claim `checkout_form_token`, in seconds. */
  readonly maxTtl: number;
  /** The longest lifetime of any other token, in seconds. */
  readonly systemMaxTtl: number;
}

/**
 * The caller that a token names, with no more rights than both the token and its key give.
 * @param claims of a token whose signature, issuer, audience, `exp` and `nbf` are valid
 * @throws TokenRefusal
 */
export function callerOf(claims: JWTPayload, opens: Opens, { maxTtl, systemMaxTtl }: Lifetimes): Caller {
  const isShoppers = opens === 'forms' || (opens === 'both' && claims.checkout_form_token !== undefined);
  checkTimes(claims, isShoppers ? maxTtl : systemMaxTtl);
  const checkoutFormTokens = isShoppers ? formsOf(claims) : new Set<string>();
  const scopes = new Set(opens === 'forms' ? [] : scopesOf(claims));
  const kind = checkoutFormTokens.size > 0 ? 'shopper' : scopes.size > 0 ? 'system' : 'unprivileged';
  return { kind, scopes, checkoutFormTokens };
}

/** @param maxTtl seconds; a stolen copy of the token must expire soon */
function checkTimes({ iat, nbf, exp = NaN }: JWTPayload, maxTtl: number): void {
  const times = [exp, iat, nbf].filter((time) => time !== undefined);
  if (!times.every((time) => time >= 0 && time < MAX_TIME)) throw new TokenRefusal('malformed');
  const latestNow = Date.now() / 1000 + CLOCK_TOLERANCE_SECONDS;
  if (iat !== undefined && iat > latestNow) throw new TokenRefusal('not-yet');
  if (iat !== undefined && exp <= iat) throw new TokenRefusal('malformed');
  // Without `iat` a long-lived token is accepted only when little of its life is left.
  if (exp - (iat ?? latestNow) > maxTtl) throw new TokenRefusal('too-long');
}

function formsOf({ checkout_form_token: claim = [] }: JWTPayload): Set<string> {
  const forms: unknown[] = Array.isArray(claim) ? claim : [claim];
  if (!forms.every(isNonEmptyText)) throw new TokenRefusal('malformed');
  return new Set(forms);
}

/** Identity providers write scopes as text with spaces or as a list, as `scope` or as `scp`. */
function scopesOf({ scope, scp }: JWTPayload): Caller['scopes'] {
  const held = [scope, scp].flatMap((claim): unknown[] =>
    typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [],
  );
  return new Set(knownScopes.filter((known) => held.includes(known)));
}

/** The text of a claim; `null` if it has none. */
export function textOf(claim: unknown): string | null {
  return isNonEmptyText(claim) ? claim : null;
}

function isNonEmptyText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
