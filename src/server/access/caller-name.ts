import type { Caller } from '../../graphql/index.js';
import type { Authenticated } from './authenticated.js';
import { sha256 } from './sha256.js';

/**
 * The opaque name by which a caller is counted. A shopper is counted by the checkout forms of the token and not by the
 * token, because a backend may mint a new token for each page.
 */
export function callerNameOf({ checkoutFormTokens }: Caller, token: string): string {
  if (checkoutFormTokens.size > 0) return nameOf([...checkoutFormTokens].sort());
  // Without the signature: one signature has several encodings, and each would count as another token.
  return sha256(token.slice(0, token.lastIndexOf('.')));
}

/**
 * The opaque name of who causes a call to iyzico: for a shopper, and for a caller without authentication, the checkout
 * form that is asked for. Any other caller is the origin itself, and so is a shopper that asks for something else.
 * `null` where the caller is not known: authentication is off, and no form is asked for.
 */
export function originOf(authenticated: Authenticated, checkoutFormToken: string | null): string | null {
  const { subject, callerName } = authenticated;
  const { kind, checkoutFormTokens } = authenticated.caller;
  const isOrigin = checkoutFormToken !== null && (kind === 'anybody' || checkoutFormTokens.has(checkoutFormToken));
  if (isOrigin) return nameOf([checkoutFormToken]);
  // A system may get a new token at any time.
  if (kind === 'system' && subject !== null) return subject;
  return callerName;
}

function nameOf(checkoutFormTokens: readonly string[]): string {
  return sha256(JSON.stringify(checkoutFormTokens));
}
