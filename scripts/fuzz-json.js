// Compares the JSON reader with JSON.parse and lossless-json, over generated documents. It stops at a difference.
// Usage: node scripts/fuzz-json.js [documents] [seed]
import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';
import { isLosslessNumber, parse } from 'lossless-json';
import { createDocuments } from './fuzz/json-documents.js';

const { outputFiles } = await build({
  stdin: { contents: "export * from './json.js'; export * from './json-value.js';", resolveDir: 'src/iyzico/wire' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const { ExactNumber, readJson, UnreadableJson } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);

/** Levels of nesting that the reader accepts. */
const MAX_DEPTH = 32;
const [documents = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);

const refused = Symbol('refused');
const token = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*/gs;
const nextDocument = createDocuments(seed);
const counts = { read: 0, refused: 0, 'refused, and valid JSON': 0, 'refused by us alone': 0 };
for (let i = 0; i < documents; i++) {
  const bytes = nextDocument();
  const difference = differenceAt(bytes);
  if (difference === null) continue;
  process.stderr.write(`Document ${i} of seed ${seed} is read differently from ${difference}: ${bytes.toString()}\n`);
  process.exit(1);
}
process.stdout.write(`${documents} documents of seed ${seed}, no difference: ${JSON.stringify(counts)}\n`);

/** The oracle that the reader differs from, or `null`. */
function differenceAt(bytes) {
  const ours = tagged(attempt(() => readJson(bytes)));
  const text = new TextDecoder().decode(bytes);
  const theirs = isUtf8(bytes) ? attempt(() => JSON.parse(text)) : refused;
  const expected = theirs === refused || depthOf(text) > MAX_DEPTH ? refused : attempt(() => everyMember(text));
  counts[ours === refused ? 'refused' : 'read']++;
  if (ours === refused && theirs !== refused) counts['refused, and valid JSON']++;
  if (!isDeepStrictEqual(ours, expected)) return 'the grammar';
  if (ours !== refused && !isDeepStrictEqual(untagged(ours), theirs)) return 'JSON.parse';
  const lossless = isUtf8(bytes) ? tagged(attempt(() => parse(text))) : refused;
  // lossless-json takes [] and {} for equal.
  if (ours === refused && lossless !== refused && depthOf(text) <= MAX_DEPTH) counts['refused by us alone']++;
  else if (depthOf(text) <= MAX_DEPTH && !isDeepStrictEqual(ours, lossless)) return 'lossless-json';
  return null;
}

function attempt(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableJson || error instanceof SyntaxError) return refused;
    throw error;
  }
}

/** A value whose numbers are objects with their characters, and whose objects are lists of members. */
function tagged(value) {
  if (value instanceof ExactNumber) return { number: value.text };
  if (isLosslessNumber(value)) return { number: value.value };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return { members: new Map(Object.entries(value).map(([name, member]) => [name, tagged(member)])) };
}

function untagged(value) {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  if ('number' in value) return Number(value.number);
  return Object.fromEntries([...value.members].map(([name, member]) => [name, untagged(member)]));
}

/** The tagged value of valid JSON, by JSON.parse: names are numbered and numbers quoted, so that nothing is lost. */
function everyMember(text) {
  let names = 0;
  const marked = text.replace(token, (part, colon) => {
    if (!part.startsWith('"')) return `"#${part}"`;
    return colon === undefined ? `"$${part.slice(1)}` : `"${names++}:${part.slice(1)}`;
  });
  return merged(JSON.parse(marked));
}

/** @throws SyntaxError where a name has two different values */
function merged(value) {
  if (typeof value === 'string') return value.startsWith('#') ? { number: value.slice(1) } : value.slice(1);
  if (Array.isArray(value)) return value.map(merged);
  if (typeof value !== 'object' || value === null) return value;
  const members = new Map();
  for (const [numbered, member] of Object.entries(value)) {
    const name = numbered.slice(numbered.indexOf(':') + 1);
    const read = merged(member);
    if (members.has(name) && !isDeepStrictEqual(members.get(name), read)) throw new SyntaxError(name);
    members.set(name, read);
  }
  return { members };
}

function depthOf(text) {
  let [depth, deepest] = [0, 0];
  for (const bracket of text.replace(/"(?:[^"\\]|\\.)*"/gs, '').match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
