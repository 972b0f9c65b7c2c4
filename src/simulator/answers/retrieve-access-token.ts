import { sessionOf } from '../payments/payment-lookup.js';
import { type Answer, success } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { refuse } from '../wire/refuse.js';
import type { Answering } from './answering.js';
import { refuseEnded } from './ended-session.js';

export function retrieveAccessToken({ call, world }: Answering): Answer {
  const session = sessionOf(fieldOf(call, 'sessionToken'), fieldOf(call, 'memberIdentifier'));
  if (!session) return refuse(call, '260016');
  // Inferred: an ended session is refused here with the words of a second end.
  if (world.endedSessions.isEnded(session)) return refuseEnded(session, call, world);
  return success({ accessToken: world.accessTokens.sell(session) }, call.echo);
}
