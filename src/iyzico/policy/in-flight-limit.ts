import type { IyzicoService } from '../wire/endpoints.js';
import { IyzicoUnavailable } from '../wire/errors.js';
import { SlotQueue } from './slot-queue.js';

/** A call, as far as its origin is limited. */
export interface LimitedCall {
  readonly service: IyzicoService;
  readonly origin?: string | undefined;
  /** The most calls of the origin that are in flight at once; without it the call is not limited. */
  readonly maxInFlight?: number | undefined;
  readonly signal: AbortSignal;
}

/** Calls of one origin that wait for others of the same origin. */
const MAX_WAITING = 16;

/**
 * Keeps one origin from using the slots of all services: it gets so many calls at once, over all services together. The
 * others wait in a queue of the origin's own, before they need anything that callers share.
 */
export class InFlightLimit {
  /** Of the origins that have calls. */
  readonly #queues = new Map<string, SlotQueue>();

  /**
   * Runs `work` as soon as the origin may make a call.
   * @throws IyzicoUnavailable `origin-full` where too many calls of the origin wait already
   * @throws the reason of the signal, where it is aborted while the call waits
   */
  async run<T>({ service, origin, maxInFlight, signal }: LimitedCall, work: () => Promise<T>): Promise<T> {
    if (origin === undefined || maxInFlight === undefined) return work();
    const queue = this.#queueOf(origin, maxInFlight);
    const full = () => new IyzicoUnavailable(service, 'origin-full', { detail: 'full', neverSent: true });
    try {
      return await queue.run(work, { signal, full });
    } finally {
      if (queue.isIdle) this.#queues.delete(origin);
    }
  }

  #queueOf(origin: string, slots: number): SlotQueue {
    const queue = this.#queues.get(origin) ?? new SlotQueue({ slots, maxWaiting: MAX_WAITING });
    this.#queues.set(origin, queue);
    return queue;
  }
}
