import { setMaxListeners } from 'node:events';
import { startTimer } from '../wire/timer.js';

/** How long an answer is worth waiting for. */
export interface Deadline {
  /** Aborted when nobody waits any more. Its reason is the error that the caller gets. */
  readonly signal: AbortSignal;
  /** When the time is up, in the milliseconds of `performance.now()`. */
  readonly at: number;
}

/** The time is up. This is the reason of the signal of a deadline that passed. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/**
 * A deadline `timeoutMs` milliseconds from now.
 * @returns the deadline, and `end`: without a reason it frees the timer after the work, with one it aborts the work
 */
export function createDeadline(timeoutMs: number): { deadline: Deadline; end: (reason?: Error) => void } {
  const controller = new AbortController();
  // Every call of an operation listens to the same signal.
  setMaxListeners(0, controller.signal);
  const stopTimer = startTimer(timeoutMs, () => {
    controller.abort(new DeadlineExceeded());
  });
  return {
    deadline: { signal: controller.signal, at: performance.now() + timeoutMs },
    end: (reason) => {
      stopTimer();
      if (reason) controller.abort(reason);
    },
  };
}

/** The value of `answer`, unless the deadline ends before. @throws the reason of the deadline's signal */
export function withDeadline<T>(answer: Promise<T>, { signal }: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    const settle = () => {
      signal.removeEventListener('abort', leave);
      resolve(answer);
    };
    // This also handles the rejection of an answer that comes after the deadline.
    answer.then(settle, settle);
  });
}
