import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';

const FETCH_TIMEOUT_MS = 3000;
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

const defaultTimings: KeySetTimings = { now: () => performance.now(), timeout: FETCH_TIMEOUT_MS };

/**
 * The public keys of a token issuer. They are fetched when first needed, kept while the key server is down, and fetched
 * again in the background when they are old.
 * @param onFailure receives the reason of a failed fetch: callers cannot help it and do not see it
 */
export function createKeySet(
  url: URL,
  onFailure: (reason: string) => void,
  { now, timeout } = defaultTimings,
): JWTVerifyGetKey {
  let fetchedAt = -Infinity;
  let succeededAt = -Infinity;

  // jose's own cool-down starts only after a successful fetch; this one spares a failing key server too.
  const fetchWithCooldown = async (...[target, options]: Parameters<typeof fetch>) => {
    const cooldown = remote.jwks() ? COOLDOWN_MS : FIRST_COOLDOWN_MS;
    if (now() - fetchedAt < cooldown) throw new Error('The keys were fetched just now.');
    fetchedAt = now();
    try {
      const response = await fetch(target, options);
      if (response.ok) succeededAt = now();
      else onFailure(`HTTP ${response.status}`);
      return response;
    } catch (error) {
      onFailure(error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable');
      throw error;
    }
  };
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: timeout,
    cacheMaxAge: Infinity,
    cooldownDuration: 0,
    [customFetch]: fetchWithCooldown,
  });

  return (header, token) => {
    // The age counts from the last success: after a failure the next fetch is due as soon as the cool-down ends.
    if (remote.jwks() && now() - succeededAt > MAX_AGE_MS) remote.reload().catch(() => undefined);
    return remote(header, token);
  };
}
