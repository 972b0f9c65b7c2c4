import { ArgsType, Field, InputType } from 'type-graphql';
import { IsConversationId } from './input-rules.js';
import { Locale } from './locale.enum.js';

/** What may be said with any call to iyzico, beside what is asked for. */
@ArgsType()
@InputType()
export abstract class CallInput {
  @Field(() => Locale, {
    nullable: true,
    description:
      "The language of iyzico's messages. Left out: the first of the request's Accept-Language that iyzico speaks, else the server's own.",
  })
  locale?: Locale | null;

  @IsConversationId()
  @Field(() => String, {
    nullable: true,
    description:
      "Your own name for the call, which iyzico keeps and mostly echoes; at most 255 characters without control characters. Left out: the request's id.",
  })
  conversationId?: string | null;
}
