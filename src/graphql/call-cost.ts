import {
  DirectiveLocation,
  getArgumentValues,
  getDirectiveValues,
  GraphQLDirective,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
  getVariableValues,
  type FieldNode,
  type GraphQLField,
} from 'graphql';
import { Directive } from 'type-graphql';
import { foldSelections, oncePerOperation, type SelectedOperation } from './selection-fold.js';

/** Declares in the schema how many iyzico calls a field can cause. */
export const iyzicoCallsDirective = new GraphQLDirective({
  name: 'iyzicoCalls',
  description:
    'How many calls to iyzico the field can cause, not counting its own fields and retries. The sum of an operation is limited, and is returned in extensions.cost. Fewer calls are made if answers are shared or cached.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    atMost: {
      type: new GraphQLNonNull(GraphQLInt),
      description: 'Calls, or calls for each distinct entry of the list argument.',
    },
    perEntryOf: {
      type: GraphQLString,
      description: 'The list argument whose distinct entries each cost atMost calls.',
    },
  },
});

/**
 * Declares the cost of a field in iyzico calls.
 * @param perEntryOf the list argument whose distinct entries each cost so many calls
 */
export function CostsCalls(atMost: number, perEntryOf?: string): MethodDecorator & PropertyDecorator {
  const entries = perEntryOf === undefined ? '' : `, perEntryOf: "${perEntryOf}"`;
  return Directive(`@iyzicoCalls(atMost: ${atMost}${entries})`);
}

/** The most iyzico calls that an operation can cause with these variables. */
export function callCostOf(selected: SelectedOperation, variables: Readonly<Record<string, unknown>>): number {
  return fixedCostOf(selected) ?? costWith(selected, variables);
}

/** The cost of an operation whatever its variables are; `null` if it depends on a list argument. */
const fixedCostOf = oncePerOperation((selected) => (hasListCost(selected) ? null : costWith(selected, {})));

function hasListCost(selected: SelectedOperation): boolean {
  return foldSelections<boolean>(
    selected,
    ({ definitions, inner }) => inner || definitions.some((field) => declaredCostOf(field)?.perEntryOf !== undefined),
    (parts) => parts.includes(true),
  );
}

function costWith(selected: SelectedOperation, variables: Readonly<Record<string, unknown>>): number {
  const { coerced = {} } = getVariableValues(selected.schema, selected.operation.variableDefinitions ?? [], variables);
  return foldSelections<number>(
    selected,
    ({ node, definitions, inner }) =>
      Math.max(inner, ...definitions.map((definition) => costOf(definition, node, { coerced, inner }))),
    (parts) => parts.reduce((sum, part) => sum + part, 0),
  );
}

function costOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  { coerced, inner }: { coerced: Record<string, unknown>; inner: number },
): number {
  const declared = declaredCostOf(field);
  if (!declared) return inner;
  const { atMost, perEntryOf } = declared;
  if (perEntryOf === undefined) return atMost + inner;
  const entries = getArgumentValues(field, node, coerced)[perEntryOf];
  return new Set(Array.isArray(entries) ? (entries as unknown[]) : []).size * (atMost + inner);
}

function declaredCostOf({ astNode }: GraphQLField<unknown, unknown>): DeclaredCost | undefined {
  return (astNode && getDirectiveValues(iyzicoCallsDirective, astNode)) as DeclaredCost | undefined;
}

interface DeclaredCost {
  readonly atMost: number;
  readonly perEntryOf?: string;
}
