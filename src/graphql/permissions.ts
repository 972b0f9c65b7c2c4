import { getDirectiveValues, type GraphQLDirective, type GraphQLField } from 'graphql';
import type { Caller } from './caller.js';
import { checkoutFormDirective } from './checkout-form.js';
import { Refusal } from './refusal.js';
import { requiresScopesDirective } from './requires-scopes.js';
import { foldSelections, oncePerOperation, type SelectedOperation } from './selection-fold.js';

/** A permission that an operation needs, and some of the fields that need it. */
interface Requirement {
  /** Alternatives: the caller needs every scope of one of them. */
  readonly scopes: readonly (readonly string[])[];
  /** Whether a token that is bound to a checkout form is enough instead. */
  readonly orCheckoutForm: boolean;
  readonly paths: readonly string[];
}

/** Requirements by their scopes, so that equal ones are merged. */
type Requirements = ReadonlyMap<string, Requirement>;

/** Fields that a refusal names for one requirement: enough to find the mistake, too few for a large answer. */
const MAX_PATHS = 5;

/**
 * Refuses an operation that selects fields its caller may not read, before any part of it runs.
 * @throws Refusal FORBIDDEN, naming the fields and the scopes that they need
 */
export function checkPermissions(selected: SelectedOperation, caller: Caller): void {
  const unmet = [...requirementsOf(selected).values()].filter((requirement) => !isMet(requirement, caller));
  if (unmet.length === 0) return;
  throw new Refusal('FORBIDDEN', 'Your token does not give access to all fields of the operation.', {
    required: unmet.flatMap(({ paths, scopes }) => paths.map((path) => ({ path, scopes }))),
  });
}

function isMet({ scopes, orCheckoutForm }: Requirement, caller: Caller): boolean {
  const held: ReadonlySet<string> = caller.scopes;
  return (
    (orCheckoutForm && caller.checkoutFormTokens.size > 0) ||
    scopes.some((alternative) => alternative.every((scope) => held.has(scope)))
  );
}

const requirementsOf = oncePerOperation((selected) =>
  foldSelections<Requirements>(
    selected,
    ({ node, definitions, inner }) => {
      const name = node.name.value;
      const own = definitions.flatMap(requirementsOfField).map((requirement) => ({ ...requirement, paths: [name] }));
      const below = [...inner.values()].map((requirement) => ({
        ...requirement,
        paths: requirement.paths.map((path) => `${name}.${path}`),
      }));
      return merge([...own, ...below]);
    },
    (parts) => merge(parts.flatMap((part) => [...part.values()])),
  ),
);

function merge(requirements: readonly Requirement[]): Requirements {
  const merged = new Map<string, Requirement>();
  for (const requirement of requirements) {
    const key = JSON.stringify([requirement.scopes, requirement.orCheckoutForm]);
    const paths = new Set([...(merged.get(key)?.paths ?? []), ...requirement.paths]);
    merged.set(key, { ...requirement, paths: [...paths].slice(0, MAX_PATHS) });
  }
  return merged;
}

function requirementsOfField(field: GraphQLField<unknown, unknown>): Omit<Requirement, 'paths'>[] {
  const scopes = alternativesOf(requiresScopesDirective, field);
  const orScopes = alternativesOf(checkoutFormDirective, field);
  return [
    ...(scopes ? [{ scopes, orCheckoutForm: false }] : []),
    ...(orScopes ? [{ scopes: orScopes, orCheckoutForm: true }] : []),
  ];
}

/** Read from the field's AST: unlike extensions, it survives every transformation of a schema. */
function alternativesOf(
  directive: GraphQLDirective,
  { astNode }: GraphQLField<unknown, unknown>,
): string[][] | undefined {
  const values = astNode ? getDirectiveValues(directive, astNode) : undefined;
  return values && (Object.values(values)[0] as string[][]);
}
