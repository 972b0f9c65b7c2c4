import { LRUCache } from 'lru-cache';
import type { CallOptions } from '../call/call-options.js';
import type { Coalescing } from '../policy/coalescing.js';
import type { Deadline } from '../policy/deadline.js';
import { acceptedFields } from '../wire/answer.js';
import { createTokenCipher } from './encryption.js';
import type { Merchant } from './merchant.js';
import type { SessionKey } from './session.js';

/** iyzico's documented lifetime of an access token. */
const LIFETIME_MS = 5 * 60_000;
/** A token is not used in its last moments, so that it does not expire on its way to iyzico. */
const MARGIN_MS = 30_000;
/** Sessions whose token is held at once. The least recently used one makes room. */
const MAX_HELD = 10_000;

/** A token that opens the last payment of one session. */
export interface AccessToken {
  readonly value: string;
  /** Whether it was retrieved for an earlier request. iyzico may have revoked it since. */
  readonly held: boolean;
}

/**
 * Where the processes of a merchant share access tokens, encrypted and under opaque names. While it does not answer it
 * finds nothing, and it forgets the names of that time as soon as it answers again.
 */
export interface AccessTokenStore {
  /** The value under a name, and the last time it was forgotten; `null` where the store does not answer. */
  find(name: string): Promise<{ readonly encrypted: string | null; readonly since: string } | null>;
  /** Stores a token for some milliseconds, unless its name was forgotten after `since`. */
  put(name: string, encrypted: string, terms: { readonly since: string; readonly milliseconds: number }): Promise<void>;
  drop(name: string): Promise<void>;
  /** Drops the value under a name, and every value that is on its way there. */
  forget(name: string): Promise<void>;
}

export interface AccessTokensParts {
  readonly merchant: Merchant;
  readonly coalescing: Coalescing;
  readonly store?: AccessTokenStore | undefined;
}

interface StoredToken {
  readonly value: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** A token that was found, and the last time the store forgot it; `null` where no store answered. */
interface Found {
  readonly value: string | null;
  readonly since: string | null;
}

/** The access tokens of a merchant's sessions: retrieved when needed, and held until shortly before they expire. */
export class AccessTokens {
  readonly #merchant: Merchant;
  readonly #coalescing: Coalescing;
  readonly #store: AccessTokenStore | undefined;
  readonly #cipher: ReturnType<typeof createTokenCipher>;
  /** Beside the store, for the times when it does not answer. */
  readonly #held = new LRUCache<string, string>({ max: MAX_HELD });
  /** When a session's token was forgotten (`performance.now`): a token that was requested before is not held. */
  readonly #forgotten = new LRUCache<string, number>({ max: MAX_HELD, ttl: LIFETIME_MS });

  constructor({ merchant, coalescing, store }: AccessTokensParts) {
    this.#merchant = merchant;
    this.#coalescing = coalescing;
    this.#store = store;
    this.#cipher = createTokenCipher(merchant.secretKey);
  }

  /**
   * The token that is held, or a new one. Concurrent requests share the call for a new one.
   * @throws IyzicoRejected, IyzicoUnavailable
   */
  async obtain(key: SessionKey, options: CallOptions): Promise<AccessToken> {
    const name = this.#nameOf(key);
    const { value: heldValue, since } = await this.#find(name);
    if (heldValue !== null) return { value: heldValue, held: true };
    const send = async (deadline: Deadline) => {
      const startedAt = performance.now();
      const value = await retrieveAccessToken(this.#merchant, key, { ...options, deadline });
      if ((this.#forgotten.get(name) ?? -Infinity) < startedAt) this.#hold(name, value, since);
      return { value, held: false };
    };
    return this.#coalescing.coalesce(name, options.deadline, { send });
  }

  /** Drops a token that iyzico refused. A newer one stays. */
  async discard(key: SessionKey, refused: AccessToken): Promise<void> {
    const name = this.#nameOf(key);
    if (this.#held.get(name) === refused.value) this.#held.delete(name);
    if ((await this.#find(name)).value === refused.value) await this.#store?.drop(name);
  }

  /** Drops a session's token, and the one that is being retrieved. */
  async forget(key: SessionKey): Promise<void> {
    const name = this.#nameOf(key);
    this.#forgotten.set(name, performance.now());
    this.#coalescing.invalidate();
    this.#held.delete(name);
    await this.#store?.forget(name);
  }

  async #find(name: string): Promise<Found> {
    const found = await this.#store?.find(name);
    if (!found) return { value: this.#held.get(name) ?? null, since: null };
    // The store knows more than this process: another process may have ended the session.
    const value = this.#decrypted(name, found.encrypted);
    if (value === null) this.#held.delete(name);
    return { value, since: found.since };
  }

  #decrypted(name: string, encrypted: string | null): string | null {
    const text = encrypted === null ? null : this.#cipher.decrypt(encrypted, name);
    if (text === null) return null;
    const { value, until } = JSON.parse(text) as StoredToken;
    return until > Date.now() ? value : null;
  }

  #hold(name: string, value: string, since: string | null): void {
    const now = Date.now();
    const ttl = remainingLife(value, now);
    if (ttl <= 0) return;
    // A copy: the token itself is a part of an answer, which would be kept with it.
    this.#held.set(name, Buffer.from(value).toString(), { ttl });
    if (since === null) return;
    const stored: StoredToken = { value, until: now + ttl };
    // Not awaited: a request that does not find the token in the store retrieves a new one.
    void this.#store?.put(name, this.#cipher.encrypt(JSON.stringify(stored), name), { since, milliseconds: ttl });
  }

  #nameOf({ sessionToken, memberIdentifier }: SessionKey): string {
    return this.#merchant.opaqueId(JSON.stringify([sessionToken, memberIdentifier]));
  }
}

async function retrieveAccessToken(merchant: Merchant, key: SessionKey, options: CallOptions): Promise<string> {
  const answer = await merchant.connection.request({ service: 'retrieve-access-token', key: { ...key }, options });
  const fields = acceptedFields(answer);
  const token = fields.requiredText('accessToken');
  // It becomes a header. Held, a token that no header can carry would fail every call until it expires.
  return /^[\x21-\x7e]+$/.test(token) ? token : fields.refuse('accessToken');
}

/**
 * How long a token that is issued at `now` may be used, in milliseconds: until its own `exp` or the end of iyzico's
 * documented lifetime, the earlier of the two, less a margin. Only iyzico verifies the token, so one without a readable
 * `exp` is no error.
 */
export function remainingLife(token: string, now: number): number {
  return Math.min(expiryOf(token) ?? Infinity, now + LIFETIME_MS) - now - MARGIN_MS;
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
