import {
  coerceInputValue,
  getNullableType,
  isInputObjectType,
  isInputType,
  isNonNullType,
  isRequiredInputField,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLInputType,
} from 'graphql';
import { printPath, typeAt, type FieldError } from './field-errors.js';
import { Refusal } from './refusal.js';
import { roundedNumbersIn } from './rounded-numbers.js';
import type { SelectedOperation } from './selection-fold.js';

/** Mistakes that one answer reports. */
const MAX_REPORTED = 5;

/**
 * Refuses an operation whose variables do not match its declarations, before any part of it runs.
 * graphql-js would refuse them as well, but its messages quote the values.
 * @throws Refusal BAD_USER_INPUT, naming the variables and the types that they should have
 */
export function checkVariables(selected: SelectedOperation, values: Readonly<Record<string, unknown>>): void {
  const mismatches = [...typeMismatches(selected, values), ...misplacedNulls(selected, values)];
  // Rounded numbers are reported by path. In values of the wrong type, the names in a path are the caller's own text.
  const wrong = mismatches.length > 0 ? mismatches : roundedNumbers(selected, values);
  if (wrong.length > 0) {
    const reported = new Map(wrong.map((error) => [error.path, error]));
    const fields = [...reported.values()].slice(0, MAX_REPORTED);
    throw new Refusal('BAD_USER_INPUT', 'The variables do not match the operation.', { fields });
  }
}

function typeMismatches(
  { schema, operation }: SelectedOperation,
  values: Readonly<Record<string, unknown>>,
): FieldError[] {
  return (operation.variableDefinitions ?? []).flatMap(({ variable, type: typeNode, defaultValue }) => {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) return [];
    if (!Object.hasOwn(values, name)) {
      return isNonNullType(type) && !defaultValue ? [{ path: name, message: `must be given, as ${String(type)}` }] : [];
    }
    const errors = new Map<string, FieldError>();
    coerceInputValue(values[name], type, (path, value) => {
      const place = [name, ...path];
      for (const error of mismatchesAt(place, value, typeAt(type, path))) errors.set(error.path, error);
    });
    return [...errors.values()];
  });
}

/** The mistakes in a value that should have a type. */
function mismatchesAt(
  place: readonly (string | number)[],
  value: unknown,
  type: GraphQLInputType | undefined,
): FieldError[] {
  const named = type && getNullableType(type);
  if (isInputObjectType(named) && typeof value === 'object' && value !== null) {
    const missing = Object.values(named.getFields()).filter(
      (field) => isRequiredInputField(field) && !Object.hasOwn(value, field.name),
    );
    if (missing.length > 0) {
      return missing.map((field) => ({
        path: printPath([...place, field.name]),
        message: `must be given, as ${String(field.type)}`,
      }));
    }
  }
  return [{ path: printPath(place), message: type ? `must be a valid ${String(type)}` : 'is not known' }];
}

/**
 * A nullable variable with a default may be used where null is not allowed. An explicit null passes validation, and
 * would fail only during execution.
 */
function misplacedNulls(
  { schema, operation, fragments }: SelectedOperation,
  values: Readonly<Record<string, unknown>>,
): FieldError[] {
  if (!Object.values(values).includes(null)) return [];
  const wrong: FieldError[] = [];
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    Variable({ name }) {
      const type = types.getInputType();
      if (isNonNullType(type) && values[name.value] === null) {
        wrong.push({ path: name.value, message: `must be a valid ${String(type)}` });
      }
    },
  });
  for (const node of [operation, ...fragments.values()]) visit(node, visitor);
  return wrong;
}

function roundedNumbers({ operation }: SelectedOperation, values: Readonly<Record<string, unknown>>): FieldError[] {
  const declared = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return declared.flatMap((name) => roundedNumbersIn(values[name], [name]));
}
