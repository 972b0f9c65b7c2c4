import fc from 'fast-check';
import { SignJWT } from 'jose';
import { printContract } from '../../src/graphql/index.js';
import { sampleCheckoutFormToken } from '../../src/simulator/index.js';
import { expectCommonHeaders, post, type Reply } from '../harness/http-exchange.js';
import { startStack, type Stack } from '../harness/stack.js';

const settings = { issuer: 'shop', audience: 'payments', maxTtl: 3600, systemMaxTtl: 3600 };
const secret = 'a secret of a merchant, long enough to be one';

let open: Stack;
let strict: Stack;
let guarded: Stack;
beforeAll(async () => {
  open = await startStack();
  strict = await startStack({ server: { maxIyzicoCalls: 3 } });
  guarded = await startStack({ server: { authentication: { ...settings, keys: { secrets: [secret] } } } });
});
afterEach(() => {
  for (const { simulator } of [open, strict, guarded]) simulator.forget();
});
afterAll(async () => {
  for (const stack of [open, strict, guarded]) await stack.close();
});

const key = `checkoutFormToken: "${sampleCheckoutFormToken}"`;
const sessionKeys =
  'sessionToken: "f403ef2f-fb08-4111-afd6-495811ef6b25", memberIdentifier: "f1409923-57cb-468f-8df2-704ea02075e3"';
const idList = (count: number) => Array.from({ length: count }, (_, index) => `"${index}"`).join(', ');

/** The maximum number of calls, as an answer states it. */
const costOf = ({ extensions }: Pick<Reply, 'extensions'>) =>
  extensions?.cost as { iyzicoCalls: number; limit: number };

function expectTooCostly(reply: Reply, calls: number, most: number): void {
  expectCommonHeaders(reply);
  expect([reply.status, reply.data]).toEqual([400, undefined]);
  expect(reply.errors).toMatchObject([
    {
      message: `The operation can cause ${calls} calls to iyzico; ${most} are allowed.`,
      extensions: { code: 'LIMIT_EXCEEDED', retryable: false },
    },
  ]);
}

function codesOf({ errors = [] }: Reply): string[] {
  return errors.map(({ extensions }) => extensions.code);
}

/** Operations, and the maximum cost that follows from their text. */
const operations: [calls: number, query: string][] = [
  [0, '{ __typename }'],
  [1, `{ payment(${key}) { id } }`],
  [1, `{ payment(${key}) { session { id sessionStatus } } }`],
  [3, `{ payment(${key}) { session { lastPaymentCard { cardType } } } }`],
  [3, `{ payment(${key}) { session { lastPayment { paymentType } } } }`],
  [5, `{ payment(${key}) { session { lastPaymentCard { cardType } lastPayment { paymentType } } } }`],
  [4, `{ payment(${key}) { session { lastPayment { payment { id } } } } }`],
  [2, `{ payment(${key}) { session { payment { id } } } }`],
  [2, `{ a: payment(${key}) { id } b: payment(${key}) { id } }`],
  [2, `{ payment(${key}) { id } payment(${key}) { price } }`],
  [
    2,
    `{ payment(${key}) { ...F } } fragment F on Payment { session { ...G } } fragment G on Session { payment { id } }`,
  ],
  [3, `{ payment(${key}) { ...F ...F } } fragment F on Payment { session { payment { id } } }`],
  [3, `{ payment(${key}) { ... { session { payment { id } } } ... on Payment { session { payment { id } } } } }`],
  [3, `{ payment(${key}) { session { lastPaymentCard @skip(if: true) { cardType } } } }`],
  [1, `{ paymentDetail(paymentId: "24259238") { id } }`],
  [0, '{ paymentDetails(paymentIds: []) { id } }'],
  [1, '{ paymentDetails(paymentIds: "24259238") { id } }'],
  [3, '{ paymentDetails(paymentIds: ["1", "2", "3"]) { id } }'],
  [2, '{ paymentDetails(paymentIds: ["1", 1, "2", 2, "2"]) { id } }'],
  [50, `{ paymentDetails(paymentIds: [${idList(50)}]) { id } }`],
  [6, `{ paymentDetails(paymentIds: ["24259238", "2"]) { session { lastPaymentCard { cardType } } } }`],
  [1, `{ session(${key}, paymentId: "24259238") { id } }`],
  [2, `{ lastPayment(${sessionKeys}) { paymentType } }`],
  [3, `{ lastPayment(${sessionKeys}) { payment { id } } }`],
  [1, `mutation { expireSession(input: { ${sessionKeys} }) { __typename } }`],
  [2, 'mutation { expireCheckoutSession(input: { checkoutFormToken: "card-1" }) { __typename } }'],
];

describe('an answer states the maximum cost of its operation, and no more calls are made:', () => {
  test.each(operations)('%i for %s', async (calls, query) => {
    // A new stack holds no access token yet, so that it makes the most calls.
    const fresh = await startStack();
    const reply = await post(fresh, { query });
    await fresh.close();
    expect(costOf(reply)).toEqual({ iyzicoCalls: calls, limit: 60 });
    expect(codesOf(reply)).not.toContain('INTERNAL_SERVER_ERROR');
    expect(fresh.calledServices().length).toBeLessThanOrEqual(calls);
  });

  const { selections } = fc.letrec<Record<'payment' | 'session' | 'lastPayment' | 'selections', string>>((tie) => ({
    payment: selectionOf('id', 'paymentStatus', link('session', tie('session'))),
    session: selectionOf(
      'id',
      link('payment', tie('payment')),
      link('lastPayment', tie('lastPayment')),
      'lastPaymentCard { cardType }',
    ),
    lastPayment: selectionOf('paymentType', link('payment', tie('payment'))),
    selections: fc.oneof(
      link(`payment(${key})`, tie('payment')),
      link('paymentDetails(paymentIds: ["24259238", "1", "1"])', tie('payment')),
      link(`session(${key}, paymentId: "24259238")`, tie('session')),
      link(`lastPayment(${sessionKeys})`, tie('lastPayment')),
    ),
  }));

  test('for any selection', async () => {
    const property = fc.asyncProperty(fc.array(selections, { minLength: 1, maxLength: 3 }), async (roots) => {
      const before = open.calledServices().length;
      const query = `{ ${roots.map((root, index) => `a${index}: ${root}`).join(' ')} }`;
      const reply = await post(open, { query });
      const calls = open.calledServices().length - before;
      if (reply.status === 200) expect(calls).toBeLessThanOrEqual(costOf(reply).iyzicoCalls);
      else expect([codesOf(reply)[0], calls]).toEqual(['LIMIT_EXCEEDED', 0]);
    });
    await fc.assert(property, { numRuns: 150 });
  });
});

describe('payments by their ids', () => {
  const byVariable = 'query ($ids: [ID!]!) { paymentDetails(paymentIds: $ids) { id } }';

  test.each<[what: string, ids: unknown, calls: number]>([
    ['none', [], 0],
    ['one id that is not in a list', '24259238', 1],
    ['three', ['1', '2', '3'], 3],
    ['the same one five times', ['1', '1', '1', '1', '1'], 1],
    ['the same one as text and as a number', ['1', 1], 1],
    ['fifty', Array.from({ length: 50 }, (_, index) => index), 50],
  ])('cost as much in a variable as in the text: %s', async (_, ids, calls) => {
    const reply = await post(open, { query: byVariable, variables: { ids } });
    expect([costOf(reply).iyzicoCalls, open.calledServices().length]).toEqual([calls, calls]);
  });

  test('cost by the list of each request, though the document was computed before', async () => {
    const costs = [];
    for (const count of [1, 50, 2, 0]) {
      const ids = Array.from({ length: count }, (_, index) => index);
      costs.push(costOf(await post(open, { query: byVariable, variables: { ids } })).iyzicoCalls);
    }
    expect(costs).toEqual([1, 50, 2, 0]);
    await post(strict, { query: byVariable, variables: { ids: ['1'] } });
    strict.simulator.forget();
    expectTooCostly(await post(strict, { query: byVariable, variables: { ids: ['1', '2', '3', '4'] } }), 4, 3);
    expect(strict.calledServices()).toEqual([]);
  });

  test('cost by the operation that is named, where a document has several', async () => {
    const query = `query One { payment(${key}) { ...F } } query Two { a: payment(${key}) { ...F } b: payment(${key}) { ...F } } fragment F on Payment { session { payment { id } } }`;
    for (const [operationName, calls] of [
      ['One', 2],
      ['Two', 4],
      ['One', 2],
    ] as const) {
      expect(costOf(await post(open, { query, operationName })).iyzicoCalls).toBe(calls);
    }
  });

  test("cost what a variable's default contains, if the default applies", async () => {
    const query = byVariable.replace('[ID!]!', '[ID!]! = ["1", "2"]');
    expect(costOf(await post(open, { query })).iyzicoCalls).toBe(2);
    expect(costOf(await post(open, { query, variables: { ids: ['1'] } })).iyzicoCalls).toBe(1);
  });

  test('cost what a list with a variable entry contains', async () => {
    const query = 'query ($id: ID!) { paymentDetails(paymentIds: [$id, "1", "2"]) { id } }';
    expect(costOf(await post(open, { query, variables: { id: '1' } })).iyzicoCalls).toBe(2);
    expect(costOf(await post(open, { query, variables: { id: '3' } })).iyzicoCalls).toBe(3);
  });

  test('are refused without a call if they cost more than 60 calls', async () => {
    const both = (count: number) =>
      `{ a: paymentDetails(paymentIds: [${idList(50)}]) { id } b: paymentDetails(paymentIds: [${idList(count)}]) { id } }`;
    expect(costOf(await post(open, { query: both(10) }))).toEqual({ iyzicoCalls: 60, limit: 60 });
    open.simulator.forget();
    expectTooCostly(await post(open, { query: both(11) }), 61, 60);
    expect(open.calledServices()).toEqual([]);
  });

  test('multiply the cost of their selection', async () => {
    const query = (count: number) =>
      `{ paymentDetails(paymentIds: [${idList(count)}]) { session { payment { id } lastPaymentCard { cardType } } } }`;
    expect(costOf(await post(open, { query: query(15) }))).toEqual({ iyzicoCalls: 60, limit: 60 });
    open.simulator.forget();
    expectTooCostly(await post(open, { query: query(16) }), 64, 60);
    expect(open.calledServices()).toEqual([]);
  });

  test('cost the same in fragments and under aliases', async () => {
    const fragment = `fragment F on Query { a: paymentDetails(paymentIds: [${idList(31)}]) { id } }`;
    const other = `b: paymentDetails(paymentIds: [${idList(30)}]) { id }`;
    expectTooCostly(await post(open, { query: `{ ...F ${other} } ${fragment}` }), 61, 60);
    expect(open.calledServices()).toEqual([]);
  });
});

test('a server can allow fewer calls', async () => {
  const ids = (count: number) => ({ query: `{ paymentDetails(paymentIds: [${idList(count)}]) { id } }` });
  expect(costOf(await post(strict, ids(3)))).toEqual({ iyzicoCalls: 3, limit: 3 });
  strict.simulator.forget();
  expectTooCostly(await post(strict, ids(4)), 4, 3);
  expect(strict.calledServices()).toEqual([]);
});

describe('a shopper', () => {
  const tokenWith = (claims: Record<string, string>) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(settings.issuer)
      .setAudience(settings.audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(secret));

  const page = `payment(${key}) { session { lastPaymentCard { cardType } } }`;

  test('may cause six calls and no more', async () => {
    const token = await tokenWith({ checkout_form_token: sampleCheckoutFormToken });
    const headers = { authorization: `Bearer ${token}` };
    const twice = await post(guarded, { query: `{ a: ${page} b: ${page} }` }, headers);
    expect(twice.errors).toBeUndefined();
    expect(costOf(twice)).toEqual({ iyzicoCalls: 6, limit: 6 });
    guarded.simulator.forget();
    expectTooCostly(
      await post(guarded, { query: `{ a: ${page} b: ${page} c: payment(${key}) { id } }` }, headers),
      7,
      6,
    );
    expect(guarded.calledServices()).toEqual([]);
  });

  test("has a lower limit than the merchant's systems", async () => {
    const token = await tokenWith({ scope: 'payment:read' });
    const query = `{ a: ${page} b: ${page} c: payment(${key}) { id } }`;
    const { extensions } = await post(guarded, { query }, { authorization: `Bearer ${token}` });
    expect(costOf({ extensions })).toEqual({ iyzicoCalls: 7, limit: 60 });
  });
});

test('the cost of a field is part of the contract', () => {
  const directives = printContract().match(/@iyzicoCalls\(.*\)/g) ?? [];
  expect(directives).toContain('@iyzicoCalls(atMost: 1, perEntryOf: "paymentIds")');
});

/** One to three of these parts, in any order. */
function selectionOf(...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  const one = fc.oneof({ maxDepth: 3 }, ...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)));
  return fc.array(one, { minLength: 1, maxLength: 3 }).map((selected) => selected.join(' '));
}

function link(field: string, selection: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return selection.map((selected) => `${field} { ${selected} }`);
}
