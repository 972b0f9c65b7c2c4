import { LRUCache } from 'lru-cache';
import { accepted } from '../wire/answer.js';
import type { CallOptions, TimedCallOptions } from '../call/call-options.js';
import type { Merchant } from './merchant.js';
import { createTokenCipher } from './encryption.js';
import type { SessionKey } from './session.js';
import type { Coalescing } from '../policy/coalescing.js';

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
  obtain(key: SessionKey, options: TimedCallOptions): Promise<AccessToken>;
  /** Drops a token that was found dead; one that others have bought since then stays. */
  discard(key: SessionKey, dead: AccessToken): Promise<void>;
  forget(key: SessionKey): Promise<void>;
}

/**
 * Where the processes of a merchant keep access tokens together: sealed, and under names that tell nothing. It may be
 * away at any time; then there is nothing to find, and what was to be forgotten is forgotten as soon as it is back.
 */
export interface AccessTokenStore {
  /** What stands under a name, and since which forgetting; `null` where that cannot be told now. */
  find(name: string): Promise<{ readonly encrypted: string | null; readonly since: string } | null>;
  /** Keeps a token for so many milliseconds, unless its name was forgotten after `since`. */
  put(name: string, encrypted: string, terms: { readonly since: string; readonly milliseconds: number }): Promise<void>;
  drop(name: string): Promise<void>;
  /** Drops what stands under a name, and what is on the way to it. */
  forget(name: string): Promise<void>;
}

export interface AccessTokensParts {
  readonly merchant: Merchant;
  /** Must keep nothing: a token that was found dead is not to come back. */
  readonly coalescing: Coalescing;
  readonly store?: AccessTokenStore | undefined;
}

export function createAccessTokens({ merchant, coalescing: purchases, store }: AccessTokensParts): AccessTokens {
  /** Where there is a store, for when it is away. */
  const held = new LRUCache<string, string>({ max: MOST_HELD });
  const cipher = createTokenCipher(merchant.secretKey);
  /** When tokens were forgotten, by the clock of `performance.now`: what was asked for before then is not held. */
  const forgotten = new LRUCache<string, number>({ max: MOST_HELD, ttl: LIFETIME });
  const nameOf = (key: SessionKey) => merchant.opaqueId(JSON.stringify([key.sessionToken, key.memberIdentifier]));

  /** The token at hand, and since when it may have been forgotten by other processes. */
  async function lookUp(name: string): Promise<{ value: string | null; since: string | null }> {
    const found = await store?.find(name);
    // Another process may have ended the session, so that the store knows better than we do.
    if (found) {
      const value = decrypted(name, found.encrypted);
      if (value === null) held.delete(name);
      return { value, since: found.since };
    }
    return { value: held.get(name) ?? null, since: null };
  }

  function decrypted(name: string, encrypted: string | null): string | null {
    const text = encrypted === null ? null : cipher.decrypt(encrypted, name);
    if (text === null) return null;
    const { value, until } = JSON.parse(text) as Kept;
    return until > Date.now() ? value : null;
  }

  async function buy(name: string, since: string | null, purchase: () => Promise<string>): Promise<AccessToken> {
    const askedAt = performance.now();
    const value = await purchase();
    const now = Date.now();
    const ttl = remainingLife(value, now);
    if (ttl > 0 && (forgotten.get(name) ?? -Infinity) < askedAt) {
      held.set(name, value, { ttl });
      const kept: Kept = { value, until: now + ttl };
      // Nobody waits for it: whoever asks next, and does not find it, buys one.
      if (since !== null)
        void store?.put(name, cipher.encrypt(JSON.stringify(kept), name), { since, milliseconds: ttl });
    }
    return { value, held: false };
  }

  return {
    async obtain(key, options) {
      const name = nameOf(key);
      const { value, since } = await lookUp(name);
      if (value !== null) return { value, held: true };
      return purchases.coalesce(name, options.deadline, (deadline) =>
        buy(name, since, () => retrieveAccessToken(merchant, key, { ...options, deadline })),
      );
    },
    async discard(key, dead) {
      const name = nameOf(key);
      if (held.get(name) === dead.value) held.delete(name);
      if ((await lookUp(name)).value === dead.value) await store?.drop(name);
    },
    async forget(key) {
      const name = nameOf(key);
      forgotten.set(name, performance.now());
      purchases.invalidate();
      held.delete(name);
      await store?.forget(name);
    },
  };
}

/** A token as the store keeps it. */
interface Kept {
  readonly value: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

async function retrieveAccessToken(merchant: Merchant, key: SessionKey, options: CallOptions): Promise<string> {
  const answer = await merchant.connection.request({ service: 'retrieve-access-token', key: { ...key }, options });
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
