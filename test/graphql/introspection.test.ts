import { generate } from '@graphql-codegen/cli';
import { buildClientSchema, getIntrospectionQuery, printSchema, type IntrospectionQuery } from 'graphql';
import { createSchema } from '../../src/graphql/index.js';
import { expectNamed, post, type Reply } from '../harness/http-exchange.js';
import { startStack, type Stack } from '../harness/stack.js';

let shown: Stack;
let hidden: Stack;
beforeAll(async () => {
  shown = await startStack();
  hidden = await startStack({ server: { introspection: false } });
});
afterAll(async () => {
  expect([shown.calledServices(), hidden.calledServices()]).toEqual([[], []]);
  await shown.close();
  await hidden.close();
});

function expectRefused(reply: Reply): void {
  expectNamed(reply);
  expect([reply.status, reply.data]).toEqual([400, undefined]);
  expect(reply.text).not.toContain('Did you mean');
  expect(Buffer.byteLength(reply.text)).toBeLessThan(8 * 1024);
}

const everything = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};

/** The questions of usual tools. */
const tools = {
  'graphql-js, with all that it can ask': getIntrospectionQuery(everything),
  'graphql-js, as it asks by itself': getIntrospectionQuery(),
  // As in GraphiQL's own fetchIntrospection, and without subscriptions where a server refuses the first.
  GraphiQL: getIntrospectionQuery({ schemaDescription: true, inputValueDeprecation: true, specifiedByUrl: true }),
  'an older GraphiQL': getIntrospectionQuery({ descriptions: true }).replace('subscriptionType { name }', ''),
  'Apollo Sandbox': getIntrospectionQuery({ ...everything, oneOf: false }),
  'a client of the first specification': getIntrospectionQuery({
    descriptions: false,
    specifiedByUrl: false,
    inputValueDeprecation: false,
  }),
};

describe.each(Object.entries(tools))('%s', (_, query) => {
  test('learns the whole schema', async () => {
    const reply = await post(shown, { query, operationName: 'IntrospectionQuery' });
    expectNamed(reply);
    expect(reply.errors).toBeUndefined();
    const schema = buildClientSchema(reply.data as IntrospectionQuery);
    expect(Object.keys(schema.getTypeMap()).sort()).toEqual(Object.keys(createSchema().getTypeMap()).sort());
  });

  test('learns nothing where introspection is off', async () => {
    expectRefused(await post(hidden, { query, operationName: 'IntrospectionQuery' }));
  });
});

test('what all options ask for is the contract itself', async () => {
  const { data } = await post(shown, { query: getIntrospectionQuery(everything) });
  expect(printSchema(buildClientSchema(data as IntrospectionQuery))).toBe(printSchema(createSchema()));
});

describe('code generation by the URL of a server', () => {
  const typesFrom = (stack: Stack) =>
    generate(
      {
        schema: `${stack.url}/graphql`,
        documents: 'schema/operations/*.graphql',
        generates: { 'types/': { preset: 'client' } },
        silent: true,
      },
      false,
    ) as Promise<{ filename: string; content: string }[]>;

  test('writes the types of its documents', async () => {
    const files = await typesFrom(shown);
    const { content } = files.find(({ filename }) => filename === 'types/graphql.ts') ?? { content: '' };
    expect(content).toContain('export type PaymentQuery =');
  });

  test('is refused where introspection is off', async () => {
    await expect(typesFrom(hidden)).rejects.toThrow();
  });
});

const fields = (levels: number): string => (levels === 0 ? 'name' : `fields { type { ${fields(levels - 1)} } }`);
const ofTypes = (levels: number): string => (levels === 0 ? 'name' : `ofType { ${ofTypes(levels - 1)} }`);

describe('beyond what tools ask,', () => {
  test.each([
    ['fields of fields of fields', `{ __schema { types { ${fields(3)} } } }`],
    ['the same ten times over', `{ __schema { types { ${fields(10)} } } }`],
    ['the same of one type', `{ __type(name: "Payment") { ${fields(3)} } }`],
    [
      'the same through fragments',
      `{ __schema { types { ...A } } } fragment A on __Type { fields { type { ...B } } }
       fragment B on __Type { fields { type { ...C } } } fragment C on __Type { fields { name } }`,
    ],
    ['a circle of fragments', '{ __schema { types { ...A } } } fragment A on __Type { fields { type { ...A } } }'],
    [
      'interfaces of possible types of fields',
      '{ __schema { types { fields { type { possibleTypes { interfaces { name } } } } } } }',
    ],
    ['20 types inside of each other', `{ __schema { types { ${ofTypes(18)} } } }`],
    ['100 types inside of each other', `{ __type(name: "Payment") { ${ofTypes(100)} } }`],
    ['501 selections', `{ __schema { types { ${'name '.repeat(500)} } } }`],
    ['16 aliases', `{ __schema { types { ${Array.from({ length: 16 }, (_, i) => `a${i}: name`).join(' ')} } } }`],
  ])('%s are refused', async (_, query) => {
    expectRefused(await post(shown, { query }));
    expectRefused(await post(hidden, { query }));
  });

  test.each([
    ['19 types inside of each other', `{ __schema { types { ${ofTypes(17)} } } }`],
    ['fields of fields', `{ __schema { types { ${fields(2)} } } }`],
    ['500 selections', `{ __schema { types { ${'name '.repeat(499)} } } }`],
  ])('%s are not', async (_, query) => {
    const { status, errors } = await post(shown, { query });
    expect([status, errors]).toEqual([200, undefined]);
  });
});

test.each([
  '{ __schem { types { name } } }',
  '{ __type(nam: "Payment") { name } }',
  '{ paymen }',
  '{ payment(checkoutFormTokn: "a") { id } }',
  '{ payment(checkoutFormToken: "a") { pric } }',
  '{ payment(checkoutFormToken: "a", locale: T) { id } }',
  '{ payment(checkoutFormToken: "a") { ... on Paymen { id } } }',
  '{ payment(checkoutFormToken: "a") { id @skipp } }',
  'mutation { expireSession(input: { sessionTokn: "a" }) { __typename } }',
  'query ($t: Strin) { __typename }',
])('nothing is suggested where introspection is off: %s', async (query) => {
  expectRefused(await post(hidden, { query }));
});
