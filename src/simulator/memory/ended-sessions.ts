import type { Session } from '../payments/session.js';

/** The sessions that were ended since the simulator started, and when. */
export interface EndedSessions {
  end(session: Session): void;
  isEnded(session: Session): boolean;
  /** In epoch milliseconds; `undefined` for a session that is active or was ended before the simulator started. */
  endedAt(session: Session): number | undefined;
  forget(): void;
}

export function rememberEndedSessions(): EndedSessions {
  const ended = new Map<string, number>();
  return {
    end: ({ sessionToken }) => {
      ended.set(sessionToken, Date.now());
    },
    isEnded: ({ sessionToken, initiallyPassive }) => initiallyPassive === true || ended.has(sessionToken),
    endedAt: ({ sessionToken }) => ended.get(sessionToken),
    forget: () => {
      ended.clear();
    },
  };
}
