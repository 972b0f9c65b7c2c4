import { ArgsType, Field, ID } from 'type-graphql';
import { CallInput } from './call.input.js';
import { HasAtMost, IsKey, IsOnlyOneWith, IsPaymentId } from './input-rules.js';

@ArgsType()
export class PaymentArgs extends CallInput {
  @IsKey()
  @Field(() => ID, {
    description: 'The token that iyzico gave out with the checkout form: 1–256 visible ASCII characters.',
  })
  checkoutFormToken!: string;
}

@ArgsType()
export class PaymentDetailArgs extends CallInput {
  @IsOnlyOneWith('paymentConversationId')
  @IsPaymentId()
  @Field(() => ID, { nullable: true, description: "iyzico's id of the payment: 1–20 digits." })
  paymentId?: string | null;

  @IsKey()
  @Field(() => String, {
    nullable: true,
    description: 'The conversation id that the payment was made with: 1–256 visible ASCII characters.',
  })
  paymentConversationId?: string | null;
}

@ArgsType()
export class PaymentDetailsArgs extends CallInput {
  @HasAtMost(50)
  // `readBatch` checks each id, so that a malformed one does not refuse the others.
  @Field(() => [ID], { description: "iyzico's ids of the payments, 1–20 digits each; at most 50." })
  paymentIds!: string[];
}
