import fc from 'fast-check';
import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { createSchema } from '../../src/graphql/index.js';
import { sampleCheckoutFormToken } from '../../src/simulator/index.js';
import { anyText } from '../harness/any-text.js';
import { knownCodes } from '../harness/error-codes.js';
import { startStack, type Stack } from '../harness/stack.js';
import { expectCommonHeaders, goodData, goodQuery, post, type Reply } from '../harness/http-exchange.js';

const stacks: Stack[] = [];
beforeAll(async () => {
  stacks.push(await startStack(), await startStack({ server: { introspection: false, maxIyzicoCalls: 10 } }));
});
afterAll(async () => {
  for (const stack of stacks) await stack.close();
});

/** Sends a body to each server, expects a well-formed answer, and expects the next query to succeed. */
async function repliesTo(body: unknown): Promise<Reply[]> {
  const replies = [];
  for (const stack of stacks) {
    stack.simulator.forget();
    const reply = await post(stack, body);
    expectWellFormed(reply, stack.calledServices().length);
    expect((await post(stack, goodQuery)).data).toEqual(goodData);
    replies.push(reply);
  }
  return replies;
}

function expectWellFormed(reply: Reply, calls: number): void {
  expectCommonHeaders(reply);
  expect(reply.status).toBeLessThan(500);
  for (const { extensions } of reply.errors ?? []) expect(knownCodes).toContain(extensions.code);
  if (reply.data === undefined) {
    expect(reply.errors?.length).toBeGreaterThan(0);
    expect(reply.errors?.length).toBeLessThanOrEqual(5);
    expect(Buffer.byteLength(reply.text)).toBeLessThan(8 * 1024);
    expect(calls).toBe(0);
  }
}

const anyName = fc.constantFrom('a', 'id', 'payment', '__typename', '__proto__', 'constructor', 'toString', 'ü', '');
const anyJson = fc.oneof(fc.jsonValue(), fc.dictionary(anyName, fc.jsonValue()));

const anyBody = fc.record(
  {
    query: fc.oneof(anyJson, anyText(), fc.constant(goodQuery.query)),
    variables: fc.oneof(anyJson, fc.record({ token: fc.jsonValue() })),
    operationName: fc.oneof(fc.jsonValue(), fc.constantFrom('Good', '__proto__', '')),
    extensions: fc.oneof(anyJson, fc.record({ persistedQuery: anyJson })),
    documentId: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

test('any JSON gets a well-formed answer', async () => {
  const property = fc.asyncProperty(fc.oneof(anyJson, anyBody), async (body) => {
    await repliesTo(body);
  });
  await fc.assert(property, { numRuns: 100 });
});

const schema = createSchema();
const composites = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith('__'),
);
const fragmentNames = ['F0', 'F1', 'F2'];
const variableTypes = ['ID', 'ID!', 'String', '[ID!]!', 'Boolean!', 'Int', 'Locale', 'ExpireSessionInput!', 'Nothing'];

const keys = [sampleCheckoutFormToken, 'card-1', 'declined-2', 'wallet-3', 'nobody-knows-me', 'error-5122', '24259238'];
const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...keys) }, fc.string({ maxLength: 20 }));
const variable = fc.nat(3).map((index) => `$v${index}`);

/** A literal that usually has the wrong type. */
const anyLiteral = fc.oneof(
  variable,
  fc.constantFrom(
    'null',
    'TR',
    '{}',
    '[]',
    '[[{a: [1]}]]',
    '-0',
    '1.5e300',
    '9007199254740993',
    '"""block"""',
    '"\\u{1F600}"',
  ),
  fc.string({ maxLength: 10 }).map((text) => JSON.stringify(text)),
);

/** Usually a literal of the type. */
function literalOf(type: GraphQLInputType): fc.Arbitrary<string> {
  return fc.oneof({ weight: 40, arbitrary: validLiteral(type) }, { weight: 1, arbitrary: anyLiteral });
}

function validLiteral(type: GraphQLInputType): fc.Arbitrary<string> {
  if (isNonNullType(type)) return validLiteral(type.ofType);
  if (isListType(type))
    return fc.array(literalOf(type.ofType), { maxLength: 4 }).map((values) => `[${values.join(', ')}]`);
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    return argumentsOf(Object.values(type.getFields())).map((fields) => `{ ${fields.join(', ')} }`);
  }
  return key.map((text) => JSON.stringify(text));
}

/** Usually all required arguments, and some of the others. */
function argumentsOf(args: readonly { name: string; type: GraphQLInputType }[]): fc.Arbitrary<string[]> {
  const each = args.map(({ name, type }) =>
    fc
      .tuple(fc.integer({ min: 0, max: 15 }), literalOf(type))
      .map(([chance, value]) => (chance < (isNonNullType(type) ? 15 : 3) ? [`${name}: ${value}`] : [])),
  );
  return fc.tuple(...each).map((given) => given.flat());
}

const directives = fc.oneof(
  { weight: 40, arbitrary: fc.constant('') },
  { weight: 4, arbitrary: fc.constantFrom('@skip(if: false)', '@include(if: true)', '@skip(if: true)') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('@skip', '@nothing', '@deprecated', '@requiresScopes(scopes: [])', '@skip(if: $v0)'),
  },
);

const aliases = fc.constantFrom('', '', '', ...Array.from('abcdefgh', (letter) => `${letter}: `));

function selectionsOf(type: GraphQLCompositeType, depth: number): fc.Arbitrary<string> {
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const selectable = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
  const field =
    selectable.length > 0
      ? fc.constantFrom(...selectable).chain((one) => fieldOf(one, depth))
      : fc.constant('__typename');
  const spread = fc
    .tuple(fc.constantFrom(...fragmentNames), directives)
    .map(([name, directive]) => `...${name} ${directive}`);
  const selection = fc.oneof(
    { weight: 60, arbitrary: field },
    { weight: 5, arbitrary: fc.constantFrom('__typename', 't: __typename') },
    { weight: 1, arbitrary: fc.constantFrom('nothing', '__schema { queryType { name } }', 'constructor', '__proto__') },
    { weight: 1, arbitrary: spread },
    { weight: 4, arbitrary: depth > 0 ? inlineOf(type, depth - 1) : fc.constant('__typename') },
  );
  return fc.array(selection, { minLength: 1, maxLength: 4 }).map((selections) => selections.join(' '));
}

function inlineOf(parent: GraphQLCompositeType, depth: number): fc.Arbitrary<string> {
  const types = isObjectType(parent) ? [parent] : [parent, ...schema.getPossibleTypes(parent)];
  return fc
    .oneof(
      { weight: 20, arbitrary: fc.constantFrom(...types) },
      { weight: 1, arbitrary: fc.constantFrom(...composites) },
    )
    .chain((type) => selectionsOf(type, depth).map((selections) => `... on ${type.name} { ${selections} }`));
}

function fieldOf({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<string> {
  const inner = getNamedType(type);
  const given = argumentsOf(args).map((values) => (values.length > 0 ? `(${values.join(', ')})` : ''));
  // Leaf fields get no alias: the leak check of the suite recognises allowed values by their field names.
  if (!isCompositeType(inner))
    return fc.tuple(given, directives).map(([values, directive]) => `${name}${values} ${directive}`);
  return fc
    .tuple(aliases, given, directives, selectionsOf(inner, depth - 1))
    .map(([alias, values, directive, selections]) => `${alias}${name}${values} ${directive} { ${selections} }`);
}

const operation = fc.constantFrom('query', 'query', 'query', 'mutation').chain((kind) => {
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (!root) throw new Error(kind);
  return fc.tuple(fc.constant(kind), selectionsOf(root, 5));
});

const fragment = fc
  .constantFrom(...composites)
  .chain((type) => fc.tuple(fc.constant(type.name), selectionsOf(type, 2)));

/** Declares the used variables and fragments, and occasionally all of them. */
const document = fc
  .record({
    operation,
    fragments: fc.array(fragment, { minLength: 3, maxLength: 3 }),
    types: fc.array(fc.constantFrom(...variableTypes), { minLength: 4, maxLength: 4 }),
    more: fc.nat(20),
  })
  .map(({ operation: [kind, selections], fragments, types, more }) => {
    const isIncluded = (text: string, mark: string) => more === 0 || text.includes(mark);
    const used = fragments.flatMap(([type, body], index) =>
      isIncluded(selections, `F${index}`) ? [`fragment F${index} on ${type} { ${body} }`] : [],
    );
    const isUsed = (name: string) => isIncluded([selections, ...used].join(' '), name);
    const declared = types.flatMap((type, index) => (isUsed(`$v${index}`) ? [`$v${index}: ${type}`] : []));
    const parameters = declared.length > 0 ? `(${declared.join(', ')})` : '';
    return `${kind} Any ${parameters} { ${selections} } ${used.join(' ')}`;
  });

const anyVariables = fc.dictionary(
  fc.constantFrom('v0', 'v1', 'v2', 'v3', 'other'),
  fc.oneof(key, fc.array(key, { maxLength: 4 }), fc.boolean(), fc.jsonValue()),
);

test('many of the generated documents are valid and many are not', () => {
  const sample = fc.sample(document, { numRuns: 400, seed: 1 });
  const valid = sample.filter((text) => validate(schema, parse(text)).length === 0);
  expect(valid.length).toBeGreaterThan(80);
  expect(valid.length).toBeLessThan(320);
});

test('any document gets a well-formed answer', async () => {
  const property = fc.asyncProperty(document, anyVariables, async (query, variables) => {
    const [open, strict] = await repliesTo({ query, variables });
    // The stricter server refuses everything that the other one refuses.
    if (open?.data === undefined) expect(strict?.data).toBeUndefined();
  });
  await fc.assert(property, { numRuns: 150 });
});

test('any truncated or repeated document gets a well-formed answer', async () => {
  const property = fc.asyncProperty(document, fc.nat(), fc.nat(), async (query, from, to) => {
    const [start, end] = [from % query.length, to % query.length].sort((a, b) => a - b);
    await repliesTo({ query: query.slice(start, end) + query.slice(0, start) + query });
  });
  await fc.assert(property, { numRuns: 100 });
});
