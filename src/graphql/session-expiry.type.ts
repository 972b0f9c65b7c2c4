import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Envelope } from './envelope.type.js';
import { Session } from './session.type.js';

@ObjectType({ simpleResolvers: true, description: 'This request ended the session.' })
export class SessionExpired extends Envelope {
  @Field(() => Session, { description: 'The session, now PASSIVE: a normalised cache updates itself by its id.' })
  session!: Session;
}

@ObjectType({
  simpleResolvers: true,
  description: 'The session had already been ended (iyzico 260030). This is not a failure.',
})
export class SessionAlreadyExpired extends Envelope {
  @Field(() => Session, { description: 'The session, PASSIVE: a normalised cache updates itself by its id.' })
  session!: Session;

  @Field(() => String, {
    description: "iyzico's message, in the language of the request, or this server's where iyzico sent none.",
  })
  message!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'iyzico has no such session (260016), or none for the checkout form: there is nothing to end.',
})
export class SessionNotFound extends Envelope {
  @Field(() => String, {
    description: "iyzico's message, in the language of the request, or this server's where iyzico sent none.",
  })
  message!: string;
}

export const ExpireSessionResult = createUnionType({
  name: 'ExpireSessionResult',
  description:
    'The outcome of a request to end a session. With the first two types it has ended, so the request is safe to repeat.',
  types: () => [SessionExpired, SessionAlreadyExpired, SessionNotFound] as const,
});
