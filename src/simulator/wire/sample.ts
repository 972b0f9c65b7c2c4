import { readFileSync } from 'node:fs';
import type { Echo } from './echo.js';
import { ExactNumber, type Json, type JsonObject, without } from './exact-json.js';

/** A message that iyzico itself wrote, with every number's own characters. */
export interface Sample {
  /** What it says beyond the envelope. */
  readonly fields: JsonObject;
  /** The echo under which it is written again as it was recorded, whatever language was asked for. */
  echo(asked: Echo): Echo;
}

/** Reads `samples/<name>.json` at the root of the repository, which lies as deep under `src` as under `dist`. */
export function readSample(name: string): Sample {
  const recorded = parseExactly(readFileSync(new URL(`../../../samples/${name}.json`, import.meta.url), 'utf8'));
  return {
    fields: without(recorded, ['status', 'locale', 'systemTime', 'conversationId']),
    echo: (asked) => ({
      ...asked,
      locale: typeof recorded.locale === 'string' ? recorded.locale : undefined,
      conversationId: 'conversationId' in recorded ? asked.conversationId : undefined,
      indented: true,
    }),
  };
}

/** A text that the sample is known to hold. */
export function sampleText(fields: JsonObject, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new TypeError(`The sample holds no text under ${name}`);
  return value;
}

// JSON.parse would lose `1.00000000`, and gives no access to the source. The samples have one member a line, so a
// number can be marked as text before parsing and be told apart after it. The mark occurs in no sample.
function parseExactly(text: string): JsonObject {
  const marked = text.replace(/(?<=": )-?\d[\d.E+-]*(?=,?$)/gm, '"#$&"');
  return JSON.parse(marked, (_name, value: Json) =>
    typeof value === 'string' && value.startsWith('#') ? new ExactNumber(value.slice(1)) : value,
  ) as JsonObject;
}
