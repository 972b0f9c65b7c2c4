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
import { foldSelections, type SelectedOperation } from './selection-fold.js';

/** Tells, in the schema, how many calls to iyzico a field can cause. */
export const iyzicoCallsDirective = new GraphQLDirective({
  name: 'iyzicoCalls',
  description:
    "How many calls to iyzico the field can cause, beside those of its own fields and second attempts. An operation's sum is limited, and told in extensions.cost; fewer are made where answers are shared or held.",
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    atMost: {
      type: new GraphQLNonNull(GraphQLInt),
      description: 'Calls, or calls for each distinct entry of the list argument.',
    },
    perEntryOf: { type: GraphQLString, description: 'The list argument each distinct entry of which costs this.' },
  },
});

/** Declares what a field costs. */
export function CostsCalls(atMost: number, perEntryOf?: string): MethodDecorator & PropertyDecorator {
  const entries = perEntryOf === undefined ? '' : `, perEntryOf: "${perEntryOf}"`;
  return Directive(`@iyzicoCalls(atMost: ${atMost}${entries})`);
}

/** The most calls to iyzico that an operation can cause with these variables. */
export function callCostOf(selected: SelectedOperation, variables: Readonly<Record<string, unknown>>): number {
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
  const declared = field.astNode && getDirectiveValues(iyzicoCallsDirective, field.astNode);
  if (!declared) return inner;
  const { atMost, perEntryOf } = declared as { atMost: number; perEntryOf?: string };
  if (perEntryOf === undefined) return atMost + inner;
  const entries = getArgumentValues(field, node, coerced)[perEntryOf];
  return new Set(Array.isArray(entries) ? (entries as unknown[]) : []).size * (atMost + inner);
}
