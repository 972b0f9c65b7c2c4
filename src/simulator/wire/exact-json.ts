/** A number in the very characters it is to have on the wire, such as `1.00000000` or `0E-8`. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** JSON that is about to be written. Plain numbers are for whole ones only; amounts are exact numbers. */
export type Json = string | number | boolean | null | ExactNumber | Json[] | JsonObject;

/** Members are written in their order here; one that is undefined is left out. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** JSON text: on one line, or indented by four spaces and ended by a line break. */
export function writeJson(value: Json, indented = false): string {
  return indented ? `${write(value, '\n')}\n` : write(value, '');
}

/** A copy that lacks the named members; the others keep their order. */
export function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

// `lineBreak` is a line break with the indentation of the value's own line, or empty for compact text.
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
    // Names are iyzico's own, plain letters all of them.
    if (value !== undefined) members.push(`"${name}${colon}${write(value, lineBreak)}`);
  }
  return members;
}
