import { createHash } from 'node:crypto';
import type { Authenticated } from './authentication.js';

/**
 * The opaque name by which a caller is counted; `null` without a token. A shopper is counted by the checkout forms of
 * the token and not by the token, because a backend may mint a new token for each page.
 */
export function callerNameOf({ caller, tokenName }: Authenticated): string | null {
  const { checkoutFormTokens } = caller;
  return checkoutFormTokens.size > 0 ? nameOf([...checkoutFormTokens].sort()) : tokenName;
}

/**
 * The opaque name of who causes a call to iyzico: for a shopper, and for a caller without authentication, the checkout
 * form that is asked for. Any other caller is the origin itself, and so is a shopper that asks for something else.
 * `null` where the caller is not known: authentication is off, and no form is asked for.
 */
export function originOf(authenticated: Authenticated, checkoutFormToken: string | null): string | null {
  const { subject } = authenticated;
  const { kind, checkoutFormTokens } = authenticated.caller;
  const isOrigin = checkoutFormToken !== null && (kind === 'anybody' || checkoutFormTokens.has(checkoutFormToken));
  if (isOrigin) return nameOf([checkoutFormToken]);
  // A system may get a new token at any time.
  if (kind === 'system' && subject !== null) return subject;
  return callerNameOf(authenticated);
}

function nameOf(checkoutFormTokens: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(checkoutFormTokens)).digest('base64url');
}
