import { type Answer, writeSuccess } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { answerFailure } from '../wire/failure-answer.js';
import type { AnswerContext } from './answer-context.js';
import { answerSessionEnded } from './ended-session.js';

export function invalidateSession({ call, world }: AnswerContext): Answer {
  const session = world.payments.session(fieldOf(call, 'sessionToken'), fieldOf(call, 'memberIdentifier'));
  if (!session) return answerFailure(call, '260016');
  if (world.endedSessions.isEnded(session)) return answerSessionEnded(session, call, world);
  world.endedSessions.end(session);
  world.accessTokens.revoke(session);
  const { sessionToken, memberIdentifier, expirySample } = session;
  return writeSuccess({ sessionToken, memberIdentifier }, expirySample?.echo(call.echo) ?? call.echo);
}
