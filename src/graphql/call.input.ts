import { ArgsType, Field, InputType } from 'type-graphql';
import { IsConversationId } from './input-rules.js';
import { Locale } from './locale.enum.js';

/** The optional arguments of every field that calls iyzico. */
@ArgsType()
@InputType()
export abstract class CallInput {
  @Field(() => Locale, {
    nullable: true,
    description:
      "The language of iyzico's messages. Default: the first language in Accept-Language that iyzico supports, else the server's.",
  })
  locale?: Locale | null;

  @IsConversationId()
  @Field(() => String, {
    nullable: true,
    description:
      "Your own id for the call, which iyzico stores and usually echoes; 1–64 letters A–Z, a–z, digits, '.', '_', ':' or '-'. Default: the request's id.",
  })
  conversationId?: string | null;
}
