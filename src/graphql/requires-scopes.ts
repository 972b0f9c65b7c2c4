import { DirectiveLocation, GraphQLDirective, GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql';
import { Directive } from 'type-graphql';

/** What a merchant's system may be allowed beyond what any caller may. */
export const scopes = ['payment:read', 'settlement:read', 'member:read', 'session:manage'] as const;
export type Scope = (typeof scopes)[number];

/** The type of federation's argument: alternatives, of one of which every scope is needed. */
export const alternatives = new GraphQLNonNull(
  new GraphQLList(new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString)))),
);

/** Federation's directive, in its name and shape, so that a router understands the schema as well. */
export const requiresScopesDirective = new GraphQLDirective({
  name: 'requiresScopes',
  description:
    'An operation that selects the field needs all scopes of at least one inner list, whatever @skip and @include say.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { scopes: { type: alternatives, description: 'Alternatives; of one alternative every scope is needed.' } },
});

/** Marks a field that only callers with this scope may select. */
export function RequiresScope(scope: Scope): MethodDecorator & PropertyDecorator {
  return Directive(`@requiresScopes(scopes: [["${scope}"]])`);
}
