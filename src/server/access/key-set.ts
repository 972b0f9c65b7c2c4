import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
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

/**
 * The public keys of a token issuer. They are fetched when first needed, kept while the key server is down, and fetched
 * again in the background when they are old. Redirects are not followed.
 * @param onFailure receives the reason of a failed fetch: callers cannot help it and do not see it
 * @returns finds the key of a token; throws `JWKSNoMatchingKey` if there is none, and `KeysUnavailable` if it may be
 * among keys that cannot be fetched
 */
export function createKeySet(
  url: URL,
  onFailure: (reason: KeySetFailure) => void,
  { now, timeout } = defaultTimings,
): JWTVerifyGetKey {
  let fetchedAt = -Infinity;
  let succeededAt = -Infinity;
  const cooldown = () => (remote.jwks() ? COOLDOWN_MS : FIRST_COOLDOWN_MS);

  // jose's own cool-down starts only after a successful fetch; this one spares a failing key server too.
  const fetchWithCooldown = async (...[target, options]: Parameters<typeof fetch>) => {
    if (now() - fetchedAt < cooldown()) throw new errors.JWKSNoMatchingKey('The keys were fetched just now.');
    fetchedAt = now();
    try {
      const keys = await readKeys(await fetch(target, options));
      succeededAt = fetchedAt;
      return Response.json(keys);
    } catch (error) {
      onFailure(failureOf(error));
      throw error;
    }
  };
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: timeout,
    cacheMaxAge: Infinity,
    cooldownDuration: 0,
    [customFetch]: fetchWithCooldown,
  });

  return async (header, token) => {
    // The age counts from the last success: after a failure the next fetch is due as soon as the cool-down ends.
    if (remote.jwks() && now() - succeededAt > MAX_AGE_MS) remote.reload().catch(() => undefined);
    try {
      return await remote(header, token);
    } catch (error) {
      if (succeededAt === fetchedAt && isAboutToken(error)) throw error;
      throw new KeysUnavailable(Math.max(1, Math.ceil((fetchedAt + cooldown() - now()) / 1000)));
    }
  };
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

async function readKeys(response: Response): Promise<JSONWebKeySet> {
  if (response.status !== 200) throw new UnusableAnswer(`HTTP ${response.status}`);
  const text = await readText(response);
  try {
    const keys = JSON.parse(text) as JSONWebKeySet;
    // Checks what it receives.
    createLocalJWKSet(keys);
    return keys;
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
