import type { Session } from '../payments/session.js';
import type { Answer } from '../wire/answer.js';
import type { Call } from '../wire/call.js';
import { failures } from '../wire/failure.js';
import { answerFailure } from '../wire/failure-answer.js';
import type { World } from './answer-context.js';

/** Answers a call that needs an active session. As at iyzico, the message states when it ended, in Istanbul time. */
export function answerSessionEnded(session: Session, call: Call, { endedSessions }: World): Answer {
  const endedAt = endedSessions.endedAt(session);
  if (endedAt === undefined) return answerFailure(call, '260030');
  const usualMessage = failures['260030'][call.echo.language];
  return answerFailure(call, '260030', { message: `${usualMessage} (${istanbulTime.format(endedAt)})` });
}

const istanbulTime = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Europe/Istanbul',
  dateStyle: 'short',
  timeStyle: 'short',
});
