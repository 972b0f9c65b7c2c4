import { type Answer, writeSuccess } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { answerFailure } from '../wire/failure-answer.js';
import type { AnswerContext } from './answer-context.js';
import { answerSessionEnded } from './ended-session.js';

export function retrieveAccessToken({ call, world }: AnswerContext): Answer {
  const session = world.payments.session(fieldOf(call, 'sessionToken'), fieldOf(call, 'memberIdentifier'));
  if (!session) return answerFailure(call, '260016');
  // Inferred: an ended session gets the same failure here as when it is ended again.
  if (world.endedSessions.isEnded(session)) return answerSessionEnded(session, call, world);
  return writeSuccess({ accessToken: world.accessTokens.issue(session) }, call.echo);
}
