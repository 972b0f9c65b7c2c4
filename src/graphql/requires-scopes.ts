import { DirectiveLocation, GraphQLDirective, GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql';
import { Directive } from 'type-graphql';
import type { Scope } from './scopes.js';

/** The argument type of Apollo Federation's directive: alternatives, each a list of scopes that are all needed. */
export const alternatives = new GraphQLNonNull(
  new GraphQLList(new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString)))),
);

/** Has the name and the shape of Apollo Federation's directive, so that a router understands it too. */
export const requiresScopesDirective = new GraphQLDirective({
  name: 'requiresScopes',
  description:
    'An operation that selects the field needs all scopes of at least one inner list, whatever @skip and @include say.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { scopes: { type: alternatives, description: 'Alternatives; all scopes of one alternative are needed.' } },
});

/** Marks a field that only callers with this scope may select. */
export function RequiresScope(scope: Scope): MethodDecorator & PropertyDecorator {
  return Directive(`@requiresScopes(scopes: [["${scope}"]])`);
}
