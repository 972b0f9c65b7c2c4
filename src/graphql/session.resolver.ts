import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { lastPaymentOf } from '../iyzico/index.js';
import type * as iyzico from '../iyzico/index.js';
import { CostsCalls } from './call-cost.js';
import { LastPaymentCard } from './card.type.js';
import { OfCheckoutForm } from './checkout-form.js';
import { callOptionsOf, type Context } from './context.js';
import { LastPayment } from './last-payment.type.js';
import { Payment } from './payment.type.js';
import { SessionArgs } from './session.args.js';
import { sessionOfPayment } from './session-of-payment.js';
import { Session } from './session.type.js';

@Resolver(() => Session)
export class SessionResolver {
  @OfCheckoutForm('payment:read')
  @CostsCalls(1)
  @Query(() => Session, {
    nullable: true,
    description:
      'The session in which a checkout form was paid, for clients that do not need the payment; null where iyzico has none for the pair. It is the session that the payment itself has. Needs a token for the checkout form, or payment:read.',
  })
  session(@Args(() => SessionArgs) args: SessionArgs, @Ctx() context: Context): Promise<iyzico.Session | null> {
    return sessionOfPayment(args, context);
  }

  @OfCheckoutForm('payment:read', ({ root }) => (root as Session).checkoutFormToken)
  @CostsCalls(1)
  @FieldResolver(() => Payment, {
    nullable: true,
    description:
      'The payment of the checkout form by which the session was found; null where it was found by its own token. Needs a token for the checkout form, or payment:read.',
  })
  payment(
    @Root() { checkoutFormToken, requestedWith }: Session,
    @Ctx() context: Context,
  ): Promise<iyzico.Payment> | null {
    if (checkoutFormToken === null) return null;
    return context.loaders.payment(
      { checkoutFormToken },
      callOptionsOf({ ...requestedWith, checkoutFormToken }, context),
    );
  }

  @CostsCalls(2)
  @FieldResolver(() => LastPayment, {
    nullable: true,
    description:
      'The last payment made in the session, which may belong to another checkout form. Costs a call to iyzico, and one more if the server has no access token for the session. null, without an error, where iyzico refuses it because the session is over.',
  })
  lastPayment(@Root() session: Session, @Ctx() context: Context): Promise<iyzico.LastPayment | null> {
    const { checkoutFormToken, requestedWith } = session;
    const options = callOptionsOf({ ...requestedWith, checkoutFormToken }, context);
    return lastPaymentOf(session, (key) => context.loaders.lastPayment(key, options));
  }

  @CostsCalls(2)
  @FieldResolver(() => LastPaymentCard, {
    nullable: true,
    description:
      'The card of the last payment: the same as lastPayment.card, at the same cost, and null for the same reasons or where no card paid.',
  })
  async lastPaymentCard(@Root() session: Session, @Ctx() context: Context): Promise<iyzico.LastPaymentCard | null> {
    const lastPayment = await this.lastPayment(session, context);
    return lastPayment?.card ?? null;
  }
}
