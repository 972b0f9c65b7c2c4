import { QUOTA_WINDOW_SECONDS, SlidingWindow } from './sliding-window.js';

/** The calls of all processes of a merchant, counted in Redis. */
export interface SharedQuota {
  /** Counts the reservation. @returns `null` if Redis does not answer */
  reserve(service: string, reservation: Reservation): Promise<SharedCount | null>;
  /** Closes a service for all processes, for some milliseconds. */
  close(service: string, milliseconds: number): Promise<void>;
  /** Processes that share the quota, as last known; `null` if that was never known. */
  processes(): number | null;
  onHeartbeat(listener: () => void): void;
}

export interface Reservation {
  /** One more call is counted if fewer than this count; `null` only reads. */
  readonly limit: number | null;
  /** Calls that were made while Redis did not answer. They are counted in any case; 0 by default. */
  readonly missed?: number;
}

export interface SharedCount {
  /** Milliseconds until the service may be called; 0 if the call was counted. */
  readonly waitMs: number;
  /** Calls of all processes that count. */
  readonly used: number;
}

/** The number of processes that a process assumes until Redis has answered once. */
const ASSUMED_PROCESSES = 10;
/** Time in which every process reports what it called while Redis did not answer. */
const CATCH_UP_MS = 3000;

/**
 * The quota of one service, as one process obeys it. Redis counts the calls of all processes. While Redis does not
 * answer, each process keeps to its share, which is the quota divided by the number of processes.
 */
export class ServiceQuota {
  readonly #own = new SlidingWindow();
  /** Own calls whose reservation in Redis has no answer yet. */
  #pending = 0;
  /** Own calls that Redis does not know yet. */
  #missed = 0;
  #lastSharedCount = 0;
  /** The time without Redis, from when and until when; `limit` holds in its first window. */
  #degraded: { readonly since: number; until: number; readonly limit: number } | null = null;

  /** @param quota calls a minute, of all processes together */
  constructor(
    readonly service: string,
    readonly quota: number,
    readonly shared?: SharedQuota,
  ) {
    shared?.onHeartbeat(() => void this.#report());
  }

  /** Reserves one call if fewer than `limit` count. @returns milliseconds to wait; 0 if the call may be made */
  async reserve(limit: number): Promise<number> {
    const waitMs = this.#own.waitMs(this.#limit(limit));
    if (waitMs > 0) return waitMs;
    const takeBack = this.#own.add();
    const sharedWaitMs = this.shared ? await this.#reserveShared(this.shared, limit) : 0;
    if (sharedWaitMs > 0) takeBack();
    return sharedWaitMs;
  }

  /** Calls that are left for all processes. */
  async left(): Promise<number> {
    const count = await this.shared?.reserve(this.service, { limit: null });
    return Math.max(0, this.quota - (count?.used ?? this.#own.used()));
  }

  async #reserveShared(shared: SharedQuota, limit: number): Promise<number> {
    this.#pending++;
    const count = await shared.reserve(this.service, { limit: Math.min(limit, this.quota) });
    if (count) this.#lastSharedCount = count.used;
    else this.#degrade();
    this.#pending--;
    if (count) return count.waitMs;
    // The call itself counts in the window already.
    if (this.#own.used() - this.#pending > this.#limit(limit)) return this.#own.waitMs(this.#limit(limit));
    this.#missed++;
    return 0;
  }

  /** Runs at each heartbeat of Redis, so that the count of an idle process is fresh when Redis is lost. */
  async #report(): Promise<void> {
    const missed = Math.min(this.#missed, this.#own.used());
    this.#missed = 0;
    const count = await this.shared?.reserve(this.service, { limit: null, missed });
    if (count) {
      this.#lastSharedCount = count.used;
      if (this.#degraded?.until === Infinity) this.#degraded.until = performance.now() + CATCH_UP_MS;
    } else {
      // Redis may have counted them. Then they count twice, which only makes this process careful.
      this.#missed += missed;
      this.#degrade();
    }
  }

  #degrade(): void {
    if (this.#isDegraded() && this.#degraded) {
      this.#degraded.until = Infinity;
      return;
    }
    const left = Math.max(0, this.quota - this.#lastSharedCount);
    const limit = this.#own.used() - this.#pending + this.#shareOf(left);
    this.#degraded = { since: performance.now(), until: Infinity, limit };
  }

  #isDegraded(): boolean {
    return this.#degraded !== null && performance.now() < this.#degraded.until;
  }

  /** The most calls of this process in a window. */
  #limit(limit: number): number {
    const all = Math.min(limit, this.quota);
    if (this.#degraded === null || !this.#isDegraded()) return all;
    const share = this.#shareOf(this.quota);
    // In the first window, calls that were made with Redis still count.
    const isFirstWindow = performance.now() - this.#degraded.since < QUOTA_WINDOW_SECONDS * 1000;
    const own = isFirstWindow ? Math.min(share, this.#degraded.limit) : share;
    // A share, too, keeps its reserve for writes.
    return Math.ceil((own * all) / this.quota);
  }

  #shareOf(calls: number): number {
    const processes = this.shared?.processes() ?? null;
    return processes === null ? Math.max(1, Math.floor(calls / ASSUMED_PROCESSES)) : Math.floor(calls / processes);
  }
}
