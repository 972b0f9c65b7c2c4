import { createLastMinute, LONGEST_COUNT } from './sliding-window.js';

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
  /** Whether the count is away for all processes, and not merely slow to answer this one. */
  isGone(): boolean;
  /** Processes that share the quota, as far as is known. */
  processes(): number;
}

export interface SharedCount {
  /** Milliseconds until the service may be called; 0 where the call was taken. */
  readonly wait: number;
  /** Calls that all made in the last minute. */
  readonly used: number;
  /** Whether nothing is lost of what was counted before, as far as the count itself can tell. */
  readonly isWhole: boolean;
  /** Whether iyzico said that the service had enough: then nothing is sent, whatever is left of the quota. */
  readonly isClosed: boolean;
}

/** The part of a quota that is dealt out to the processes in advance, for when the shared count does not answer. */
const DEALT = 0.1;
/** Seconds in which a call is counted by everybody, wherever the ends of their seconds are. */
const LATEST = 55;
/** Milliseconds after which it is worth asking again whether the shared count answers. */
const SOON = 1000;
/** The part of a quota that the others may have used up of which nothing was heard yet. */
const UNHEARD = 0.1;

/** One service's quota, and what this process made of it. */
export interface ServiceQuota {
  /** Takes one call where fewer than `most` were made in the last minute. @returns milliseconds to wait where it did not */
  take(most: number): Promise<number>;
  /** Calls that are left. */
  left(): Promise<number>;
}

/** Milliseconds in which the shared count hears, once it is back, what every process made while it was away. */
const CATCHING_UP = 3000;

/** How far a process may go by itself. */
interface Alone {
  readonly since: number;
  /** When all that was made without the others' knowledge is known to them, or a minute old. */
  readonly until: number;
  /** Whether calls are lost that had been counted: nobody tells of those again. */
  readonly hasLost: boolean;
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
  /** Calls out of the part that is this process's own. */
  const dealt = createLastMinute();
  const dealtToEach = () => (shared ? partOf(quota * DEALT) : 0);
  const dealtToAll = () => dealtToEach() * processes();

  /**
   * While the shared count is away, or does not know all of the last minute, a process keeps to its part of what was
   * left, and after a minute to its part of the whole: then all together stay within the quota without a word.
   */
  function goAlone(hasLost: boolean): void {
    const now = performance.now();
    const unheard = processes() > 1 ? Math.ceil(quota * UNHEARD) : 0;
    const left = Math.max(0, quota - dealtToAll() - heardOfAll() - unheard);
    const upTo = own.used() - pending + partOf(left);
    const until = now + LONGEST_COUNT;
    const before = aloneNow() ?? { since: now, hasLost, upTo };
    // Who was alone before may have heard since then that others left less.
    alone = { since: before.since, until, hasLost: hasLost || before.hasLost, upTo: Math.min(before.upTo, upTo) };
  }

  /** The shared count answers, and knows what it knew: soon it knows the rest. */
  function comeBack(): void {
    if (alone === null || alone.hasLost) return;
    alone = { ...alone, until: Math.min(alone.until, performance.now() + CATCHING_UP) };
  }

  function aloneNow(): Alone | null {
    return alone !== null && performance.now() < alone.until ? alone : null;
  }

  function partOf(calls: number): number {
    return Math.floor(calls / processes());
  }

  function limitOf(most: number): number {
    const current = aloneNow();
    if (current === null) return Math.min(most, quota);
    const isNew = performance.now() - current.since < LONGEST_COUNT;
    const upTo = isNew ? current.upTo : Math.max(1, partOf(quota));
    // Of a part too, something is kept for those who may have all.
    return Math.ceil((upTo * Math.min(most, quota)) / quota);
  }

  /** Calls of this process's that the shared count must know: of the oldest it may have let go a moment before us. */
  function countedByAll(): number {
    return own.used(LATEST) - pending - dealt.used();
  }

  /** Asks whether the others left room for a call that is counted here. @returns milliseconds to wait */
  async function askShared(all: SharedQuota, most: number): Promise<number> {
    pending++;
    const taken = await all.take(service, Math.max(0, Math.min(most, quota) - dealtToAll()));
    const isUnknown = taken === null && !all.isGone();
    const isWhole = taken?.isWhole && (aloneNow()?.hasLost === true || taken.used >= countedByAll());
    if (isWhole) comeBack();
    else if (!isUnknown) goAlone(taken !== null);
    pending--;
    // Whoever does not know what the others make now keeps to what is nobody else's.
    if (isUnknown) return takeDealt(SOON);
    if (taken && taken.wait > 0) return taken.isClosed ? taken.wait : takeDealt(taken.wait);

    const isOver = own.used() - pending > limitOf(most);
    if (isOver) return Math.max(1, own.wait(limitOf(most)));
    if (taken === null) all.addUncounted(service);
    return 0;
  }

  /** @returns `wait` where nothing is left of this process's own part */
  function takeDealt(wait: number): number {
    if (dealt.wait(dealtToEach()) > 0) return wait;
    dealt.add();
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
