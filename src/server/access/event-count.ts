interface Window {
  readonly endsAt: number;
  events: number;
}

/** A counted event. */
export interface CountedEvent {
  /** Milliseconds until the key's window ends if it has more events than it may; else 0. */
  readonly waitMs: number;
  /** Undoes the count. */
  takeBack(): void;
}

/**
 * Counts the events of keys. A key's window begins with its first event. The windows go by the monotonic clock, so that
 * a change of the wall clock frees and locks out nobody.
 */
export class EventCount {
  /** In the order of their ends, because all are equally long. */
  readonly #windows = new Map<string, Window>();

  /**
   * @param limit events that a key may have in one window
   * @param windowMs the length of a window, in milliseconds
   */
  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  count(key: string): CountedEvent {
    const now = performance.now();
    this.#dropOld(now);
    const window = this.#windows.get(key) ?? { endsAt: now + this.windowMs, events: 0 };
    window.events++;
    this.#windows.set(key, window);
    return {
      waitMs: window.events > this.limit ? window.endsAt - now : 0,
      takeBack: () => {
        window.events--;
      },
    };
  }

  #dropOld(now: number): void {
    for (const [key, { endsAt }] of this.#windows) {
      if (endsAt > now) return;
      this.#windows.delete(key);
    }
  }
}
