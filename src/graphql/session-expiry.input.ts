import { ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { CallInput } from './call.input.js';
import { IsKey } from './input-rules.js';

@InputType({ description: "Which session to end, by its own keys, for the merchant's systems." })
export class ExpireSessionInput extends CallInput {
  @IsKey()
  @Field(() => ID, { description: "The session's token: 1–256 visible ASCII characters." })
  sessionToken!: string;

  @IsKey()
  @Field(() => ID, {
    description: 'The shopper as iyzico names them, from the same session: 1–256 visible ASCII characters.',
  })
  memberIdentifier!: string;
}

@InputType({ description: 'Which session to end, by the checkout form that was paid in it.' })
export class ExpireCheckoutSessionInput extends CallInput {
  @IsKey()
  @Field(() => ID, {
    description: 'The token that iyzico gave out with the checkout form: 1–256 visible ASCII characters.',
  })
  checkoutFormToken!: string;
}

// Args classes: with a single `@Arg`, the paths of field errors would lack the argument's name.
@ArgsType()
export class ExpireSessionArgs {
  @ValidateNested()
  @Field(() => ExpireSessionInput, { description: 'Which session to end.' })
  input!: ExpireSessionInput;
}

@ArgsType()
export class ExpireCheckoutSessionArgs {
  @ValidateNested()
  @Field(() => ExpireCheckoutSessionInput, { description: "Which checkout form's session to end." })
  input!: ExpireCheckoutSessionInput;
}
