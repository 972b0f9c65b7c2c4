import { Field, ObjectType } from 'type-graphql';
import type { Envelope as IyzicoEnvelope } from '../iyzico/index.js';
import { DateTime } from './date-time.scalar.js';
import { Locale } from './locale.enum.js';

/** What every answer of iyzico tells of itself. */
@ObjectType({ simpleResolvers: true })
export abstract class Envelope implements IyzicoEnvelope {
  @Field(() => String, {
    nullable: true,
    description:
      'The name of the call as iyzico echoed it; null where it did not, so do not match answers by it alone.',
  })
  conversationId!: string | null;

  @Field(() => Locale, {
    nullable: true,
    description: 'The language that iyzico says it answered in, which may be another than the one asked for.',
  })
  locale!: Locale | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "iyzico's clock when it answered (its systemTime), or this server's where iyzico told none.",
  })
  retrievedAt!: Date;
}
