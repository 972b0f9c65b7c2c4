import type { Session } from '../payments/session.js';
import type { Clock } from './clock.js';

/** The sessions that were ended since the simulator started, and when. */
export interface EndedSessions {
  end(session: Session): void;
  isEnded(session: Session): boolean;
  /** In epoch milliseconds; `undefined` for a session that is active, has lapsed or was ended before the simulator started. */
  endedAt(session: Session): number | undefined;
  forget(): void;
}

export function rememberEndedSessions(clock: Clock): EndedSessions {
  const ended = new Map<string, number>();
  // A clock that was moved back to before the end finds the session active.
  const endedAt = ({ sessionToken }: Session): number | undefined => {
    const time = ended.get(sessionToken);
    return time !== undefined && time <= clock.now() ? time : undefined;
  };
  return {
    end: ({ sessionToken }) => {
      ended.set(sessionToken, clock.now());
    },
    isEnded: (session) => session.isPassive === true || endedAt(session) !== undefined,
    endedAt,
    forget: () => {
      ended.clear();
    },
  };
}
