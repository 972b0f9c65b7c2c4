import { LRUCache } from 'lru-cache';
import { accepted } from './connection.js';
import type { CallOptions } from './envelope.js';
import type { Merchant } from './merchant.js';
import type { SessionKey } from './session.js';

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
  of(key: SessionKey, options: CallOptions): Promise<AccessToken>;
  /** Drops a token that was found dead; one that others have bought since then stays. */
  discard(key: SessionKey, dead: AccessToken): void;
  forget(key: SessionKey): void;
}

export function createAccessTokens(merchant: Merchant): AccessTokens {
  const held = new LRUCache<string, string>({ max: MOST_HELD });
  const buying = new Map<string, Promise<AccessToken>>();
  const nameOf = (key: SessionKey) => merchant.opaqueId(JSON.stringify([key.sessionToken, key.memberIdentifier]));

  function buy(name: string, key: SessionKey, options: CallOptions): Promise<AccessToken> {
    const purchase = retrieveAccessToken(merchant, key, options)
      .then((value) => {
        const ttl = remainingLife(value, Date.now());
        // Where the session was forgotten meanwhile, its token is no longer to be held.
        if (ttl > 0 && buying.get(name) === purchase) held.set(name, value, { ttl });
        return { value, held: false };
      })
      .finally(() => {
        if (buying.get(name) === purchase) buying.delete(name);
      });
    buying.set(name, purchase);
    return purchase;
  }

  return {
    async of(key, options) {
      const name = nameOf(key);
      const value = held.get(name);
      return value === undefined ? (buying.get(name) ?? buy(name, key, options)) : { value, held: true };
    },
    discard(key, dead) {
      const name = nameOf(key);
      if (held.get(name) === dead.value) held.delete(name);
    },
    forget(key) {
      const name = nameOf(key);
      held.delete(name);
      buying.delete(name);
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
