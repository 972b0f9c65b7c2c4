import { createLastMinute, LONGEST_COUNT } from './last-minute.js';

/** The calls of all processes of a merchant's, counted in one place that may be away at any time. */
export interface SharedQuota {
  /**
   * Takes one call where fewer than `most` were made in the last minute; `null` for as many as one likes.
   * @returns `null` where that cannot be told now
   */
  take(service: string, most: number | null): Promise<SharedCount | null>;
  /** Tells of a call that was made while it could not be counted: it is counted as soon as can be. */
  addUncounted(service: string): void;
  /** Calls that all made in the last minute; `null` where that cannot be told now. */
  used(service: string): Promise<number | null>;
  /** Listens to a count from now on. @returns tells the calls that all made in the last minute, as was last heard */
  follow(service: string): () => number;
  /** Tells all that a service had enough. */
  close(service: string, milliseconds: number): Promise<void>;
  /** Processes that share the quota, as far as is known. */
  processes(): number;
}

export interface SharedCount {
  /** Milliseconds until the service may be called; 0 where the call was taken. */
  readonly wait: number;
  /** Whether nothing is lost of what was counted before. */
  readonly isWhole: boolean;
}

/** The part of a quota that the others may have used up of which nothing was heard yet. */
const UNHEARD = 0.1;

/** One service's quota, and what this process made of it. */
export interface ServiceQuota {
  /** Takes one call where fewer than `most` were made in the last minute. @returns milliseconds to wait where it did not */
  take(most: number): Promise<number>;
  /** Calls that are left. */
  left(): Promise<number>;
}

/** How far a process may go by itself. */
interface Alone {
  /** When it came to be so, and when a call was last not counted with the others'. */
  readonly since: number;
  readonly until: number;
  /** The most that it may have made in a minute. */
  readonly upTo: number;
}

/** @param quota calls a minute, of all processes together */
export function createServiceQuota(service: string, quota: number, shared?: SharedQuota): ServiceQuota {
  const own = createLastMinute();
  /** Calls that are counted here, and of which the shared count has not answered yet. */
  let pending = 0;
  const heardOfAll = shared?.follow(service) ?? (() => 0);
  const processes = () => shared?.processes() ?? 1;
  let alone: Alone | null = null;

  /**
   * While the shared count is away, or does not know all of the last minute, a process keeps to its part of what was
   * left, and after a minute to its part of the whole: then all together stay within the quota without a word.
   */
  function goAlone(): void {
    const now = performance.now();
    const unheard = processes() > 1 ? Math.ceil(quota * UNHEARD) : 0;
    const left = Math.max(0, quota - heardOfAll() - unheard);
    const upTo = own.used() - pending + partOf(left);
    const until = now + LONGEST_COUNT;
    // Who was alone before may have heard since then that others left less.
    alone =
      alone !== null && isAlone(now)
        ? { since: alone.since, until, upTo: Math.min(alone.upTo, upTo) }
        : { since: now, until, upTo };
  }

  function isAlone(now: number): boolean {
    return alone !== null && now < alone.until;
  }

  function partOf(calls: number): number {
    return Math.floor(calls / processes());
  }

  function limitOf(most: number): number {
    const now = performance.now();
    if (alone === null || !isAlone(now)) return Math.min(most, quota);
    return Math.min(most, now - alone.since < LONGEST_COUNT ? alone.upTo : Math.max(1, partOf(quota)));
  }

  /** Asks whether the others left room for a call that is counted here. @returns milliseconds to wait */
  async function askShared(all: SharedQuota, most: number): Promise<number> {
    pending++;
    const taken = await all.take(service, Math.min(most, quota));
    if (!taken?.isWhole) goAlone();
    pending--;
    if (taken && taken.wait > 0) return taken.wait;

    const isOver = own.used() - pending > limitOf(most);
    if (isOver) return Math.max(1, own.wait(limitOf(most)));
    if (taken === null) all.addUncounted(service);
    return 0;
  }

  return {
    async take(most) {
      const wait = own.wait(limitOf(most));
      if (wait > 0) return wait;
      const giveBack = own.add();
      const waitForOthers = shared ? await askShared(shared, most) : 0;
      if (waitForOthers > 0) giveBack();
      return waitForOthers;
    },
    async left() {
      return Math.max(0, quota - ((await shared?.used(service)) ?? own.used()));
    },
  };
}
