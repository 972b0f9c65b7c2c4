import { generate } from '@graphql-codegen/cli';
import { buildClientSchema, getIntrospectionQuery, printSchema, type IntrospectionQuery } from 'graphql';
import { createSchema } from '../../src/graphql/index.js';
import { expectCommonHeaders, post, type Reply } from '../harness/http-exchange.js';
import { startStack, type Stack } from '../harness/stack.js';

let open: Stack;
let closed: Stack;
beforeAll(async () => {
  open = await startStack();
  closed = await startStack({ server: { introspection: false } });
});
afterAll(async () => {
  expect([open.calledServices(), closed.calledServices()]).toEqual([[], []]);
  await open.close();
  await closed.close();
});

function expectRefused(reply: Reply): void {
  expectCommonHeaders(reply);
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

/** The introspection queries of common tools. */
const tools = {
  'graphql-js with all options': getIntrospectionQuery(everything),
  'graphql-js with its default options': getIntrospectionQuery(),
  // GraphiQL sends this query first. If a server refuses it, an older GraphiQL leaves out subscriptions.
  GraphiQL: getIntrospectionQuery({ schemaDescription: true, inputValueDeprecation: true, specifiedByUrl: true }),
  'an older GraphiQL': getIntrospectionQuery({ descriptions: true }).replace('subscriptionType { name }', ''),
  'Apollo Sandbox': getIntrospectionQuery({ ...everything, oneOf: false }),
  'a client of the first specification': getIntrospectionQuery({
    descriptions: false,
    specifiedByUrl: false,
    inputValueDeprecation: false,
  }),
};

describe.each(Object.entries(tools))('the introspection query of %s', (_, query) => {
  test('returns the whole schema', async () => {
    const reply = await post(open, { query, operationName: 'IntrospectionQuery' });
    expectCommonHeaders(reply);
    expect(reply.errors).toBeUndefined();
    const schema = buildClientSchema(reply.data as IntrospectionQuery);
    expect(Object.keys(schema.getTypeMap()).sort()).toEqual(Object.keys(createSchema().getTypeMap()).sort());
  });

  test('is refused if introspection is off, and the message names the setting', async () => {
    const reply = await post(closed, { query, operationName: 'IntrospectionQuery' });
    expectRefused(reply);
    expect(reply.errors?.[0]?.message).toContain('INTROSPECTION');
  });
});

test('introspection with all options returns the contract itself', async () => {
  const { data } = await post(open, { query: getIntrospectionQuery(everything) });
  expect(printSchema(buildClientSchema(data as IntrospectionQuery))).toBe(printSchema(createSchema()));
});

describe('code generation from the URL of a server', () => {
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

  test('generates the types of the documents', async () => {
    const files = await typesFrom(open);
    const { content } = files.find(({ filename }) => filename === 'types/graphql.ts') ?? { content: '' };
    expect(content).toContain('export type PaymentQuery =');
  });

  test('fails if introspection is off', async () => {
    await expect(typesFrom(closed)).rejects.toThrow();
  });
});

const fields = (levels: number): string => (levels === 0 ? 'name' : `fields { type { ${fields(levels - 1)} } }`);
const ofTypes = (levels: number): string => (levels === 0 ? 'name' : `ofType { ${ofTypes(levels - 1)} }`);

describe('introspection queries', () => {
  test.each([
    ['with three levels of fields', `{ __schema { types { ${fields(3)} } } }`],
    ['with ten levels of fields', `{ __schema { types { ${fields(10)} } } }`],
    ['with three levels of fields of one type', `{ __type(name: "Payment") { ${fields(3)} } }`],
    [
      'with three levels of fields in fragments',
      `{ __schema { types { ...A } } } fragment A on __Type { fields { type { ...B } } }
       fragment B on __Type { fields { type { ...C } } } fragment C on __Type { fields { name } }`,
    ],
    ['with a cycle of fragments', '{ __schema { types { ...A } } } fragment A on __Type { fields { type { ...A } } }'],
    [
      'with interfaces of possible types of fields',
      '{ __schema { types { fields { type { possibleTypes { interfaces { name } } } } } } }',
    ],
    ['with 20 nested types', `{ __schema { types { ${ofTypes(18)} } } }`],
    ['with 100 nested types', `{ __type(name: "Payment") { ${ofTypes(100)} } }`],
    ['with 501 selections', `{ __schema { types { ${'name '.repeat(500)} } } }`],
    ['with 16 aliases', `{ __schema { types { ${Array.from({ length: 16 }, (_, i) => `a${i}: name`).join(' ')} } } }`],
  ])('%s are refused', async (_, query) => {
    expectRefused(await post(open, { query }));
    expectRefused(await post(closed, { query }));
  });

  test.each([
    ['with 19 nested types', `{ __schema { types { ${ofTypes(17)} } } }`],
    ['with two levels of fields', `{ __schema { types { ${fields(2)} } } }`],
    ['with 500 selections', `{ __schema { types { ${'name '.repeat(499)} } } }`],
  ])('%s are answered', async (_, query) => {
    const { status, errors } = await post(open, { query });
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
])('an error has no suggestion if introspection is off: %s', async (query) => {
  expectRefused(await post(closed, { query }));
});
