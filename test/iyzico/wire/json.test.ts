import fc from 'fast-check';
import { isLosslessNumber, parse } from 'lossless-json';
import { isDeepStrictEqual } from 'node:util';
import { ExactNumber } from '../../../src/iyzico/wire/json-value.js';
import { readJson, UnreadableJson } from '../../../src/iyzico/wire/json.js';

const read = (text: string) => readJson(Buffer.from(text));
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test('keeps every character of a number', () => {
  expect(read('[12345678901234567.89000000, 0E-8]')).toEqual([
    new ExactNumber('12345678901234567.89000000'),
    new ExactNumber('0E-8'),
  ]);
});

test.each([
  ['{"price": 1, "price": 2}', 'price'],
  ['{"price": 1.0, "price": 1}', 'price'],
  ['{"items": [{"id": "a", "id": "b"}]}', 'id'],
  ['{"a": {"b": 1}, "a": {"b": 2}}', 'a'],
  ['{"a": null, "a": 1}', 'a'],
  ['{"a": 1, "a": "1"}', 'a'],
  ['{"a": [], "a": {}}', 'a'],
  ['{"a": ["b"], "a": {"0": "b"}}', 'a'],
  ['{"a": {}, "a": {"__proto__": {}}}', 'a'],
  ['{"a": {"b": 1}, "a": {"b": 1, "c": 1}}', 'a'],
  ['{"a": {"isLosslessNumber": true, "text": "1"}, "a": 1}', 'a'],
  ['{"__proto__": 1, "__proto__": 2}', '__proto__'],
  ['{"a b": 1, "a b": 2}', null],
  [`{"${'a'.repeat(65)}": 1, "${'a'.repeat(65)}": 2}`, null],
])('the error of %s is %s, the field that has two values, if that looks like a name', (text, field) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ name: 'UnreadableJson', field }) as Error);
});

test('a field that is written twice with one value is read', () => {
  expect(read('{"id": "a", "id": "a", "list": [{"n": 1, "m": null}], "list": [{"m": null, "n": 1}]}')).toEqual({
    id: 'a',
    list: [{ n: new ExactNumber('1'), m: null }],
  });
});

test('values may be nested 32 levels deep, and no deeper', () => {
  expect(read(nested(32))).toEqual(JSON.parse(nested(32)));
  expect(() => read(nested(33))).toThrow(UnreadableJson);
  expect(() => read('['.repeat(1_000_000))).toThrow(UnreadableJson);
});

test('brackets within strings do not count as nesting', () => {
  const text =
    '["[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\\"{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{", "\\\\"]';
  expect(read(text)).toEqual(JSON.parse(text));
});

// Where each string is searched to the end of the text, these take hours.
test.each([
  ['escaped quotes', `["${'\\"'.repeat(400_000)}"]`],
  ['strings with an escape', `[${'"\\"",'.repeat(200_000)}"\\""]`],
  ['strings with an escape before others', `[${'"\\n",'.repeat(100_000)}${'"a",'.repeat(100_000)}"a"]`],
])('a text of a megabyte with %s is read', (_, text) => {
  expect(isDeepStrictEqual(read(text), JSON.parse(text))).toBe(true);
});

test.each([
  ['strings with an escape and no end', `[${'"\\"",'.repeat(200_000)}"`],
  ['quotes and no comma', '"'.repeat(1_000_000)],
  ['backslashes', `["${'\\'.repeat(1_000_000)}`],
])('a text of a megabyte with %s is refused', (_, text) => {
  expect(() => read(text)).toThrow(UnreadableJson);
});

test.each([[[0xff]], [[0x22, 0xc3, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0x22, 0x00, 0x22]]])(
  'the bytes %j are not JSON',
  (bytes) => {
    expect(() => readJson(Uint8Array.from(bytes))).toThrow(UnreadableJson);
  },
);

test.each([
  ...['', ' ', '{', '[', '[1', '{"a"', '{"a":', '{"a":1', '{"a":1}}', '{"a":1,}', '[1,]', '[,1]', '{,}', '{"a" 1}'],
  ...["{'a':1}", '{a:1}', '{1:1}', '[1 2]', '1 2', '[}', '{]', ']', '/**/1', '1//', 'nul', 'nulll', 'True'],
  ...['.5', '1.', '01', '-01', '-', '+1', '1e', '1e+', '1.e1', '0x1', '1_0', 'NaN', 'Infinity', '-Infinity', '1١'],
  ...['"', '"a', '"\\', '"\\"', '"\\x"', '"\\u12"', '"\\u12g4"', '"\n"', '"\t"', '"\u0000"', '"\\n\n"', "'a'"],
  ...['\u00a01', '\u000b1', '\u20281', '\ufeff\ufeff1', '[1]\u0000'],
])('%j is not JSON', (text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ name: 'UnreadableJson', field: null }) as Error);
});

test.each([
  ['"\\ud800"', '\ud800'],
  ['"\\ud83d\\udcb3 \\u00e7\\/\\b\\f\\n\\r\\t"', '\u{1f4b3} \u00e7/\b\f\n\r\t'],
  ['"\u007f\u2028\u{1f4b3}"', '\u007f\u2028\u{1f4b3}'],
  [' \t\r\n"a" \t\r\n', 'a'],
  ['\ufeff"a"', 'a'],
])('%j is the text %j', (text, value) => {
  expect(read(text)).toBe(value);
});

test('names with a meaning in JavaScript are ordinary fields', () => {
  const answer = read('{"__proto__": {"status": "success"}, "constructor": "c"}') as Record<string, unknown>;
  expect(answer.status).toBeUndefined();
  expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
  expect(Object.entries(answer)).toEqual([
    ['__proto__', { status: 'success' }],
    ['constructor', 'c'],
  ]);
});

test('any bytes are read or refused as UnreadableJson', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .array(
        fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '\\', '\\u00', '0', '1', 'e', '-', '.', ' ', 'null', '"a"'),
      )
      .map((parts) => Buffer.from(parts.join(''))),
  );
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(isReadOrRefused(bytes)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('the result is the same as those of JSON.parse and lossless-json', () => {
  fc.assert(
    fc.property(anyJson, (text) => {
      expect(withPlainNumbers(read(text))).toEqual(JSON.parse(text));
      expect(withTaggedNumbers(read(text))).toEqual(withTaggedNumbers(parse(text)));
    }),
    { numRuns: 500 },
  );
});

test('a text that differs from JSON in a few characters is read as JSON.parse reads it, or refused', () => {
  fc.assert(
    fc.property(almostJson, (text) => {
      const [found, expected] = [attempt(() => read(text)), attempt(() => JSON.parse(text) as unknown)];
      if (found !== 'refused') expect(withPlainNumbers(found)).toEqual(expected);
      // A name with two values is the only reason to refuse what JSON.parse reads.
      else if (expected !== 'refused') expect(namesIn(text)).toBeGreaterThan(namesOf(expected));
    }),
    { numRuns: 2000 },
  );
});

test('a field that is written twice is read if both values are the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), fc.boolean(), (first, other, isSame) => {
      const [a, b] = [JSON.stringify(first), JSON.stringify(isSame ? first : other)];
      const isEqual = isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
      const found = attempt(() => read(`{"it": ${a}, "it": ${b}}`));
      expect(found === 'refused').toBe(!isEqual);
    }),
    { numRuns: 1000 },
  );
});

/** JSON with numbers that JavaScript cannot hold, and with any whitespace. */
const anyJson = fc
  .tuple(
    fc.jsonValue({ noUnicodeString: false, maxDepth: 5 }),
    fc.stringMatching(/^-?(0|[1-9]\d{0,25})(\.\d{1,25})?([eE][+-]?\d{1,2})?$/),
    fc.stringMatching(/^[ \n\r\t]{0,3}$/),
  )
  .map(([value, number, space]) => `${space}[${JSON.stringify(value, null, space)},${space}${number}${space}]${space}`);

const edit = fc.record({
  at: fc.nat(200),
  deleted: fc.nat(2),
  inserted: fc.constantFrom('', ...Array.from('"\\{}[]:,0.e-+\0'), 'null', '\\u'),
});

const almostJson = fc.tuple(anyJson, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([text, edits]) => {
  const edited = edits.reduce((before, { at, deleted, inserted }) => {
    const start = at % (before.length + 1);
    return before.slice(0, start) + inserted + before.slice(start + deleted);
  }, text);
  // An edit may cut a character of two code units in half.
  return Buffer.from(edited).toString();
});

function attempt(readText: () => unknown): unknown {
  try {
    return readText();
  } catch (error) {
    if (error instanceof UnreadableJson || error instanceof SyntaxError) return 'refused';
    throw error;
  }
}

function isReadOrRefused(bytes: Uint8Array): boolean {
  return attempt(() => readJson(bytes)) !== undefined;
}

/** How many names of members a text has. */
function namesIn(text: string): number {
  const strings = text.match(/"(?:[^"\\]|\\.)*"(\s*:)?/gs) ?? [];
  return strings.filter((string) => string.endsWith(':')).length;
}

function namesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((names, member) => names + namesOf(member), own);
}

/** The value with JavaScript numbers, as JSON.parse reads them. */
function withPlainNumbers(value: unknown): unknown {
  return withNumbers(value, Number);
}

function withTaggedNumbers(value: unknown): unknown {
  return withNumbers(value, (text) => `the number ${text}`);
}

function withNumbers(value: unknown, read: (text: string) => unknown): unknown {
  if (value instanceof ExactNumber) return read(value.text);
  if (isLosslessNumber(value)) return read(value.value);
  if (Array.isArray(value)) return value.map((entry) => withNumbers(entry, read));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withNumbers(member, read)]));
}
