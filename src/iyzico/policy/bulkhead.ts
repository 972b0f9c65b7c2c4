import type { IyzicoService } from '../wire/endpoints.js';
import { IyzicoUnavailable } from '../wire/errors.js';

/** How many calls one service gets at the same time. */
export interface BulkheadLimits {
  /** Calls under way. */
  readonly inFlight: number;
  /** Calls that wait for one of those to end. */
  readonly maxWaiting: number;
  /** Milliseconds that a call may wait. */
  readonly maxWaitMs: number;
}

/** Calls under way, and calls that wait for a slot. */
export interface BulkheadLoad {
  readonly inFlight: number;
  readonly waiting: number;
}

export interface BulkheadSettings {
  readonly service: IyzicoService;
  readonly limits: BulkheadLimits;
  /** Called at every change. */
  readonly onLoad: (load: BulkheadLoad) => void;
}

/** Keeps a slow service from holding every connection and all memory: it gets so many calls at once, and no more. */
export class Bulkhead {
  #inFlight = 0;
  /** Each entry hands a free slot to a waiting call, in the order of arrival. */
  readonly #waiting = new Set<() => void>();

  constructor(private readonly settings: BulkheadSettings) {}

  /**
   * Runs `work` in a slot, as soon as one is free.
   * @throws IyzicoUnavailable `bulkhead-full` where too many calls wait already, or this one waited too long
   * @throws the reason of `signal`, where it is aborted while the call waits
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#inFlight >= this.settings.limits.inFlight) await this.#slot(signal);
    else this.#inFlight++;
    this.#report();
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  #slot(signal: AbortSignal): Promise<void> {
    const { maxWaiting, maxWaitMs } = this.settings.limits;
    if (this.#waiting.size >= maxWaiting) throw this.#full('full');
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
        this.#report();
        reject(signal.aborted ? (signal.reason as Error) : this.#full('waited'));
      };
      const timer = setTimeout(leave, maxWaitMs);
      signal.addEventListener('abort', leave);
      this.#waiting.add(takeSlot);
      this.#report();
    });
  }

  /** A waiting call gets the slot, so that a call that arrives now cannot overtake it. */
  #release(): void {
    const [takeSlot] = this.#waiting;
    if (takeSlot) takeSlot();
    else this.#inFlight--;
    this.#report();
  }

  #report(): void {
    this.settings.onLoad({ inFlight: this.#inFlight, waiting: this.#waiting.size });
  }

  #full(detail: 'full' | 'waited'): IyzicoUnavailable {
    return new IyzicoUnavailable(this.settings.service, 'bulkhead-full', { detail, neverSent: true });
  }
}
