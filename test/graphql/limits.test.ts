import { sampleCheckoutFormToken } from '../../src/simulator/index.js';
import { expectCommonHeaders, goodData, goodQuery, post, type Reply } from '../harness/http-exchange.js';
import { startStack, type Stack } from '../harness/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const payment = (selections: string) => `payment(checkoutFormToken: "${sampleCheckoutFormToken}") { ${selections} }`;
const onPayment = (name: string, selections: string) => ` fragment ${name} on Payment { ${selections} }`;
const onQuery = (name: string, selections: string) => ` fragment ${name} on Query { ${selections} }`;

/** Fields of a payment, nested this many levels deep. */
const deep = (levels: number): string =>
  levels === 1 ? 'id' : levels === 2 ? 'session { id }' : `session { payment { ${deep(levels - 2)} } }`;
const aliases = (count: number, prefix = 'a') => times(count, (index) => `${prefix}${index}: __typename`).join(' ');
const typenames = (count: number) => '__typename '.repeat(count);
const conditions = (count: number) => 'id @include(if: true) '.repeat(count);
const ids = (count: number) => 'id '.repeat(count);

/** The maximum of each limit, and documents of a given size, with and without fragments. */
const documents: Record<string, [max: number, ...((size: number) => string)[]]> = {
  depth: [
    10,
    (size) => `{ ${payment(deep(size - 1))} }`,
    (size) => `{ ${payment('...F')} } ${onPayment('F', deep(size - 1))}`,
    (size) => `{ ...F } ${onQuery('F', payment('...G'))} ${onPayment('G', `... { ${deep(size - 1)} }`)}`,
  ],
  aliases: [
    15,
    (size) => `{ ${payment(aliases(size))} }`,
    (size) => `{ ${payment(`... on Payment { ${aliases(5)} } ... { ${aliases(size - 5, 'b')} }`)} }`,
    (size) => `{ ${payment(`...F ...F ...F ${aliases(size - 15, 'b')}`)} } ${onPayment('F', aliases(5))}`,
    (size) => `{ ${payment('...F ...F')} ...G } ${onPayment('F', aliases(7))} ${onQuery('G', aliases(size - 14, 'b'))}`,
  ],
  rootFields: [
    5,
    (size) => `{ ${typenames(size)} }`,
    (size) => `{ ${aliases(size)} }`,
    (size) => `{ ${typenames(size - 2)} ... on Query { ... { ${typenames(2)} } } }`,
    (size) => `{ ...F ...F ${typenames(size - 4)} } ${onQuery('F', typenames(2))}`,
    (size) => `{ ...F ${typenames(size - 4)} } ${onQuery('F', '...G ...G')} ${onQuery('G', typenames(2))}`,
  ],
  directives: [
    10,
    (size) => `{ ${payment(conditions(size))} }`,
    (size) => `{ ${payment('... @include(if: true) { id } '.repeat(size))} }`,
    (size) => `{ ${payment('...F @include(if: true) '.repeat(size))} } ${onPayment('F', 'id')}`,
    (size) => `{ ${payment(`...F ...F ${conditions(size - 10)}`)} } ${onPayment('F', conditions(5))}`,
  ],
  selections: [
    200,
    (size) => `{ ${payment(ids(size - 1))} }`,
    (size) => `{ ${payment('...F')} } ${onPayment('F', ids(size - 2))}`,
    (size) => `{ ${payment(`...F ...F ${ids(size - 199)}`)} } ${onPayment('F', ids(98))}`,
    (size) =>
      `{ ${payment(`...F ...F ${ids(size - 195)}`)} } ${onPayment('F', '...G ...G')} ${onPayment('G', ids(47))}`,
  ],
};

const cases = Object.entries(documents).flatMap(([limit, [max, ...builders]]) =>
  builders.map((build) => ({ limit, max, largest: build(max), tooLarge: build(max + 1) })),
);

/** The beginning of a document, for a test title. */
function excerpt(document: string): string {
  return document.replaceAll(sampleCheckoutFormToken, '…').slice(0, 100);
}

/** Expects a short refusal without a call. */
function expectRefused(reply: Reply, codes: readonly string[]): void {
  expectCommonHeaders(reply);
  expect([reply.status, reply.data]).toEqual([400, undefined]);
  expect(codesOf(reply)).toEqual(codes);
  expect(Buffer.byteLength(reply.text)).toBeLessThan(8 * 1024);
  expect(stack.calledServices()).toEqual([]);
}

function codesOf({ errors = [] }: Reply): string[] {
  return errors.map(({ extensions }) => extensions.code);
}

describe.each(cases)('the limit on $limit', ({ limit, max, largest, tooLarge }) => {
  test(`allows ${max}: ${excerpt(largest)}`, async () => {
    const { status, errors } = await post(stack, { query: largest });
    expect([status, errors]).toEqual([200, undefined]);
  });

  test(`refuses one more: ${excerpt(tooLarge)}`, async () => {
    const reply = await post(stack, { query: tooLarge });
    expectRefused(reply, ['LIMIT_EXCEEDED']);
    expect(reply.errors?.[0]?.message).toBe(`The operation is too large: ${limit} is limited to ${max}.`);
  });
});

test('1000 tokens are allowed, and one more is refused', async () => {
  const operations = times(200, (index) => `query Q${index} { __typename }`).join(' ');
  const largest = await post(stack, { query: operations, operationName: 'Q7' });
  expect([largest.status, largest.data]).toEqual([200, { __typename: 'Query' }]);
  const reply = await post(stack, { query: operations.replace('}', '__typename }'), operationName: 'Q7' });
  expectRefused(reply, ['LIMIT_EXCEEDED']);
  expect(reply.errors?.[0]?.message).toBe('The document is too large: tokens are limited to 1000.');
});

test('every operation of a document is measured, whichever is executed', async () => {
  const query = `query Small { __typename } query Large { ${typenames(6)} }`;
  expectRefused(await post(stack, { query, operationName: 'Small' }), ['LIMIT_EXCEEDED']);
});

const cycle = (length: number) =>
  times(length, (index) => onPayment(`F${index}`, `session { payment { ...F${(index + 1) % length} } }`)).join('');
const doubling = (levels: number) =>
  times(levels, (index) => onPayment(`F${index}`, `...F${index + 1} ...F${index + 1}`)).join('') +
  onPayment(`F${levels}`, 'id');
const nestedDoubling = (levels: number) =>
  times(levels, (index) =>
    onPayment(`F${index}`, `session { payment { ...F${index + 1} } } session { payment { ...F${index + 1} } }`),
  ).join('') + onPayment(`F${levels}`, 'id');
const allInAll = (count: number) =>
  times(count, (index) => onPayment(`F${index}`, times(count, (other) => `...F${other}`).join(' '))).join('');

/** Costly documents and the code of their first error. graphql-js may add more errors. */
const bombs: Record<string, [code: string, query: string]> = {
  'fragments that double 90 times': ['LIMIT_EXCEEDED', `{ ${payment('...F0')} } ${doubling(90)}`],
  'fragments that double as they nest': ['LIMIT_EXCEEDED', `{ ${payment('...F0')} } ${nestedDoubling(35)}`],
  'a fragment of itself': ['GRAPHQL_VALIDATION_FAILED', `{ ${payment('...F0')} } ${cycle(1)}`],
  'a cycle of 50 fragments': ['LIMIT_EXCEEDED', `{ ${payment('...F0')} } ${cycle(50)}`],
  'fragments that spread all others': ['LIMIT_EXCEEDED', `{ ${payment('...F0')} } ${allInAll(19)}`],
  '3,000 aliases': ['LIMIT_EXCEEDED', `{ ${times(3000, (index) => `a${index}:id`).join(' ')} }`],
  'selections 300 deep': ['LIMIT_EXCEEDED', `{ ${payment(deep(300))} }`],
  'the same field 900 times': ['LIMIT_EXCEEDED', `{ ${typenames(900)} }`],
  'the same field with its selection 90 times': ['LIMIT_EXCEEDED', `{ ${`${payment('id price')} `.repeat(90)} }`],
  'conflicting fields': [
    'LIMIT_EXCEEDED',
    `{ ${payment(times(300, (index) => `a: ${index % 2 === 0 ? 'id' : 'price'}`).join(' '))} }`,
  ],
  '400 directives': ['LIMIT_EXCEEDED', `{ __typename ${'@a '.repeat(400)} }`],
};

describe('a costly document is refused quickly:', () => {
  /** Milliseconds, most of which block the process. */
  async function durationOf(body: unknown): Promise<number> {
    const start = performance.now();
    await post(stack, body);
    return performance.now() - start;
  }

  async function leastDurationOf(body: unknown): Promise<number> {
    const durations = [];
    for (let run = 0; run < 5; run++) durations.push(await durationOf(body));
    return Math.min(...durations);
  }

  test.each(Object.keys(bombs))('%s', async (name) => {
    const [code, query] = bombs[name] ?? ['', ''];
    const good = await leastDurationOf(goodQuery);
    stack.simulator.forget();
    expect(await leastDurationOf({ query })).toBeLessThan(30 * good);
    const reply = await post(stack, { query });
    expectRefused(reply, [code, ...codesOf(reply).slice(1)]);
    expect((await post(stack, goodQuery)).data).toEqual(goodData);
  });

  test('10,000 aliases, by the size of the body', async () => {
    const reply = await post(stack, { query: `{ ${times(10_000, (index) => `a${index}:id`).join(' ')} }` });
    expect([reply.status, codesOf(reply)]).toEqual([413, ['BAD_REQUEST']]);
    expect((await post(stack, goodQuery)).data).toEqual(goodData);
  });
});

describe('a refusal lists at most five mistakes', () => {
  test('of an invalid document', async () => {
    const reply = await post(stack, { query: `{ ${payment('a b c d e f g h i j')} }` });
    expectRefused(reply, Array<string>(5).fill('GRAPHQL_VALIDATION_FAILED'));
  });

  test('of literals', async () => {
    const invalid = times(5, () => payment('id').replace(/"[^"]*"/, '[1]')).join(' ');
    const reply = await post(stack, { query: `query { ${invalid} ${payment(`${aliases(1)} @skip(if: 1)`)} }` });
    expect(codesOf(reply).length).toBe(5);
    expect(reply.status).toBe(400);
  });

  test('of variables', async () => {
    const query = `query (${times(9, (index) => `$v${index}: Boolean!`).join(' ')}) { ${payment(
      times(9, (index) => `id @skip(if: $v${index})`).join(' '),
    )} }`;
    for (const variables of [{}, Object.fromEntries(times(9, (index) => [`v${index}`, 'no']))]) {
      const reply = await post(stack, { query, variables });
      expectRefused(reply, ['BAD_USER_INPUT']);
      expect(reply.errors?.[0]?.extensions.fields).toHaveLength(5);
    }
  });

  test('of the entries of a list', async () => {
    const query = 'query ($ids: [ID!]!) { paymentDetails(paymentIds: $ids) { id } }';
    const reply = await post(stack, { query, variables: { ids: Array(500).fill({}) } });
    expectRefused(reply, ['BAD_USER_INPUT']);
    expect(reply.errors?.[0]?.extensions.fields).toHaveLength(5);
  });
});

const long = 'a'.repeat(15_000);

test.each<[what: string, body: object, code: string]>([
  ['a field', { query: `{ ${long} }` }, 'GRAPHQL_VALIDATION_FAILED'],
  ['an argument', { query: `{ payment(${long}: 1) { id } }` }, 'GRAPHQL_VALIDATION_FAILED'],
  ['a type', { query: `{ ... on ${long} { id } }` }, 'GRAPHQL_VALIDATION_FAILED'],
  ['a fragment', { query: `{ ...${long} }` }, 'GRAPHQL_VALIDATION_FAILED'],
  ['a directive', { query: `{ __typename @${long} }` }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a default',
    { query: `query ($${long}: ID! = {}) { payment(checkoutFormToken: $a) { id } }` },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['a token outside the document', { query: `{ __typename } ${long}` }, 'GRAPHQL_PARSE_FAILED'],
  [
    "an input's key",
    {
      query: 'mutation ($input: ExpireSessionInput!) { expireSession(input: $input) { __typename } }',
      variables: { input: { [long]: 1 } },
    },
    'BAD_USER_INPUT',
  ],
  [
    'the name of a wrong variable',
    { query: `query ($${long}: Boolean!) { __typename @skip(if: $${long}) }` },
    'BAD_USER_INPUT',
  ],
])('%s of 15,000 letters is not repeated in the refusal', async (_, body, code) => {
  const reply = await post(stack, body);
  expectRefused(reply, codesOf(reply));
  expect(new Set(codesOf(reply))).toEqual(new Set([code]));
});

test('a mistake in 300 places is reported with five locations', async () => {
  const reply = await post(stack, { query: `{ payment(${'a: 1 '.repeat(300)}) { id } }` });
  expectRefused(reply, codesOf(reply));
  expect(reply.errors?.[0]).toMatchObject({ locations: Array(5).fill(expect.anything()) });
});

test('errors of execution are all reported', async () => {
  const paymentIds = times(50, (index) => String(900_000 + index));
  const query = 'query ($paymentIds: [ID!]!) { paymentDetails(paymentIds: $paymentIds) { id } }';
  const reply = await post(stack, { query, variables: { paymentIds } });
  expect([reply.status, reply.data]).toEqual([200, { paymentDetails: Array(50).fill(null) }]);
  const paths = reply.errors?.map(({ path }) => path?.join(' '));
  expect(new Set(paths)).toEqual(new Set(times(50, (index) => `paymentDetails ${index}`)));
  expect(stack.calledServices()).toEqual(Array(50).fill('payment-detail'));
});

test('an alias may have up to 128 characters, because the answer repeats it', async () => {
  const aliased = (length: number) => stack.send(`{ ${'a'.repeat(length)}: __typename }`);
  expect((await aliased(128)).errors).toBeUndefined();
  const refused = await aliased(129);
  expect(refused.status).toBe(400);
  expect(refused.errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
  expect(refused.text.length).toBeLessThan(8192);
});
