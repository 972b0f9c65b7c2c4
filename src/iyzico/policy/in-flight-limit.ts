import type { CallSignal } from '../wire/call-signal.js';
import type { IyzicoService } from '../wire/endpoints.js';
import { IyzicoUnavailable } from '../wire/errors.js';
import { SlotQueue } from './slot-queue.js';

/** The most calls of a caller that are in flight at once, over all services. */
export interface CallerInFlightLimit {
  /** An opaque name of the caller. */
  readonly caller: string;
  readonly max: number;
}

/** A call, as far as its caller is limited. */
export interface LimitedCall {
  readonly service: IyzicoService;
  /** Without it the call is not limited. */
  readonly limit: CallerInFlightLimit | undefined;
  readonly signal: CallSignal;
}

/** Calls of one caller that wait for others of the same caller. */
const MAX_WAITING = 16;

/**
 * Keeps one caller from using the slots of all services: it gets so many calls at once, over all services together. The
 * others wait in a queue of the caller's own, before they need anything that callers share.
 */
export class InFlightLimit {
  /** Of the callers that have calls. */
  readonly #queues = new Map<string, SlotQueue>();

  /** Callers that have a call in flight. */
  get callers(): number {
    return this.#queues.size;
  }

  /**
   * Runs `work` as soon as the caller may make a call.
   * @throws IyzicoUnavailable `caller-full` where too many calls of the caller wait already
   * @throws the reason of the signal, where it is aborted while the call waits
   */
  run<T>({ service, limit, signal }: LimitedCall, work: () => Promise<T>): Promise<T> {
    if (limit === undefined) return work();
    const full = () => new IyzicoUnavailable(service, 'caller-full', { detail: 'full', neverSent: true });
    return this.#queueOf(limit).run(work, { signal, full });
  }

  #queueOf({ caller, max }: CallerInFlightLimit): SlotQueue {
    const known = this.#queues.get(caller);
    if (known) return known;
    const queue = new SlotQueue({ slots: max, maxWaiting: MAX_WAITING }, () => {
      if (queue.isIdle) this.#queues.delete(caller);
    });
    this.#queues.set(caller, queue);
    return queue;
  }
}
