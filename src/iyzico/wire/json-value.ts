/** A number, by the characters that it is written with. A JavaScript number would lose digits of amounts and ids. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** An object of JSON, and no list or number. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** Whether two values are the same, whatever the order of their members. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a instanceof ExactNumber) return b instanceof ExactNumber && a.text === b.text;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((entry, i) => isEqual(entry, b[i]));
  if (!isObject(a)) return a === b;
  const names = Object.keys(a);
  if (!isObject(b) || names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name]));
}
