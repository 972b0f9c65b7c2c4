import { CallAbort, type CallSignal } from '../wire/call-signal.js';
import { startTimer } from '../wire/timer.js';

/** How long an answer is worth waiting for. */
export interface Deadline {
  /** Aborted when nobody waits any more. Its reason is the error that the caller gets. */
  readonly signal: CallSignal;
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
  const signal = new CallAbort();
  const stopTimer = startTimer(timeoutMs, () => {
    signal.abort(new DeadlineExceeded());
  });
  return {
    deadline: { signal, at: performance.now() + timeoutMs },
    end: (reason) => {
      stopTimer();
      if (reason) signal.abort(reason);
    },
  };
}

/** The value of `answer`, unless the deadline ends before. @throws the reason of the deadline's signal */
export function withDeadline<T>(answer: Promise<T>, { signal }: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      reject(signal.reason);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave);
    const settle = () => {
      signal.removeEventListener('abort', leave);
      resolve(answer);
    };
    // This also handles the rejection of an answer that comes after the deadline.
    answer.then(settle, settle);
  });
}
