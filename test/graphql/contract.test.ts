import { readdirSync, readFileSync } from 'node:fs';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
} from 'graphql';
import { createSchema, printContract } from '../../src/graphql/index.js';

const schema = createSchema();
const read = (path: string) => readFileSync(new URL(`../../schema/${path}`, import.meta.url), 'utf8');

test('the committed schema is the one that the code serves (npm run schema)', () => {
  expect(read('schema.graphql')).toBe(printContract());
});

test('every type, field, argument and enum value says something to learn', () => {
  expect(described().filter(({ description }) => description === '')).toEqual([]);
});

test('a description says more than the name that it describes', () => {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const empty = described().filter(
    ({ name, description }) => plain(description) === plain(name.split('.').pop() ?? ''),
  );
  expect(empty).toEqual([]);
});

test.each([
  'type Payment',
  'binNumber: String @requiresScopes(scopes: [["payment:read"]])',
  'memberEmail: String @requiresScopes(scopes: [["member:read"]])',
  'merchantPayoutAmount: Decimal @requiresScopes(scopes: [["settlement:read"]])',
  'sessionToken: ID @requiresScopes(scopes: [["session:manage"]])',
  'directive @requiresScopes(',
])('the committed schema has: %s', (line) => {
  expect(read('schema.graphql')).toContain(line);
});

test("a card's BIN needs its scope by whichever type it is selected", () => {
  expect(
    read('schema.graphql').match(/binNumber: String @requiresScopes\(scopes: \[\["payment:read"\]\]\)/g),
  ).toHaveLength(3);
});

test.each(readdirSync(new URL('../../schema/operations/', import.meta.url)))(
  'the document %s fits the contract',
  (name) => {
    expect(validate(schema, parse(read(`operations/${name}`)))).toEqual([]);
  },
);

/** Everything in the contract that has a description, with its description. */
function described(): { name: string; description: string }[] {
  const all: { name: string; description: string }[] = [];
  const add = (name: string, { description }: { description?: string | null | undefined }) =>
    all.push({ name, description: description ?? '' });

  for (const directive of schema.getDirectives().filter(({ name }) => name === 'requiresScopes')) {
    add(`@${directive.name}`, directive);
    for (const arg of directive.args) add(`@${directive.name}.${arg.name}`, arg);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
    if (!isRoot) add(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) add(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type)) for (const f of Object.values(type.getFields())) add(`${type.name}.${f.name}`, f);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      add(`${type.name}.${field.name}`, field);
      for (const arg of field.args) add(`${type.name}.${field.name}.${arg.name}`, arg);
    }
  }
  return all;
}
