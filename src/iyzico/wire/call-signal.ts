/** What a call needs of an `AbortSignal`. */
export interface CallSignal {
  readonly aborted: boolean;
  /** The error that the caller gets, once it is aborted. */
  readonly reason: Error;
  throwIfAborted(): void;
  /** The listener must not throw: the others would not be called. */
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * An `AbortController` and its signal, for calls. Node's own cost 8 µs each with two listeners, this one 0.4 µs, and a
 * query has several.
 */
export class CallAbort implements CallSignal {
  aborted = false;
  reason!: Error;
  readonly #listeners = new Set<() => void>();

  /** Only the first reason counts. */
  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
}
