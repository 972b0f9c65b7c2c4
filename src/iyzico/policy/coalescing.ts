import { LRUCache } from 'lru-cache';
import { IyzicoUnavailable } from '../wire/errors.js';
import { createDeadline, withDeadline, type Deadline } from './deadline.js';

/** Answers that are cached at once. The least recently used one makes room. */
const MAX_CACHED = 5000;

export interface CoalescingSettings {
  /** Milliseconds that an in-flight request may take, whatever the deadlines of those that wait for it. */
  readonly timeoutMs: number;
  /** Milliseconds that a final answer is cached; 0 caches none. */
  readonly cacheMs: number;
  /** Called for every request that another request's call, or the cache, answers. */
  readonly onCoalesced?: (() => void) | undefined;
}

/**
 * An error that concerns one caller alone, such as a call budget that is used up. The callers that joined its request
 * do not get it: they send the request again.
 */
export class CallerError extends Error {
  override readonly name = 'CallerError';

  constructor(readonly reason: unknown) {
    super('This caller may not make the call.');
  }
}

export interface CoalescedRequest<T> {
  readonly send: (own: Deadline) => Promise<T>;
  /** Whether an answer cannot change any more, so that it may be cached. By default none is. */
  readonly isFinal?: (answer: T) => boolean;
}

interface InFlightRequest {
  readonly answer: Promise<object>;
  /** Aborts the request, for the reason for which its last waiter left. */
  readonly abort: (reason: Error) => void;
  waiters: number;
}

/**
 * Request coalescing: equal requests that are made at the same time share one answer. A final answer is also cached, for
 * equal requests that are made soon after.
 */
export class Coalescing {
  readonly #settings: CoalescingSettings;
  readonly #inFlight = new Map<string, InFlightRequest>();
  readonly #cache: LRUCache<string, object> | null;

  constructor(settings: CoalescingSettings) {
    const { cacheMs } = settings;
    this.#settings = settings;
    this.#cache = cacheMs > 0 ? new LRUCache({ max: MAX_CACHED, ttl: cacheMs }) : null;
  }

  /**
   * The answer of the request, of an equal one under the same key that is in flight, or of the cache. A request in flight
   * has a deadline of its own: a waiter that leaves does not end it for the others, and the last one to leave aborts it.
   * @throws CallerError of this very caller, or what `send` throws
   */
  async coalesce<T extends object>(key: string, deadline: Deadline, request: CoalescedRequest<T>): Promise<T> {
    for (;;) {
      deadline.signal.throwIfAborted();
      const cached = this.#cache?.get(key);
      const joined = this.#inFlight.get(key);
      if (cached ?? joined) this.#settings.onCoalesced?.();
      // Equal keys belong to equal requests, so the answer has the type of this one.
      if (cached) return cached as T;
      try {
        return (await this.#wait(joined ?? this.#start(key, request), deadline)) as T;
      } catch (error) {
        // The caller that sent the request may not make it. One of the others sends it now, and the rest join again.
        if (!joined || !concernsOneCaller(error)) throw error;
      }
    }
  }

  /** Later requests join nothing that is in flight, and get nothing from the cache. */
  invalidate(): void {
    this.#inFlight.clear();
    this.#cache?.clear();
  }

  async #wait(request: InFlightRequest, deadline: Deadline): Promise<object> {
    request.waiters++;
    try {
      return await withDeadline(request.answer, deadline);
    } finally {
      request.waiters--;
      if (request.waiters === 0 && deadline.signal.aborted) request.abort(deadline.signal.reason);
    }
  }

  #start<T extends object>(key: string, { send, isFinal }: CoalescedRequest<T>): InFlightRequest {
    const { deadline, end } = createDeadline(this.#settings.timeoutMs);
    const isCurrent = () => this.#inFlight.get(key) === request;
    const settle = (reason?: Error) => {
      if (isCurrent()) this.#inFlight.delete(key);
      end(reason);
    };
    const finish = async (sent: Promise<T>): Promise<T> => {
      try {
        const value = await sent;
        if (isCurrent() && isFinal?.(value)) this.#cache?.set(key, value);
        return value;
      } finally {
        settle();
      }
    };
    const answer = finish(send(deadline));
    // Waiters get the failure. Without waiters nobody needs it, and it must not count as an unhandled rejection.
    answer.catch(() => undefined);
    const request: InFlightRequest = { answer, waiters: 0, abort: settle };
    this.#inFlight.set(key, request);
    return request;
  }
}

/** The sender of a request may not make it, for a reason that the callers that joined it need not share. */
function concernsOneCaller(error: unknown): boolean {
  return error instanceof CallerError || (error instanceof IyzicoUnavailable && error.reason === 'caller-full');
}
