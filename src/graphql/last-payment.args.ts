import { ArgsType, Field, ID } from 'type-graphql';
import { CallInput } from './call.input.js';
import { IsKey } from './input-rules.js';

@ArgsType()
export class LastPaymentArgs extends CallInput {
  @IsKey()
  @Field(() => ID, { description: "The session's token, as a session tells it to the merchant's systems." })
  sessionToken!: string;

  @IsKey()
  @Field(() => ID, { description: 'The shopper as iyzico names them, from the same session.' })
  memberIdentifier!: string;
}
