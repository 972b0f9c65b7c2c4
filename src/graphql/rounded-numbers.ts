import { printPath, type FieldError } from './field-errors.js';

// An id sent as a JSON number beyond 2⁵³−1 has lost its last digits, and so identifies something else.

/** Replaces such a number in a list, so that the field refuses this entry alone. No rule for ids accepts it. */
export const ROUNDED_ENTRY = 'a JSON number beyond 2^53-1';

export const ROUNDED_NUMBER_RULE = 'is a number too large to be exact in JSON: send it as a string';

/** The rounded numbers in a value, except the entries of lists. */
export function roundedNumbersIn(value: unknown, path: readonly (string | number)[]): FieldError[] {
  if (isRounded(value)) return [{ path: printPath(path), message: ROUNDED_NUMBER_RULE }];
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => (isRounded(entry) ? [] : roundedNumbersIn(entry, [...path, index])));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => roundedNumbersIn(inner, [...path, key]));
}

/** The variables, with `ROUNDED_ENTRY` in place of each rounded number in a list. */
export function markRoundedEntries(variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, marked(value)]));
}

function marked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => (isRounded(entry) ? ROUNDED_ENTRY : marked(entry)));
  return typeof value === 'object' && value !== null ? markRoundedEntries({ ...value }) : value;
}

function isRounded(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}
