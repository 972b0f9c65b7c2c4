import { Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type * as iyzico from '../iyzico/index.js';
import { CostsCalls } from './call-cost.js';
import { OfCheckoutForm } from './checkout-form.js';
import { callOptionsOf, type Context } from './context.js';
import { readBatch } from './payment-batch.js';
import { PaymentArgs, PaymentDetailArgs, PaymentDetailsArgs } from './payment.args.js';
import { Payment } from './payment.type.js';
import { RequiresScope } from './requires-scopes.js';
import { Session } from './session.type.js';

@Resolver(() => Payment)
export class PaymentResolver {
  @OfCheckoutForm('payment:read')
  @CostsCalls(1)
  @Query(() => Payment, {
    nullable: true,
    description:
      "The payment of a checkout form with its items and the shopper's session: one call to iyzico for all of it. " +
      'PAYMENT_PENDING until the shopper has paid: ask again after extensions.retryAfter seconds. NOT_FOUND for a token that you may not read. Needs a token for the checkout form, or payment:read.',
  })
  payment(@Args(() => PaymentArgs) args: PaymentArgs, @Ctx() context: Context): Promise<iyzico.Payment> {
    return context.loaders.payment({ checkoutFormToken: args.checkoutFormToken }, callOptionsOf(args, context));
  }

  @RequiresScope('payment:read')
  @CostsCalls(1)
  @Query(() => Payment, {
    nullable: true,
    description:
      "A payment of the merchant's, for back offices: by exactly one of its id and the conversation id that it was made with. It comes without a session. Needs payment:read.",
  })
  paymentDetail(
    @Args(() => PaymentDetailArgs) args: PaymentDetailArgs,
    @Ctx() context: Context,
  ): Promise<iyzico.Payment> {
    return context.loaders.paymentDetail(detailKeyOf(args), callOptionsOf(args, context));
  }

  @RequiresScope('payment:read')
  @CostsCalls(1, 'paymentIds')
  @Query(() => [Payment], {
    nullable: 'items',
    description:
      'Payments by their ids, in the order of the ids; the others are still returned where one fails. A payment that fails is null and has its own error with extensions.paymentId; a malformed id too, with its place in extensions.fields. ' +
      'Payments that fail by one cause outside of them, such as IYZICO_RATE_LIMITED, share one error: its extensions.paymentIds names them. Each distinct id costs a call to iyzico, malformed ones do not. Needs payment:read.',
  })
  paymentDetails(
    @Args(() => PaymentDetailsArgs) args: PaymentDetailsArgs,
    @Ctx() context: Context,
  ): Promise<(iyzico.Payment | Error | null)[]> {
    return readBatch(args.paymentIds, (paymentId) =>
      context.loaders.paymentDetail({ paymentId }, callOptionsOf(args, context)),
    );
  }

  @FieldResolver(() => ID, { description: 'The same as paymentId, for clients that keep a normalised cache.' })
  id(@Root() { paymentId }: Payment): string {
    return paymentId;
  }

  @FieldResolver(() => Session, {
    nullable: true,
    description:
      "The shopper's session. A payment that is queried by its checkout form includes it, without a further call; null otherwise.",
  })
  session(@Root() { session }: Payment): iyzico.Session | null {
    return session;
  }
}

/** `PaymentDetailArgs` ensures that exactly one is given. */
function detailKeyOf({ paymentId, paymentConversationId }: PaymentDetailArgs): iyzico.PaymentDetailKey {
  return paymentId == null ? { paymentConversationId: paymentConversationId ?? '' } : { paymentId };
}
