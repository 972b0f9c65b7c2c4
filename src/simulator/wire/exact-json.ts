/** A number that is written with exactly these characters, such as `1.00000000` or `0E-8`. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** A value to write as JSON. Use plain numbers for integers only, and `ExactNumber` for amounts. */
export type Json = string | number | boolean | null | ExactNumber | Json[] | JsonObject;

/** Members are written in insertion order. Those that are `undefined` are left out. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** JSON text: on one line, or indented by four spaces with a final line break. */
export function writeJson(value: Json, indented = false): string {
  return indented ? `${write(value, '\n')}\n` : write(value, '');
}

/** A copy without the named members, in the same order. */
export function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

// `lineBreak` is a line break and the indentation of the current line, or empty for compact text.
function write(value: Json, lineBreak: string): string {
  if (value instanceof ExactNumber) return value.text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = lineBreak && `${lineBreak}    `;
  const isList = Array.isArray(value);
  const parts = isList ? value.map((item) => write(item, inner)) : writeMembers(value, inner);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return parts.length === 0 ? open + close : open + inner + parts.join(`,${inner}`) + lineBreak + close;
}

function writeMembers(object: JsonObject, lineBreak: string): string[] {
  const colon = lineBreak ? '": ' : '":';
  const members: string[] = [];
  for (const name in object) {
    const value = object[name];
    // iyzico's names contain only letters, so they need no escaping.
    if (value !== undefined) members.push(`"${name}${colon}${write(value, lineBreak)}`);
  }
  return members;
}
