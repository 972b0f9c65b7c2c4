import { LRUCache } from 'lru-cache';
import { TooManyRequests } from '../http/refusal.js';
import { networkOf } from './client-network.js';
import { EventCount } from './event-count.js';
import { WINDOW_SECONDS, type SharedRateLimit } from './rate-limit.js';

/** Tokens of an address over its limit that are still verified in a second, so that a new shopper there gets in. */
const MAX_EXTRA_PER_SECOND = 10;
/** Tokens that are remembered. The least recently used one makes room. */
const MAX_KNOWN_TOKENS = 10_000;

/** One attempt of a caller to authenticate. */
export interface Attempt {
  /** The token was valid and opens something: the attempt does not count. */
  succeeded(): void;
  /** The attempt counts. @throws TooManyRequests where its address has failed too often */
  failed(): Promise<void>;
}

/**
 * Limits the attempts without a valid token, by address, before anything is done for them. Where an address has failed
 * too often, a token that was valid before is verified as ever, and of other tokens a few in a second. The rest are
 * refused unread. Callers at one address need not know each other.
 */
export class AttemptLimit {
  readonly #attempts: EventCount;
  readonly #extra = new EventCount(MAX_EXTRA_PER_SECOND, 1000);
  readonly #shared: ((key: string) => Promise<number | null>) | undefined;
  /** Hashes of tokens that were valid. */
  readonly #known = new LRUCache<string, true>({ max: MAX_KNOWN_TOKENS });

  /** @param perMinute failed attempts of one address */
  constructor(perMinute: number, shared?: SharedRateLimit) {
    this.#attempts = new EventCount(perMinute, WINDOW_SECONDS * 1000);
    this.#shared = shared?.({ name: 'unauthenticated', points: perMinute, duration: WINDOW_SECONDS });
  }

  /**
   * Begins an attempt. It counts until it succeeds, so that many at once cannot exceed the limit.
   * @param token the hash of the `authorization` header; `null` if there is none
   * @throws TooManyRequests where the attempt is not worth any work
   */
  begin(address: string, token: string | null): Attempt {
    const key = networkOf(address);
    const counted = this.#attempts.count(key);
    const { waitMs } = counted;
    if (waitMs > 0 && !this.#mayTry(key, token)) throw tooManyAttempts(token === null ? waitMs : 1000);
    return {
      succeeded: () => {
        counted.takeBack();
        if (token !== null) this.#known.set(token, true);
      },
      failed: async () => {
        if (token !== null) this.#known.delete(token);
        const wait = waitMs > 0 ? waitMs : ((await this.#shared?.(key)) ?? 0);
        if (wait > 0) throw tooManyAttempts(wait);
      },
    };
  }

  #mayTry(key: string, token: string | null): boolean {
    return token !== null && (this.#known.has(token) || this.#extra.count(key).waitMs === 0);
  }
}

function tooManyAttempts(waitMs: number): TooManyRequests {
  return new TooManyRequests('unauthenticated', Math.max(1, Math.ceil(waitMs / 1000)));
}
