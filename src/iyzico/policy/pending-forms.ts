import { LRUCache } from 'lru-cache';
import { IyzicoRejected } from '../wire/errors.js';

/** Checkout forms that are remembered. A form that is forgotten counts as new. */
const MAX_FORMS = 10_000;
/** Seconds. At this interval a form uses 15 of the 20 calls a minute that its shopper may cause by default. */
const SHORTEST_INTERVAL = 4;
/** Seconds. */
const LONGEST_INTERVAL = 30;
/** The interval is this part of the form's age. It is longest after 15 minutes, half of a form's life. */
const INTERVALS_IN_AGE = 30;

/** The seconds after which a form that has been unpaid for this many seconds is worth the next call. */
export function pollingInterval(age: number): number {
  return Math.min(LONGEST_INTERVAL, Math.max(SHORTEST_INTERVAL, Math.ceil(age / INTERVALS_IN_AGE)));
}

/** Remembers since when checkout forms have been unpaid, as far as this process knows. */
export class PendingForms {
  /** By opaque id, so that no token is kept. */
  readonly #seenAt = new LRUCache<string, number>({ max: MAX_FORMS });

  constructor(
    private readonly opaqueId: (secret: string) => string,
    /** Milliseconds of a monotonic clock. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Makes an operation whose `payment-pending` rejections tell when to call again. */
  observe<K extends { readonly checkoutFormToken: string }, Options, V>(
    operation: (key: K, options: Options) => Promise<V>,
  ): (key: K, options: Options) => Promise<V> {
    return async (key, options) => {
      try {
        return await operation(key, options);
      } catch (error) {
        if (!(error instanceof IyzicoRejected) || error.failure.meaning !== 'payment-pending') throw error;
        const retryAfter = Math.max(error.failure.retryAfter ?? 0, pollingInterval(this.#ageOf(key.checkoutFormToken)));
        throw new IyzicoRejected(error.service, { ...error.failure, retryAfter });
      }
    };
  }

  /** In seconds, since it was first seen unpaid. */
  #ageOf(checkoutFormToken: string): number {
    const id = this.opaqueId(checkoutFormToken);
    const seenAt = this.#seenAt.get(id) ?? this.now();
    this.#seenAt.set(id, seenAt);
    return (this.now() - seenAt) / 1000;
  }
}
