import { Args, Ctx, Mutation, Resolver } from 'type-graphql';
import type { SessionExpiry } from '../iyzico/index.js';
import { CostsCalls } from './call-cost.js';
import { OfCheckoutForm } from './checkout-form.js';
import { callOptionsOf, type Context } from './context.js';
import { RequiresScope } from './requires-scopes.js';
import { ExpireCheckoutSessionArgs, ExpireSessionArgs } from './session-expiry.input.js';
import { ExpireSessionResult, SessionAlreadyExpired, SessionExpired, SessionNotFound } from './session-expiry.type.js';

@Resolver()
export class SessionExpiryResolver {
  @RequiresScope('session:manage')
  @CostsCalls(1)
  @Mutation(() => ExpireSessionResult, {
    description:
      "Ends a session, so that no payment can be made in it any more, by the session's own keys. Safe to repeat. Needs session:manage.",
  })
  async expireSession(
    @Args(() => ExpireSessionArgs) { input }: ExpireSessionArgs,
    @Ctx() context: Context,
  ): Promise<object> {
    const { sessionToken, memberIdentifier } = input;
    return resultOf(
      await context.loaders.expireSession({ sessionToken, memberIdentifier }, callOptionsOf(input, context)),
    );
  }

  @OfCheckoutForm('session:manage')
  @CostsCalls(2)
  @Mutation(() => ExpireSessionResult, {
    description:
      "Ends the session in which a checkout form was paid: for a browser, which holds the form's token and never the session's keys. Safe to repeat. Needs a token for the checkout form, or session:manage.",
  })
  async expireCheckoutSession(
    @Args(() => ExpireCheckoutSessionArgs) { input }: ExpireCheckoutSessionArgs,
    @Ctx() context: Context,
  ): Promise<object> {
    const { checkoutFormToken } = input;
    return resultOf(await context.loaders.expireCheckoutSession({ checkoutFormToken }, callOptionsOf(input, context)));
  }
}

/** An instance of a member class: type-graphql finds the type of a union by the class. */
function resultOf(expiry: SessionExpiry): object {
  switch (expiry.outcome) {
    case 'expired':
      return Object.assign(new SessionExpired(), expiry);
    case 'already-expired':
      return Object.assign(new SessionAlreadyExpired(), expiry, {
        message: expiry.message ?? 'The session had already been ended.',
      });
    case 'not-found':
      return Object.assign(new SessionNotFound(), expiry, {
        message: expiry.message ?? 'iyzico has no such session.',
      });
  }
}
