import { ArgsType, Field, ID } from 'type-graphql';
import { CallInput } from './call.input.js';
import { IsKey, IsPaymentId } from './input-rules.js';

@ArgsType()
export class SessionArgs extends CallInput {
  @IsKey()
  @Field(() => ID, {
    description: 'The token that iyzico gave out with the checkout form: 1–256 visible ASCII characters.',
  })
  checkoutFormToken!: string;

  @IsPaymentId()
  @Field(() => ID, { description: "iyzico's id of the payment that the checkout form led to: 1–20 digits." })
  paymentId!: string;
}
