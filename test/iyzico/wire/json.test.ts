import fc from 'fast-check';
import { LosslessNumber } from 'lossless-json';
import { readJson, UnreadableJson } from '../../../src/iyzico/wire/json.js';

const read = (text: string) => readJson(Buffer.from(text));
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test('keeps every character of a number', () => {
  expect(read('[12345678901234567.89000000, 0E-8]')).toEqual([
    new LosslessNumber('12345678901234567.89000000'),
    new LosslessNumber('0E-8'),
  ]);
});

test.each([
  ['{"price": 1, "price": 2}', 'price'],
  ['{"price": 1.0, "price": 1}', 'price'],
  ['{"items": [{"id": "a", "id": "b"}]}', 'id'],
  ['{"a": {"b": 1}, "a": {"b": 2}}', 'a'],
  ['{"a": null, "a": 1}', 'a'],
])('the error of %s names the field that has two values', (text, field) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ name: 'UnreadableJson', field }) as Error);
});

test('a field that is written twice with one value is read', () => {
  expect(read('{"id": "a", "id": "a", "list": [{"n": 1}], "list": [{"n": 1}]}')).toEqual({
    id: 'a',
    list: [{ n: new LosslessNumber('1') }],
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

test.each([[[0xff]], [[0x22, 0xc3, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0x22, 0x00, 0x22]]])(
  'the bytes %j are not JSON',
  (bytes) => {
    expect(() => readJson(Uint8Array.from(bytes))).toThrow(UnreadableJson);
  },
);

test.each([[''], [' '], ['{'], ['{"a":1}}'], ['{"a":1,}'], ["{'a':1}"], ['[1 2]'], ['.5'], ['01'], ['NaN'], ['"\\x"']])(
  '%j is not JSON',
  (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'UnreadableJson', field: null }) as Error);
  },
);

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

test('the result is the same as that of JSON.parse', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(withPlainNumbers(read(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

function isReadOrRefused(bytes: Uint8Array): boolean {
  try {
    return readJson(bytes) !== undefined;
  } catch (error) {
    return error instanceof UnreadableJson;
  }
}

/** The value with JavaScript numbers, as JSON.parse reads them. */
function withPlainNumbers(value: unknown): unknown {
  if (value instanceof LosslessNumber) return Number(value.value);
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withPlainNumbers(member)]));
}
