import { setMaxListeners } from 'node:events';

/** For how long an answer is worth waiting for. */
export interface Deadline {
  /** Aborted when nobody waits any more; its reason is thrown to who still does. */
  readonly signal: AbortSignal;
  /** The moment at which time is up, by the clock of `performance.now`. */
  readonly at: number;
}

/** Time is up: the reason of a signal whose deadline passed. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlinePassed';
}

/** A patience of `timeout` milliseconds that may be ended before; ending it after the work frees its timer. */
export function createDeadline(timeout: number): { deadline: Deadline; end: (reason?: Error) => void } {
  const controller = new AbortController();
  // One signal reaches every call of an operation.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(() => {
    controller.abort(new DeadlineExceeded());
  }, timeout);
  return {
    deadline: { signal: controller.signal, at: performance.now() + timeout },
    end: (reason) => {
      clearTimeout(timer);
      if (reason) controller.abort(reason);
    },
  };
}

/** Does `work` within the patience that is given, or else within one of `timeout` milliseconds. */
export async function completeWithin<T>(
  given: Deadline | undefined,
  timeout: number,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  if (given) {
    given.signal.throwIfAborted();
    return withDeadline(work(given), given);
  }
  const { deadline, end } = createDeadline(timeout);
  try {
    return await withDeadline(work(deadline), deadline);
  } finally {
    end();
  }
}

/** What `answer` comes to, unless patience ends before. @throws the reason of the patience's signal */
export async function withDeadline<T>(answer: Promise<T>, { signal }: Deadline): Promise<T> {
  let leave = (): void => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
  });
  if (signal.aborted) leave();
  try {
    // The race hears of the answer's failure too where nobody waits for it any more.
    return await Promise.race([left, answer]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
