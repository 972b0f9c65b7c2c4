import type { Session } from '../payments/session.js';

/** Which sessions were ended since the simulator began, and when. */
export interface EndedSessions {
  end(session: Session): void;
  isEnded(session: Session): boolean;
  /** In epoch milliseconds; undefined when it was ended before the simulator began, or not at all. */
  endOf(session: Session): number | undefined;
  forget(): void;
}

export function rememberEndedSessions(): EndedSessions {
  const ends = new Map<string, number>();
  return {
    end: ({ sessionToken }) => {
      ends.set(sessionToken, Date.now());
    },
    isEnded: ({ sessionToken, bornPassive }) => bornPassive === true || ends.has(sessionToken),
    endOf: ({ sessionToken }) => ends.get(sessionToken),
    forget: () => {
      ends.clear();
    },
  };
}
