import { sessionOf } from '../payments/payment-lookup.js';
import { type Answer, success } from '../wire/answer.js';
import { fieldOf } from '../wire/call.js';
import { refuse } from '../wire/refuse.js';
import type { Answering } from './answering.js';
import { refuseEnded } from './ended-session.js';

export function invalidateSession({ call, world }: Answering): Answer {
  const session = sessionOf(fieldOf(call, 'sessionToken'), fieldOf(call, 'memberIdentifier'));
  if (!session) return refuse(call, '260016');
  if (world.endedSessions.isEnded(session)) return refuseEnded(session, call, world);
  world.endedSessions.end(session);
  world.accessTokens.forgetSession(session);
  const { sessionToken, memberIdentifier, expiry } = session;
  return success({ sessionToken, memberIdentifier }, expiry?.echo(call.echo) ?? call.echo);
}
