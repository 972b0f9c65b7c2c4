import { DirectiveLocation, GraphQLDirective, GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql';
import { Directive } from 'type-graphql';

/** What a merchant's system may be allowed beyond what any caller may. */
export type Scope = 'payment:read' | 'settlement:read' | 'member:read' | 'session:manage';

/** Federation's directive, in its name and shape, so that a router understands the schema as well. */
export const requiresScopesDirective = new GraphQLDirective({
  name: 'requiresScopes',
  description:
    'An operation that selects the field needs all scopes of at least one inner list, whatever @skip and @include say.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    scopes: {
      description: 'Alternatives; of one alternative every scope is needed.',
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))))),
    },
  },
});

/** Marks a field that only callers with this scope may select. */
export function RequiresScope(scope: Scope): MethodDecorator & PropertyDecorator {
  return Directive(`@requiresScopes(scopes: [["${scope}"]])`);
}
