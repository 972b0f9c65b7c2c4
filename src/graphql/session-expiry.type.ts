import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Envelope } from './envelope.type.js';
import { Session } from './session.type.js';

@ObjectType({ simpleResolvers: true, description: 'The session was ended by this very request.' })
export class SessionExpired extends Envelope {
  @Field(() => Session, { description: 'The session, now PASSIVE: a normalised cache updates itself by its id.' })
  session!: Session;
}

@ObjectType({
  simpleResolvers: true,
  description: 'The session had been ended before (iyzico 260030): what was asked for holds, so this is no failure.',
})
export class SessionAlreadyExpired extends Envelope {
  @Field(() => Session, { description: 'The session, PASSIVE: a normalised cache updates itself by its id.' })
  session!: Session;

  @Field(() => String, { description: "iyzico's words for it, in the language of the request." })
  message!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'iyzico knows no such session (260016), or has none for the checkout form: there is nothing to end.',
})
export class SessionNotFound extends Envelope {
  @Field(() => String, { description: "iyzico's words for it, in the language of the request." })
  message!: string;
}

export const ExpireSessionResult = createUnionType({
  name: 'ExpireSessionResult',
  description:
    'What became of a request to end a session. After the first two it is ended, so that asking twice is safe.',
  types: () => [SessionExpired, SessionAlreadyExpired, SessionNotFound] as const,
});
