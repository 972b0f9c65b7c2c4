import { DirectiveLocation, GraphQLDirective } from 'graphql';
import { Directive, UseMiddleware, type MiddlewareFn } from 'type-graphql';
import type { Context } from './context.js';
import { NOT_FOUND_MESSAGE, Refusal } from './refusal.js';
import { alternatives, type Scope } from './requires-scopes.js';

/** Tells, in the schema, what `@OfCheckoutForm` holds callers to. */
export const checkoutFormDirective = new GraphQLDirective({
  name: 'requiresCheckoutForm',
  description:
    "Needs a shopper's token that is bound to the very checkout form asked for, or the scopes. A form that the token is not bound to is NOT_FOUND, as one that does not exist.",
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    orScopes: { type: alternatives, description: 'What opens any checkout form: alternatives as in @requiresScopes.' },
  },
});

/** Marks a field that is asked for by `checkoutFormToken`: open to shoppers for their own forms, and to a scope for all. */
export function OfCheckoutForm(orScope: Scope): MethodDecorator {
  const declare = Directive(`@requiresCheckoutForm(orScopes: [["${orScope}"]])`);
  const enforce = UseMiddleware(bindingOr(orScope));
  return (target, key, descriptor) => {
    declare(target, key, descriptor);
    enforce(target, key, descriptor);
  };
}

/** @throws Refusal NOT_FOUND for a form that is not the caller's, RATE_LIMITED after too many of those; at no call */
function bindingOr(orScope: Scope): MiddlewareFn<Context> {
  return async ({ args, context: { caller, guesses } }, next) => {
    if (caller.scopes.has(orScope) || caller.checkoutFormTokens.has(formOf(args))) return (await next()) as unknown;
    const retryAfter = await guesses.count();
    if (retryAfter !== null) {
      throw new Refusal('RATE_LIMITED', 'Too many checkout forms were asked for that are not yours.', { retryAfter });
    }
    throw new Refusal('NOT_FOUND', NOT_FOUND_MESSAGE);
  };
}

function formOf(args: { checkoutFormToken?: string; input?: { checkoutFormToken?: string } }): string {
  return args.checkoutFormToken ?? args.input?.checkoutFormToken ?? '';
}
