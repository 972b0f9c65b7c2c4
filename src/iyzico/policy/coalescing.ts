import { LRUCache } from 'lru-cache';
import { createDeadline, withDeadline, type Deadline } from './deadline.js';

/** Answers that are kept at once; the one not asked for longest makes room. */
const MOST_KEPT = 5000;

export interface CoalescingSettings {
  /** Milliseconds that a shared question may take, whoever waits for it. */
  readonly timeoutMs: number;
  /** Milliseconds for which a settled answer serves who asks the same; 0 for not at all. */
  readonly cacheMs: number;
  /** Told of every question that is left to another's call. */
  readonly onCoalesced?: (() => void) | undefined;
}

/** Lets questions that are asked at once, or soon after one another, share one answer. */
export interface Coalescing {
  /**
   * The answer to `ask`, or to the same question that is already under way. The question lives by a patience of its
   * own: who stops waiting does not take it from the others, and the last one to leave ends it.
   * @throws OwnFailure of this very asker; those of others are not told, but lead to asking anew
   */
  coalesce<T extends object>(key: string, waiter: Deadline, ask: (own: Deadline) => Promise<T>): Promise<T>;
  /** From now on nobody joins what is under way, and nobody is served what was answered. */
  invalidate(): void;
}

/** A failure that concerns the asker alone, such as an empty purse. */
export class CallerError extends Error {
  override readonly name = 'OwnFailure';

  constructor(readonly reason: unknown) {
    super('The asker may not ask.');
  }
}

/** A question under way. */
interface InFlightRequest {
  readonly answer: Promise<object>;
  /** Ends it for the reason for which the last of its waiters left. */
  readonly abandon: (reason: Error) => void;
  waiters: number;
}

export function createCoalescing({
  timeoutMs: timeout,
  cacheMs: keepFor,
  onCoalesced,
}: CoalescingSettings): Coalescing {
  const inFlight = new Map<string, InFlightRequest>();
  const kept = keepFor > 0 ? new LRUCache<string, object>({ max: MOST_KEPT, ttl: keepFor }) : null;

  function start(key: string, ask: (own: Deadline) => Promise<object>): InFlightRequest {
    const { deadline, end } = createDeadline(timeout);
    const isCurrent = () => inFlight.get(key) === request;
    const answer = ask(deadline)
      .then((value) => {
        if (isCurrent()) kept?.set(key, value);
        return value;
      })
      .finally(() => {
        if (isCurrent()) inFlight.delete(key);
        end();
      });
    // Whoever waits hears of a failure; where nobody does any more, nobody need.
    answer.catch(() => undefined);
    const request: InFlightRequest = {
      answer,
      waiters: 0,
      abandon: (reason) => {
        if (isCurrent()) inFlight.delete(key);
        end(reason);
      },
    };
    inFlight.set(key, request);
    return request;
  }

  return {
    async coalesce<T extends object>(key: string, waiter: Deadline, ask: (own: Deadline) => Promise<T>): Promise<T> {
      for (;;) {
        waiter.signal.throwIfAborted();
        const settled = kept?.get(key);
        const joined = inFlight.get(key);
        if (settled ?? joined) onCoalesced?.();
        // What stands under a key was answered to the same question, and so is of its type.
        if (settled) return settled as T;

        const request = joined ?? start(key, ask);
        request.waiters++;
        try {
          return (await withDeadline(request.answer, waiter)) as T;
        } catch (error) {
          // Whoever asked for all of them is out: the next of them asks, and the others join again.
          if (!joined || !(error instanceof CallerError)) throw error;
        } finally {
          request.waiters--;
          if (request.waiters === 0 && waiter.signal.aborted) request.abandon(waiter.signal.reason as Error);
        }
      }
    },
    invalidate() {
      inFlight.clear();
      kept?.clear();
    },
  };
}
