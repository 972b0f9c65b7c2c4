import type { Origin } from './origin.js';

/** Failures of fewer origins say nothing about a service: one checkout form may fail for a cause of its own. */
export const MIN_ORIGINS = 3;
/** Failures that count of one origin, so that it cannot outweigh the others. Three origins still make ten attempts. */
const MAX_FAILURES_PER_ORIGIN = 4;

export interface FailureWindowSettings {
  /** Milliseconds over which attempts are counted. */
  readonly windowMs: number;
  /** Attempts below which a service never counts as down. */
  readonly minimumAttempts: number;
}

interface Attempt {
  readonly at: number;
  /** `null` of a success. */
  readonly failedFor: Origin | null;
}

/**
 * The attempts of the last `windowMs` milliseconds. A service counts as down where more than half of at least
 * `minimumAttempts` failed, and the failures come from at least three origins.
 */
export class FailureWindow {
  readonly #attempts: Attempt[] = [];

  constructor(private readonly settings: FailureWindowSettings) {}

  countSuccess(): void {
    this.#add(null);
  }

  /** @returns whether the service counts as down now */
  countFailure(origin: Origin): boolean {
    this.#add(origin);
    const failures = new Map<Origin, number>();
    let [failed, succeeded] = [0, 0];
    for (const { failedFor } of this.#attempts) {
      const ofOrigin = failedFor === null ? 0 : (failures.get(failedFor) ?? 0) + 1;
      if (failedFor === null) succeeded++;
      else failures.set(failedFor, ofOrigin);
      if (failedFor !== null && ofOrigin <= MAX_FAILURES_PER_ORIGIN) failed++;
    }
    const isEnough = failed + succeeded >= this.settings.minimumAttempts && failures.size >= MIN_ORIGINS;
    return isEnough && failed > succeeded;
  }

  /** Forgets all attempts: they say nothing about the service now. */
  clear(): void {
    this.#attempts.length = 0;
  }

  #add(failedFor: Origin | null): void {
    const now = performance.now();
    this.#attempts.push({ at: now, failedFor });
    while ((this.#attempts[0]?.at ?? now) <= now - this.settings.windowMs) this.#attempts.shift();
  }
}
