import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { TemporaryRefusal } from '../http/refusal.js';

const FETCH_TIMEOUT_MS = 3000;
/** After decompression. A key takes about 500 bytes. */
const MAX_BYTES = 1024 * 1024;
/** Older keys are fetched again, so a key that its issuer withdrew is not accepted for longer than this. */
const MAX_AGE_MS = 10 * 60_000;
/** The least time between two fetches, so that tokens with unknown key ids cannot cause more of them. */
const COOLDOWN_MS = 30_000;
/** The same before any keys were fetched, so that a start soon succeeds where the key server starts at the same time. */
const FIRST_COOLDOWN_MS = 1000;

export interface KeySetTimings {
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** The longest that one fetch may take, in milliseconds. */
  readonly timeout: number;
}

/** Why a key set could not be fetched. */
export type KeySetFailure = 'timeout' | 'unreachable' | 'too-large' | 'malformed' | `HTTP ${number}`;

/** The keys that a token needs cannot be fetched: this is no fault of the token, so its caller may try again. */
export class KeysUnavailable extends TemporaryRefusal {
  override readonly reason = 'keys-unavailable';

  constructor(retryAfter: number) {
    super('OVERLOADED', 'The keys that verify tokens cannot be fetched now: retry later.', retryAfter);
  }
}

const defaultTimings: KeySetTimings = { now: () => performance.now(), timeout: FETCH_TIMEOUT_MS };

/** Receives what happens to a key set. */
export interface KeySetListener {
  /** A fetch failed: callers cannot help it and do not see the reason. */
  readonly onFailure: (reason: KeySetFailure) => void;
  /** From now on tokens are verified with other keys than before. */
  readonly onChange: () => void;
}

/**
 * The public keys of a token issuer. They are fetched when first needed, kept while the key server is down, and fetched
 * again in the background when they are old. Redirects are not followed.
 * @returns finds the key of a token; throws `JWKSNoMatchingKey` if there is none, and `KeysUnavailable` if it may be
 * among keys that cannot be fetched
 */
export function createKeySet(url: URL, listener: KeySetListener, timings = defaultTimings): JWTVerifyGetKey {
  const keySet = new KeySet(url, listener, timings);
  return (header, token) => keySet.find(header, token);
}

class KeySet {
  #keys = createLocalJWKSet({ keys: [] });
  #text: string | null = null;
  #fetching: Promise<void> | null = null;
  #fetchedAt = -Infinity;
  #succeededAt = -Infinity;

  constructor(
    private readonly url: URL,
    private readonly listener: KeySetListener,
    private readonly timings: KeySetTimings,
  ) {}

  async find(...token: Parameters<JWTVerifyGetKey>): Promise<CryptoKey> {
    const { now } = this.timings;
    // The age counts from the last success: after a failure the next fetch is due as soon as the cool-down ends.
    if (now() - this.#succeededAt > MAX_AGE_MS) this.#refresh().catch(() => undefined);
    try {
      return await this.#findOrRefresh(token);
    } catch (error) {
      if (this.#succeededAt === this.#fetchedAt && isAboutToken(error)) throw error;
      throw new KeysUnavailable(Math.max(1, Math.ceil((this.#fetchedAt + this.#cooldown() - now()) / 1000)));
    }
  }

  async #findOrRefresh(token: Parameters<JWTVerifyGetKey>): Promise<CryptoKey> {
    try {
      return await this.#keys(...token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#refresh();
      return this.#keys(...token);
    }
  }

  /** Fetches the keys, once for all that wait for them. */
  #refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    const { now, timeout } = this.timings;
    if (now() - this.#fetchedAt < this.#cooldown())
      throw new errors.JWKSNoMatchingKey('The keys were fetched just now.');
    this.#fetchedAt = now();
    try {
      const text = await fetchText(this.url, timeout);
      this.#keys = parseKeys(text);
      this.#succeededAt = this.#fetchedAt;
      if (text !== this.#text) this.listener.onChange();
      this.#text = text;
    } catch (error) {
      this.listener.onFailure(failureOf(error));
      throw error;
    }
  }

  #cooldown(): number {
    return this.#text === null ? FIRST_COOLDOWN_MS : COOLDOWN_MS;
  }
}

/** Whether the key set was read and has no key, or no single key, for the token. */
function isAboutToken(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}

class UnusableAnswer extends Error {
  constructor(readonly reason: KeySetFailure) {
    super(reason);
  }
}

async function fetchText(url: URL, timeout: number): Promise<string> {
  const headers = { accept: 'application/json, application/jwk-set+json' };
  const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeout) });
  if (response.status !== 200) throw new UnusableAnswer(`HTTP ${response.status}`);
  return readText(response);
}

function parseKeys(text: string): ReturnType<typeof createLocalJWKSet> {
  try {
    // Checks what it receives.
    return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
  } catch {
    throw new UnusableAnswer('malformed');
  }
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Its types name no type of chunk.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new UnusableAnswer('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function failureOf(error: unknown): KeySetFailure {
  if (error instanceof UnusableAnswer) return error.reason;
  return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
}
