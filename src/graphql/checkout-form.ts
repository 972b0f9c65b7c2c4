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

/** The checkout form that a field is about; `null` where it is about none. */
type FormOf = (field: { readonly args: FormArgs; readonly root: unknown }) => string | null;

interface FormArgs {
  readonly checkoutFormToken?: string;
  readonly input?: { readonly checkoutFormToken?: string };
}

/**
 * Marks a field that is about one checkout form: open to shoppers for their own forms, and to a scope for all.
 * @param formOf tells the form; the field's argument unless said otherwise
 */
export function OfCheckoutForm(orScope: Scope, formOf: FormOf = formOfArguments): MethodDecorator {
  const declare = Directive(`@requiresCheckoutForm(orScopes: [["${orScope}"]])`);
  const enforce = UseMiddleware(bindingOr(orScope, formOf));
  return (target, key, descriptor) => {
    declare(target, key, descriptor);
    enforce(target, key, descriptor);
  };
}

/**
 * What is answered to who asks for what is not theirs, once that is counted.
 * @returns NOT_FOUND, or RATE_LIMITED after too many of those
 */
export async function refuseMiss({ lookupMisses }: Context): Promise<Refusal> {
  const retryAfter = await lookupMisses.countMiss();
  return retryAfter === null
    ? new Refusal('NOT_FOUND', NOT_FOUND_MESSAGE)
    : new Refusal('RATE_LIMITED', 'Too many checkout forms were asked for that are not yours.', { retryAfter });
}

/** @throws Refusal for a form that is not the caller's; at no call */
function bindingOr(orScope: Scope, formOf: FormOf): MiddlewareFn<Context> {
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
