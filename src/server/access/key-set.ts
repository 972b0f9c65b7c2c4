import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';

/** Milliseconds that fetching the keys may take. */
const TIMEOUT = 3000;
/** How old keys may get before they are looked up again, in milliseconds; a key that was withdrawn lives no longer. */
const MAX_AGE = 10 * 60_000;
/** The least time between two fetches, in milliseconds, whatever keys the tokens of strangers name. */
const COOLDOWN = 30_000;
/** The same while there are no keys at all, so that a start beside a starting key server is soon over. */
const FIRST_COOLDOWN = 1000;

/** By what time the keys are fetched. */
export interface KeySetTimings {
  /** A clock that only goes forward, in milliseconds. */
  readonly now: () => number;
  /** Milliseconds that fetching the keys may take. */
  readonly timeout: number;
}

const defaults: KeySetTimings = { now: () => performance.now(), timeout: TIMEOUT };

/**
 * The keys of a token's issuer, fetched when first needed, kept while their server is down, and looked up again in the
 * background as they age.
 * @param onFailure told why the keys could not be fetched: their users are not, who cannot help it
 */
export function createKeySet(
  url: URL,
  onFailure: (reason: string) => void,
  { now, timeout } = defaults,
): JWTVerifyGetKey {
  let askedAt = -Infinity;
  let answeredAt = -Infinity;

  // jose waits only after a fetch that succeeded; here a failing server is not asked more often either.
  const fetchSeldom = async (...[target, options]: Parameters<typeof fetch>) => {
    const wait = remote.jwks() ? COOLDOWN : FIRST_COOLDOWN;
    if (now() - askedAt < wait) throw new Error('The keys were fetched just now.');
    askedAt = now();
    try {
      const response = await fetch(target, options);
      if (response.ok) answeredAt = now();
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
    [customFetch]: fetchSeldom,
  });

  return (header, token) => {
    // Counted from an answer: after a failure the next one is due when the server may be asked again.
    if (remote.jwks() && now() - answeredAt > MAX_AGE) remote.reload().catch(() => undefined);
    return remote(header, token);
  };
}
