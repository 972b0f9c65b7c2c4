import type { CallSignal } from '../wire/call-signal.js';
import type { IyzicoService } from '../wire/endpoints.js';
import { IyzicoUnavailable } from '../wire/errors.js';
import { SlotQueue } from './slot-queue.js';

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
  readonly #settings: BulkheadSettings;
  readonly #queue: SlotQueue;

  constructor(settings: BulkheadSettings) {
    const { inFlight: slots, maxWaiting, maxWaitMs } = settings.limits;
    this.#settings = settings;
    this.#queue = new SlotQueue({ slots, maxWaiting, maxWaitMs }, () => {
      const { inFlight, waiting } = this.#queue;
      settings.onLoad({ inFlight, waiting });
    });
  }

  /**
   * Runs `work` in a slot, as soon as one is free.
   * @throws IyzicoUnavailable `bulkhead-full` where too many calls wait already, or this one waited too long
   * @throws the reason of `signal`, where it is aborted while the call waits
   */
  run<T>(work: () => Promise<T>, signal: CallSignal): Promise<T> {
    const full = (detail: 'full' | 'waited') =>
      new IyzicoUnavailable(this.#settings.service, 'bulkhead-full', { detail, neverSent: true });
    return this.#queue.run(work, { signal, full });
  }
}
