import { Field, ObjectType } from 'type-graphql';
import type { Envelope as IyzicoEnvelope } from '../iyzico/index.js';
import { DateTime } from './date-time.scalar.js';
import { Locale } from './locale.enum.js';

/** The fields that every answer of iyzico has. */
@ObjectType({ simpleResolvers: true })
export abstract class Envelope implements IyzicoEnvelope {
  @Field(() => String, {
    nullable: true,
    description:
      "The conversation id of this request's own call, as iyzico repeated it; of a session, as it was sent. null if iyzico did not repeat it, and if another request's call gave the answer. So do not match answers only by it.",
  })
  conversationId!: string | null;

  @Field(() => Locale, {
    nullable: true,
    description: 'The language of the answer, according to iyzico. It may differ from the requested one.',
  })
  locale!: Locale | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "iyzico's clock when it answered (its systemTime), or this server's clock if iyzico sent no usable time.",
  })
  retrievedAt!: Date;
}
