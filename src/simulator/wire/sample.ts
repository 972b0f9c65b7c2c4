import { readFileSync } from 'node:fs';
import { packageFile } from '../../package-file.js';
import type { Echo } from './echo.js';
import { ExactNumber, type Json, type JsonObject, without } from './exact-json.js';

/** A message that iyzico wrote, read without changing the characters of its numbers. */
export interface Sample {
  /** The members outside the envelope. */
  readonly fields: JsonObject;
  /** The echo that reproduces the recorded envelope: its locale, indentation, and a conversationId if it had one. */
  echo(requested: Echo): Echo;
}

/** Reads `samples/<name>.json` at the root of the repository. */
export function readSample(name: string): Sample {
  const recorded = parseExactly(readFileSync(packageFile(`samples/${name}.json`), 'utf8'));
  return {
    fields: without(recorded, ['status', 'locale', 'systemTime', 'conversationId']),
    echo: (requested) => ({
      ...requested,
      locale: typeof recorded.locale === 'string' ? recorded.locale : undefined,
      conversationId: 'conversationId' in recorded ? requested.conversationId : undefined,
      indented: true,
    }),
  };
}

/** A string member of a sample. @throws when the sample has no such string */
export function sampleText(fields: JsonObject, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new TypeError(`The sample has no string named ${name}`);
  return value;
}

/** An object member of a sample. @throws when the sample has no such object */
export function sampleObject(fields: JsonObject, name: string): JsonObject {
  const value = fields[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof ExactNumber) {
    throw new TypeError(`The sample has no object named ${name}`);
  }
  return value;
}

// JSON.parse would read `1.00000000` as `1`, and gives no access to the source text. The samples have one member per
// line, so numbers can be turned into strings that start with `#` before parsing. No string in the samples does.
function parseExactly(text: string): JsonObject {
  const marked = text.replace(/(?<=": )-?\d[\d.E+-]*(?=,?$)/gm, '"#$&"');
  return JSON.parse(marked, (_name, value: Json) =>
    typeof value === 'string' && value.startsWith('#') ? new ExactNumber(value.slice(1)) : value,
  ) as JsonObject;
}
