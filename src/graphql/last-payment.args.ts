import { ArgsType, Field, ID } from 'type-graphql';
import { CallInput } from './call.input.js';
import { IsKey } from './input-rules.js';

@ArgsType()
export class LastPaymentArgs extends CallInput {
  @IsKey()
  @Field(() => ID, { description: "The session's token, as the merchant's systems read it from a session." })
  sessionToken!: string;

  @IsKey()
  @Field(() => ID, { description: 'The shopper as iyzico names them, from the same session.' })
  memberIdentifier!: string;
}
