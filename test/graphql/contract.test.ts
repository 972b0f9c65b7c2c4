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
import { checkoutFormDirective } from '../../src/graphql/checkout-form.js';
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

test('a description says in words what the field needs: introspection carries no directives', () => {
  const unsaid = fieldsOfAllTypes().filter(({ name, field }) => {
    const scopes = field.astNode && getDirectiveValues(requiresScopesDirective, field.astNode);
    const form = field.astNode && getDirectiveValues(checkoutFormDirective, field.astNode);
    const words = [
      ...(scopes ? [`Needs ${String(scopes.scopes)}.`] : []),
      ...(form ? [`Needs a token for the checkout form, or ${String(form.orScopes)}.`] : []),
    ];
    expect(words.length === 0).toBe(!/\bNeeds /.test(field.description ?? name));
    return words.some((text) => !(field.description ?? '').endsWith(text));
  });
  expect(unsaid.map(({ name }) => name)).toEqual([]);
});

test.each([
  ['PaymentStatus.FAILURE', /not final while the checkout form lives \(30 minutes\)/],
  ['PaymentStatus.INIT_THREEDS', /not final/],
  ['PaymentStatus.CALLBACK_THREEDS', /not final/],
  ['PaymentStatus.SUCCESS', /While fraudStatus is IN_REVIEW, that can still change/],
  ['LastPaymentCard.willExpireSoon', /expires within this month/],
  ['Payment.mdStatus', /1 where it succeeded; 0 and 2 to 7 come with payments that failed/],
  ['ItemTransaction.blockageRate', /against the merchant's fraud risk until blockageResolvedDate/],
  ['ItemTransaction.merchantPayoutAmount', /less .*the merchant's blockage/],
  ['Session.lastPayment', /null, without an error, where iyzico refuses it because the session is over/],
])('the description of %s says what iyzico does', (name, words) => {
  expect(described().find((entry) => entry.name === name)?.description).toMatch(words);
});

test('no description claims what iyzico does not say', () => {
  const claims = /Electron|Maestro|installments?\b.*\bonly|only kind|chargeback|converting costs|refunds need/i;
  expect(described().filter(({ description }) => claims.test(description))).toEqual([]);
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

/** Every field of every object and interface. */
function fieldsOfAllTypes(): { name: string; field: GraphQLField<unknown, unknown> }[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  return types
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })));
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
