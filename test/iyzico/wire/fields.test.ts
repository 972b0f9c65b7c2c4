import fc from 'fast-check';
import { Fields } from '../../../src/iyzico/wire/fields.js';
import { readJson } from '../../../src/iyzico/wire/json.js';
import { anyText } from '../../harness/any-text.js';

const drifted: string[] = [];
beforeEach(() => {
  drifted.length = 0;
});

/** The fields of an answer whose only field `it` is this JSON. */
function fieldsOf(json: string): Fields {
  return new Fields(readJson(Buffer.from(`{"it": ${json}}`)) as Record<string, unknown>, {
    refuse: (field) => {
      throw new Error(`refused ${field}`);
    },
    drifted: (field) => drifted.push(field),
  });
}

const closedList = { ONE: 'ONE', UNKNOWN: 'UNKNOWN' } as const;
const readers: Record<string, (fields: Fields) => unknown> = {
  text: (fields) => fields.text('it'),
  'free text': (fields) => fields.freeText('it'),
  decimal: (fields) => fields.decimal('it'),
  integer: (fields) => fields.integer('it'),
  boolean: (fields) => fields.boolean('it'),
  matching: (fields) => fields.matching('it', /^\d+$/),
  epoch: (fields) => fields.epoch('it'),
  'Istanbul time': (fields) => fields.istanbulTime('it'),
  member: (fields) => fields.member('it', closedList),
};

test.each([
  ['text', '"a"', 'a'],
  ['text', '""', ''],
  ['text', '9007199254740993', '9007199254740993'],
  ['text', '1.00', '1.00'],
  ['free text', '"a\\nb"', 'a\nb'],
  ['free text', '""', ''],
  ['free text', '7', '7'],
  ['decimal', '0E-8', '0'],
  ['decimal', '"1.50"', '1.5'],
  ['integer', '12', 12],
  ['integer', '"12"', 12],
  ['integer', '-1', -1],
  ['boolean', 'false', false],
  ['matching', '12', '12'],
  ['epoch', '1749032413350', new Date(1749032413350)],
  ['Istanbul time', '"2025-06-05 00:00:00"', new Date('2025-06-04T21:00:00Z')],
  ['member', '"ONE"', 'ONE'],
])('the reader %s accepts %s', (kind, json, value) => {
  expect(readers[kind]?.(fieldsOf(json))).toEqual(value);
  expect(drifted).toEqual([]);
});

test.each([
  ['text', 'true'],
  ['text', '{"value": "1"}'],
  ['text', '["a"]'],
  ['free text', 'true'],
  ['decimal', '"1,5"'],
  ['decimal', '1e999'],
  ['decimal', '""'],
  ['integer', '1.5'],
  ['integer', '12345678901'],
  ['boolean', '"true"'],
  ['boolean', '1'],
  ['matching', '"1a"'],
  ['epoch', '"now"'],
  ['Istanbul time', '1749032413350'],
  ['member', '"TWO"'],
  ['member', '"toString"'],
  ['member', '{"value": "ONE"}'],
])('the reader %s returns null for %s, and reports drift', (kind, json) => {
  expect(readers[kind]?.(fieldsOf(json))).toBeNull();
  expect(drifted).toEqual(['it']);
});

test.each(Object.keys(readers))(
  'the reader %s returns null for a missing or null field, and reports no drift',
  (kind) => {
    expect(readers[kind]?.(fieldsOf('null'))).toBeNull();
    expect(readers[kind]?.(new Fields({}, { refuse: fail, drifted: fail }))).toBeNull();
    expect(drifted).toEqual([]);
  },
);

test('free text has at most 500 characters, and none of them is cut in half', () => {
  const read = (text: string) => fieldsOf(JSON.stringify(text)).freeText('it');
  fc.assert(
    fc.property(anyText({ maxLength: 700, size: 'max' }), (text) => {
      expect(read(text)).toBe(Array.from(text).slice(0, 500).join(''));
    }),
  );
  expect(read('a'.repeat(501))).toBe('a'.repeat(500));
  expect(read('\u{1f4b3}'.repeat(501))).toBe('\u{1f4b3}'.repeat(500));
  expect(drifted).toEqual([]);
});

test('a promised field is reported only where it is missing or null', () => {
  for (const json of ['true', '""', '[]', '"a"']) fieldsOf(json).promised('it');
  expect(drifted).toEqual([]);
  fieldsOf('null').promised('it');
  new Fields({}, { refuse: fail, drifted: (field, kind) => drifted.push(`${kind} ${field}`) }).promised('it', 'and it');
  expect(drifted).toEqual(['it', 'missing it', 'missing and it']);
});

test.each([
  ['member', '"TWO"', 'unknown-value'],
  ['member', '2', 'unknown-value'],
  ['member', 'true', 'malformed'],
  ['decimal', '"a"', 'malformed'],
])('the reader %s reports %s as drift of the kind %s', (reader, json, drift) => {
  const kinds: string[] = [];
  const values = readJson(Buffer.from(`{"it": ${json}}`)) as Record<string, unknown>;
  readers[reader]?.(new Fields(values, { refuse: fail, drifted: (_, kind) => kinds.push(kind) }));
  expect(kinds).toEqual([drift]);
});

test.each(['null', '""', 'true', '{}', '[]'])(
  'a required text of %s is refused, and the error names the field',
  (json) => {
    expect(() => fieldsOf(json).requiredText('it')).toThrow('refused it');
  },
);

test.each([
  ['"a"', 'a'],
  ['7', '7'],
  ['""', null],
])('the id of %s is %p', (json, id) => {
  expect(fieldsOf(json).id('it')).toBe(id);
  expect(drifted).toEqual([]);
});

test('a refusal names the whole path of an inner field, and drift is reported without the index', () => {
  const [, second] = fieldsOf('[{}, {"at": {"price": "a"}}]').objects('it');
  expect(() => second?.requiredText('id')).toThrow('refused it[1].id');
  expect(second?.object('at')?.decimal('price')).toBeNull();
  expect(drifted).toEqual(['it.at.price']);
});

test('inherited properties are not fields', () => {
  const fields = fieldsOf('{"__proto__": {"id": "a"}}').object('it');
  expect(['id', 'toString', 'constructor', '__proto__'].map((name) => fields?.text(name))).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(fields?.has('toString')).toBe(false);
});

test('an object with the properties of an exact number is not a number', () => {
  const disguised = '{"text": "1", "value": []}';
  expect(fieldsOf(disguised).text('it')).toBeNull();
  expect(fieldsOf(disguised).decimal('it')).toBeNull();
  expect(fieldsOf(disguised).object('it')?.has('value')).toBe(true);
});

test('a value that should be an object or a list and is not is reported as drift', () => {
  expect(fieldsOf('[]').object('it')).toBeNull();
  expect(fieldsOf('1').object('it')).toBeNull();
  expect(fieldsOf('{}').objects('it')).toEqual([]);
  expect(drifted).toEqual(['it', 'it', 'it']);
});

test.each([
  ['"ONE"', 'ONE', []],
  ['"TWO"', 'UNKNOWN', ['it']],
  ['1', 'UNKNOWN', ['it']],
  ['null', null, []],
])('memberOrUnknown reads %s as %s', (json, member, drift) => {
  expect(fieldsOf(json).memberOrUnknown('it', closedList)).toBe(member);
  expect(drifted).toEqual(drift);
});

function fail(): never {
  throw new Error('neither a refusal nor drift was expected');
}
