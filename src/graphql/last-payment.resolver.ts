import { Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { paymentIdOf } from '../iyzico/index.js';
import type * as iyzico from '../iyzico/index.js';
import { CostsCalls } from './call-cost.js';
import { callOptionsOf, type Context } from './context.js';
import { LastPaymentArgs } from './last-payment.args.js';
import { LastPayment } from './last-payment.type.js';
import { Payment } from './payment.type.js';
import { RequiresScope } from './requires-scopes.js';

@Resolver(() => LastPayment)
export class LastPaymentResolver {
  @RequiresScope('session:manage')
  @CostsCalls(2)
  @Query(() => LastPayment, {
    nullable: true,
    description:
      "The last payment of a session by the session's own keys, for the merchant's systems. Browsers select session.lastPayment instead, without the keys. Needs session:manage.",
  })
  lastPayment(
    @Args(() => LastPaymentArgs) args: LastPaymentArgs,
    @Ctx() context: Context,
  ): Promise<iyzico.LastPayment> {
    const { sessionToken, memberIdentifier } = args;
    return context.loaders.lastPayment({ sessionToken, memberIdentifier }, callOptionsOf(args, context));
  }

  @RequiresScope('payment:read')
  @FieldResolver(() => ID, { description: "iyzico's id of the payment. Needs payment:read." })
  paymentId(@Root() lastPayment: LastPayment): string {
    return paymentIdOf(lastPayment);
  }

  @RequiresScope('payment:read')
  @CostsCalls(1)
  @FieldResolver(() => Payment, {
    nullable: true,
    description:
      'The whole payment, found by its checkout form; null where iyzico did not name the form. Needs payment:read.',
  })
  payment(
    @Root() { checkoutFormToken, requestedWith }: LastPayment,
    @Ctx() context: Context,
  ): Promise<iyzico.Payment> | null {
    if (checkoutFormToken === null) return null;
    return context.loaders.payment(
      { checkoutFormToken },
      callOptionsOf({ ...requestedWith, checkoutFormToken }, context),
    );
  }
}
