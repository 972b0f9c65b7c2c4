import { LRUCache } from 'lru-cache';
import type { Authenticated } from './authenticated.js';

/** Tokens that are remembered. The least recently used one makes room. */
const MAX_TOKENS = 5000;
/** The longest that a token is remembered, and so that it works after its key was withdrawn. */
const MAX_AGE_MS = 60_000;

interface VerifiedToken {
  readonly authenticated: Authenticated;
  /** By the wall clock, as the times in a token are. If that clock is set back, the token is verified again. */
  readonly validFrom: number;
  readonly validUntil: number;
  /** By the monotonic clock, which nobody can set. */
  readonly staleAt: number;
}

/** Remembers for a minute who was authenticated by a valid token, so that not every request verifies its token. */
export class VerifiedTokens {
  #tokens = createMemory();

  /** @param hash of the whole token: another signature or another claim makes it another token */
  find(hash: string): Authenticated | undefined {
    const token = this.#tokens.get(hash);
    if (token === undefined) return undefined;
    const now = Date.now();
    const isCurrent = token.validFrom <= now && now < token.validUntil && performance.now() < token.staleAt;
    return isCurrent ? token.authenticated : undefined;
  }

  /**
   * Call it before the token is verified.
   * @returns remembers the verified token until `exp` (in seconds since 1970), unless keys changed since the call
   */
  prepare(hash: string): (authenticated: Authenticated, exp: number) => void {
    const tokens = this.#tokens;
    return (authenticated, exp) => {
      const validFrom = Date.now();
      const validUntil = Math.min(exp * 1000, validFrom + MAX_AGE_MS);
      tokens.set(hash, { authenticated, validFrom, validUntil, staleAt: performance.now() + MAX_AGE_MS });
    };
  }

  /** Forgets all tokens, because keys changed. Tokens that are being verified with the old keys are not remembered. */
  clear(): void {
    this.#tokens = createMemory();
  }
}

function createMemory(): LRUCache<string, VerifiedToken> {
  return new LRUCache({ max: MAX_TOKENS });
}
