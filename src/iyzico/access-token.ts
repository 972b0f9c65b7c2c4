import { LRUCache } from 'lru-cache';
import { accepted } from './connection.js';
import type { CallOptions, TimedCallOptions } from './envelope.js';
import type { Merchant } from './merchant.js';
import type { SessionKey } from './session.js';
import type { Sharing } from './sharing.js';

/** iyzico's documented lifetime of an access token, in milliseconds. */
const LIFETIME = 5 * 60_000;
/** How long before its end a token is no longer used, so that it does not die on the way; in milliseconds. */
const MARGIN = 30_000;
/** Sessions whose token is held at once; the one not asked for longest makes room. */
const MOST_HELD = 10_000;

/** A token that opens the last payment of one session. */
export interface AccessToken {
  readonly value: string;
  /** Whether it was bought for an earlier question, and may have died since by iyzico's will. */
  readonly held: boolean;
}

/** The access tokens of a merchant's sessions, bought when asked for and kept until shortly before they die. */
export interface AccessTokens {
  /** However many ask at once, iyzico is asked once. @throws IyzicoRejected, IyzicoUnavailable */
  of(key: SessionKey, options: TimedCallOptions): Promise<AccessToken>;
  /** Drops a token that was found dead; one that others have bought since then stays. */
  discard(key: SessionKey, dead: AccessToken): void;
  forget(key: SessionKey): void;
}

/** @param purchases must keep nothing: a token that was found dead is not to come back */
export function createAccessTokens(merchant: Merchant, purchases: Sharing): AccessTokens {
  const held = new LRUCache<string, string>({ max: MOST_HELD });
  /** How often tokens were forgotten: one that was bought before the last time is not held. */
  let forgotten = 0;
  const nameOf = (key: SessionKey) => merchant.opaqueId(JSON.stringify([key.sessionToken, key.memberIdentifier]));

  async function buy(name: string, key: SessionKey, options: CallOptions): Promise<AccessToken> {
    const before = forgotten;
    const value = await retrieveAccessToken(merchant, key, options);
    const ttl = remainingLife(value, Date.now());
    if (ttl > 0 && forgotten === before) held.set(name, value, { ttl });
    return { value, held: false };
  }

  return {
    async of(key, options) {
      const name = nameOf(key);
      const value = held.get(name);
      if (value !== undefined) return { value, held: true };
      return purchases.share(name, options.patience, (patience) => buy(name, key, { ...options, patience }));
    },
    discard(key, dead) {
      const name = nameOf(key);
      if (held.get(name) === dead.value) held.delete(name);
    },
    forget(key) {
      forgotten++;
      purchases.startAfresh();
      held.delete(nameOf(key));
    },
  };
}

async function retrieveAccessToken(merchant: Merchant, key: SessionKey, options: CallOptions): Promise<string> {
  const answer = await merchant.connection.ask({ service: 'retrieve-access-token', key: { ...key }, options });
  const fields = accepted(answer);
  const token = fields.requiredText('accessToken');
  // It is to become a header: held, one that cannot be sent would fail every call until it expires.
  return /^[\x21-\x7e]+$/.test(token) ? token : fields.refuse('accessToken');
}

/**
 * How long a token bought now may be used, in milliseconds: up to the earlier of its own `exp` and iyzico's documented
 * lifetime, less a margin. It is iyzico's to verify and opaque to us, so that one without a readable `exp` is no error.
 */
export function remainingLife(token: string, now: number): number {
  return Math.min(expiryOf(token) ?? Infinity, now + LIFETIME) - now - MARGIN;
}

function expiryOf(token: string): number | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : null;
    return typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : null;
  } catch {
    return null;
  }
}
