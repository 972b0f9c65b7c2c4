import { LRUCache } from 'lru-cache';
import { patienceFor, untilPatienceEnds, type Patience } from './deadline.js';

/** Answers that are kept at once; the one not asked for longest makes room. */
const MOST_KEPT = 5000;

export interface SharingSettings {
  /** Milliseconds that a shared question may take, whoever waits for it. */
  readonly timeout: number;
  /** Milliseconds for which a settled answer serves who asks the same; 0 for not at all. */
  readonly keepFor: number;
  /** Told of every question that is left to another's call. */
  readonly onShared?: (() => void) | undefined;
}

/** Lets questions that are asked at once, or soon after one another, share one answer. */
export interface Sharing {
  /**
   * The answer to `ask`, or to the same question that is already under way. The question lives by a patience of its
   * own: who stops waiting does not take it from the others, and the last one to leave ends it.
   * @throws OwnFailure of this very asker; those of others are not told, but lead to asking anew
   */
  share<T extends object>(key: string, waiter: Patience, ask: (own: Patience) => Promise<T>): Promise<T>;
  /** From now on nobody joins what is under way, and nobody is served what was answered. */
  startAfresh(): void;
}

/** A failure that concerns the asker alone, such as an empty purse. */
export class OwnFailure extends Error {
  override readonly name = 'OwnFailure';

  constructor(readonly reason: unknown) {
    super('The asker may not ask.');
  }
}

/** A question under way. */
interface Flight {
  readonly answer: Promise<object>;
  /** Ends it for the reason for which the last of its waiters left. */
  readonly abandon: (reason: Error) => void;
  waiters: number;
}

export function createSharing({ timeout, keepFor, onShared }: SharingSettings): Sharing {
  const flights = new Map<string, Flight>();
  const kept = keepFor > 0 ? new LRUCache<string, object>({ max: MOST_KEPT, ttl: keepFor }) : null;

  function depart(key: string, ask: (own: Patience) => Promise<object>): Flight {
    const { patience, end } = patienceFor(timeout);
    const isCurrent = () => flights.get(key) === flight;
    const answer = ask(patience)
      .then((value) => {
        if (isCurrent()) kept?.set(key, value);
        return value;
      })
      .finally(() => {
        if (isCurrent()) flights.delete(key);
        end();
      });
    // Whoever waits hears of a failure; where nobody does any more, nobody need.
    answer.catch(() => undefined);
    const flight: Flight = {
      answer,
      waiters: 0,
      abandon: (reason) => {
        if (isCurrent()) flights.delete(key);
        end(reason);
      },
    };
    flights.set(key, flight);
    return flight;
  }

  return {
    async share<T extends object>(key: string, waiter: Patience, ask: (own: Patience) => Promise<T>): Promise<T> {
      for (;;) {
        waiter.signal.throwIfAborted();
        const settled = kept?.get(key);
        const joined = flights.get(key);
        if (settled ?? joined) onShared?.();
        // What stands under a key was answered to the same question, and so is of its type.
        if (settled) return settled as T;

        const flight = joined ?? depart(key, ask);
        flight.waiters++;
        try {
          return (await untilPatienceEnds(flight.answer, waiter)) as T;
        } catch (error) {
          // Whoever asked for all of them is out: the next of them asks, and the others join again.
          if (!joined || !(error instanceof OwnFailure)) throw error;
        } finally {
          flight.waiters--;
          if (flight.waiters === 0 && waiter.signal.aborted) flight.abandon(waiter.signal.reason as Error);
        }
      }
    },
    startAfresh() {
      flights.clear();
      kept?.clear();
    },
  };
}
