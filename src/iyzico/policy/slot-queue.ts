import type { CallSignal } from '../wire/call-signal.js';

export interface SlotQueueLimits {
  /** Calls under way. */
  readonly slots: number;
  /** Calls that wait for one of those to end. */
  readonly maxWaiting: number;
  /** Milliseconds that a call may wait; without it a call waits until its signal is aborted. */
  readonly maxWaitMs?: number;
}

export interface QueuedCall {
  readonly signal: CallSignal;
  /** The error where too many calls wait already (`full`), or this one waited too long (`waited`). */
  readonly full: (why: 'full' | 'waited') => Error;
}

/** Runs so many calls at once. The others wait in the order of their arrival, and may leave at any time. */
export class SlotQueue {
  #inFlight = 0;
  /** Each entry hands a free slot to a waiting call, in the order of arrival. */
  readonly #waiting = new Set<() => void>();

  /** @param onChange called when a call starts, waits, or ends */
  constructor(
    private readonly limits: SlotQueueLimits,
    private readonly onChange: () => void = () => undefined,
  ) {}

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get isIdle(): boolean {
    return this.#inFlight === 0 && this.#waiting.size === 0;
  }

  /**
   * Runs `work` in a slot, as soon as one is free.
   * @throws the call's error where it cannot wait, or the reason of its signal where that is aborted meanwhile
   */
  async run<T>(work: () => Promise<T>, call: QueuedCall): Promise<T> {
    if (this.#inFlight >= this.limits.slots) await this.#slot(call);
    else this.#inFlight++;
    this.onChange();
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  #slot({ signal, full }: QueuedCall): Promise<void> {
    const { maxWaiting, maxWaitMs } = this.limits;
    if (this.#waiting.size >= maxWaiting) throw full('full');
    return new Promise((resolve, reject) => {
      const stopWaiting = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        this.#waiting.delete(takeSlot);
      };
      const takeSlot = () => {
        stopWaiting();
        resolve();
      };
      const leave = () => {
        stopWaiting();
        reject(signal.aborted ? signal.reason : full('waited'));
        this.onChange();
      };
      const timer = maxWaitMs === undefined ? undefined : setTimeout(leave, maxWaitMs);
      signal.addEventListener('abort', leave);
      this.#waiting.add(takeSlot);
      this.onChange();
    });
  }

  /** A waiting call gets the slot, so that a call that arrives now cannot overtake it. */
  #release(): void {
    const [takeSlot] = this.#waiting;
    if (takeSlot) takeSlot();
    else this.#inFlight--;
    this.onChange();
  }
}
