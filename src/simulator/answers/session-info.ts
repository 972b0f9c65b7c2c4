import type { Session } from '../payments/session.js';
import type { JsonObject } from '../wire/exact-json.js';
import type { World } from './answer-context.js';

/** The `sessionInfo` member of answers. */
export function writeSessionInfo(session: Session, { endedSessions }: World): JsonObject {
  return {
    sessionToken: session.sessionToken,
    sessionStatus: endedSessions.isEnded(session) ? 'PASSIVE' : 'ACTIVE',
    memberIdentifier: session.memberIdentifier,
    paymentType: session.paymentType,
  };
}
