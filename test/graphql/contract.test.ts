import { readdirSync, readFileSync } from 'node:fs';
import {
  getDirectiveValues,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isUnionType,
  isSpecifiedScalarType,
  parse,
  validate,
  type GraphQLField,
  type GraphQLInputField,
} from 'graphql';
import { createSchema, printContract } from '../../src/graphql/index.js';
import { requiresScopesDirective } from '../../src/graphql/requires-scopes.js';
import { promisedFields, promisedValues } from '../harness/contract-promises.js';

const schema = createSchema();
const read = (path: string) => readFileSync(new URL(`../../schema/${path}`, import.meta.url), 'utf8');

test('the committed schema is the schema of the code (npm run schema)', () => {
  expect(read('schema.graphql')).toBe(printContract());
});

test('every type, field, argument and enum value has a description', () => {
  expect(described().filter(({ description }) => description === '')).toEqual([]);
});

test('a description is more than a repeated name', () => {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const empty = described().filter(
    ({ name, description }) => plain(description) === plain(name.split('.').pop() ?? ''),
  );
  expect(empty).toEqual([]);
});

test.each(Object.entries(promisedFields))(
  '%s has exactly the promised fields, arguments, types and scopes',
  (name, promised) => {
    const type = schema.getType(name);
    const hasFields = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
    const fields = hasFields ? Object.values(type.getFields()) : [];
    expect(fields.map(signatureOf).sort()).toEqual(promised);
  },
);

test.each(Object.entries(promisedValues))('the enum %s has exactly the promised values', (name, promised) => {
  const type = schema.getType(name);
  expect(
    isEnumType(type)
      ? type
          .getValues()
          .map((value) => value.name)
          .join(' ')
      : '',
  ).toBe(promised);
});

test('the result of an expiry is one of three types', () => {
  const union = schema.getType('ExpireSessionResult');
  const members = isUnionType(union) ? union.getTypes().map(({ name }) => name) : [];
  expect(members).toEqual(['SessionExpired', 'SessionAlreadyExpired', 'SessionNotFound']);
});

test('every root field declares what it costs and who may use it', () => {
  const rootFields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}),
  );
  const directivesOf = ({ astNode }: GraphQLField<unknown, unknown>) =>
    (astNode?.directives ?? []).map(({ name }) => name.value);
  const isOpen = (names: readonly string[]) =>
    !names.includes('iyzicoCalls') || !names.some((name) => /^requires(Scopes|CheckoutForm)$/.test(name));
  expect(rootFields.length).toBeGreaterThan(5);
  expect(rootFields.filter((field) => isOpen(directivesOf(field))).map(({ name }) => name)).toEqual([]);
});

test('the contract has no other types', () => {
  const named = [...Object.keys(promisedFields), ...Object.keys(promisedValues), 'ExpireSessionResult'];
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isScalarType(type));
  expect(types.map(({ name }) => name).sort()).toEqual(named.sort());
});

test.each(readdirSync(new URL('../../schema/operations/', import.meta.url)))('the document %s is valid', (name) => {
  expect(validate(schema, parse(read(`operations/${name}`)))).toEqual([]);
});

/** A field in the notation of `promisedFields`. */
function signatureOf(field: GraphQLField<unknown, unknown> | GraphQLInputField): string {
  const args = 'args' in field ? field.args.map(({ name, type }) => `${name}: ${String(type)}`) : [];
  // The printed schema lists inherited arguments first. Their order has no meaning.
  const own = args.filter((arg) => !/^(locale|conversationId): /.test(arg));
  const inherited = args.filter((arg) => !own.includes(arg));
  const list = args.length > 0 ? `(${[...own, ...inherited].join(', ')})` : '';
  const directive = field.astNode && getDirectiveValues(requiresScopesDirective, field.astNode);
  const scopes = directive ? ` ${String(directive.scopes)}` : '';
  return `${field.name}${list}: ${String(field.type)}${scopes}`;
}

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
