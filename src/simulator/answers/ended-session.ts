import type { Session } from '../payments/session.js';
import type { Answer } from '../wire/answer.js';
import type { Call } from '../wire/call.js';
import { failures } from '../wire/failure.js';
import { refuse } from '../wire/refuse.js';
import type { World } from './answering.js';

/** The refusal of what an ended session can no longer do. It tells when the end was, as iyzico does, in Turkish time. */
export function refuseEnded(session: Session, call: Call, { endedSessions }: World): Answer {
  const end = endedSessions.endOf(session);
  if (end === undefined) return refuse(call, '260030');
  const words = failures['260030'][call.echo.language];
  return refuse(call, '260030', { message: `${words} (${istanbulTime.format(end)})` });
}

const istanbulTime = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Europe/Istanbul',
  dateStyle: 'short',
  timeStyle: 'short',
});
