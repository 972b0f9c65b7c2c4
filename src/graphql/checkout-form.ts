import { DirectiveLocation, GraphQLDirective } from 'graphql';
import { Directive, UseMiddleware, type MiddlewareFn } from 'type-graphql';
import type { Context } from './context.js';
import { NOT_FOUND_MESSAGE, Refusal } from './refusal.js';
import { alternatives } from './requires-scopes.js';
import type { Scope } from './scopes.js';

/** Declares in the schema what `@OfCheckoutForm` enforces. */
export const checkoutFormDirective = new GraphQLDirective({
  name: 'requiresCheckoutForm',
  description:
    "Needs a shopper's token that is bound to the requested checkout form, or the scopes. A form that the token is not bound to is NOT_FOUND, like one that does not exist.",
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    orScopes: {
      type: alternatives,
      description: 'The scopes that give access to every checkout form: alternatives as in @requiresScopes.',
    },
  },
});

/** The token of the checkout form that a field reads; `null` if it reads none. */
type FormOf = (field: { readonly args: FormArgs; readonly root: unknown }) => string | null;

interface FormArgs {
  readonly checkoutFormToken?: string;
  readonly input?: { readonly checkoutFormToken?: string };
}

/**
 * Marks a field that reads one checkout form: shoppers may select it for their own forms, a scope gives access to all.
 * @param formOf finds the form; by default in the field's arguments
 */
export function OfCheckoutForm(orScope: Scope, formOf: FormOf = formOfArguments): MethodDecorator {
  const declare = Directive(`@requiresCheckoutForm(orScopes: [["${orScope}"]])`);
  const enforce = UseMiddleware(requireFormOr(orScope, formOf));
  return (target, key, descriptor) => {
    declare(target, key, descriptor);
    enforce(target, key, descriptor);
  };
}

/**
 * Counts a request for a checkout form that is not the caller's.
 * @returns NOT_FOUND, or RATE_LIMITED after too many of these
 */
export async function refuseMiss({ lookupMisses }: Context): Promise<Refusal> {
  const retryAfter = await lookupMisses.countMiss();
  return retryAfter === null
    ? new Refusal('NOT_FOUND', NOT_FOUND_MESSAGE)
    : new Refusal('RATE_LIMITED', 'Too many requests for checkout forms that are not yours.', {
        retryAfter,
        limit: 'lookup-misses',
      });
}

/** @throws Refusal, without an iyzico call, for a form that is not the caller's */
function requireFormOr(orScope: Scope, formOf: FormOf): MiddlewareFn<Context> {
  return async ({ args, root, context }, next) => {
    const { scopes, checkoutFormTokens } = context.caller;
    const form = formOf({ args, root: root as unknown });
    if (scopes.has(orScope) || form === null || checkoutFormTokens.has(form)) return (await next()) as unknown;
    throw await refuseMiss(context);
  };
}

function formOfArguments({ args }: { readonly args: FormArgs }): string {
  return args.checkoutFormToken ?? args.input?.checkoutFormToken ?? '';
}
