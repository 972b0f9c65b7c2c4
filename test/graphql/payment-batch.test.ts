import fc from 'fast-check';
import { parse } from 'graphql';
import { PaymentDetailsDocument } from '../../schema/generated/graphql.js';
import type { ScriptedAnswer } from '../../src/simulator/index.js';
import { graphqlClients, type ClientName } from '../harness/graphql-clients.js';
import { startStack, type Answer, type Stack, type StackSettings } from '../harness/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

const known = '24259238';
/** iyzico knows no payment with this id, and the simulator says so. */
const unknown = '5086';
const rule = 'must be 1–20 digits';
const roundedRule = 'is a number too large to be exact in JSON: send it as a string';

const query = 'query ($paymentIds: [ID!]!) { paymentDetails(paymentIds: $paymentIds) { id } }';
const read = (paymentIds: readonly unknown[], on = stack) => on.send(query, { paymentIds });

/** The ids of the payments in an answer; null where there is none. */
function idsIn({ data }: Pick<Answer<unknown>, 'data'>): (string | null)[] {
  return (data as { paymentDetails: ({ id: string } | null)[] }).paymentDetails.map((payment) => payment?.id ?? null);
}

describe('a malformed id of a batch', () => {
  test.each([
    ['with a letter', '12a', rule],
    ['without characters', '', rule],
    ['with 21 digits', '1'.repeat(21), rule],
    ['that is not ASCII', 'gizli-değer', rule],
    ['sent as a number beyond 2^53-1', 9007199254740992, roundedRule],
    ['sent as a number with an exponent', 1e300, roundedRule],
  ])('%s is null with its own error, and the other ids are answered', async (_, id, message) => {
    const answer = await read([known, id, known]);
    expect(idsIn(answer)).toEqual([known, null, known]);
    expect(answer.status).toBe(200);
    expect(answer.errors).toEqual([
      {
        message: 'An argument breaks its rule.',
        locations: expect.anything() as unknown,
        path: ['paymentDetails', 1],
        extensions: { code: 'BAD_USER_INPUT', retryable: false, fields: [{ path: 'paymentIds[1]', message }] },
      },
    ]);
    if (id !== '') expect(answer.text).not.toContain(String(id));
    expect(stack.calledServices()).toEqual(['payment-detail']);
  });

  test('has an error for each place', async () => {
    const answer = await read(['x', known, 'x']);
    expect(idsIn(answer)).toEqual([null, known, null]);
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.fields])).toEqual(
      [0, 2].map((index) => [['paymentDetails', index], [{ path: `paymentIds[${index}]`, message: rule }]]),
    );
  });

  test('is refused in a document too', async () => {
    const answer = await stack.send(`{ paymentDetails(paymentIds: ["${known}", "x", 9007199254740993]) { id } }`);
    expect(idsIn(answer)).toEqual([known, null, null]);
    expect(answer.errors).toMatchObject([{ path: ['paymentDetails', 1] }, { extensions: { code: 'NOT_FOUND' } }]);
  });
});

test('a batch in which every id is malformed has one error that names each place, and no call is made', async () => {
  const answer = await read(Array.from({ length: 50 }, (_, index) => `x${index}`));
  expect(idsIn(answer)).toEqual(Array(50).fill(null));
  expect(answer.errors).toMatchObject([{ path: ['paymentDetails', 0], extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(answer.errors?.[0]?.extensions.fields).toEqual(
    Array.from({ length: 50 }, (_, index) => ({ path: `paymentIds[${index}]`, message: rule })),
  );
  expect(stack.calledServices()).toEqual([]);
});

test('more than 50 ids are one refusal without data', async () => {
  const { data, errors } = await read(Array(51).fill('x'));
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ path: ['paymentDetails'], extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(errors).toHaveLength(1);
  expect(stack.calledServices()).toEqual([]);
});

test('payments that fail for reasons of their own have an error each, which names the payment', async () => {
  const answer = await read([unknown, known, '5087', unknown]);
  expect(idsIn(answer)).toEqual([null, known, null, null]);
  expect(answer.errors?.map(({ path, extensions }) => [path?.[1], extensions.code, extensions.paymentId])).toEqual([
    [0, 'NOT_FOUND', unknown],
    [2, 'NOT_FOUND', '5087'],
    [3, 'NOT_FOUND', unknown],
  ]);
  expect(answer.text).not.toContain('paymentIds');
});

const fifty = Array.from({ length: 50 }, (_, index) => String(70_000_000 + index));

async function readOne(outage: Stack): Promise<void> {
  await read([known], outage);
}

/** Reads so many payments, each of which is answered so. */
function readEachAfter(answer: ScriptedAnswer, count: number): (outage: Stack) => Promise<void> {
  return async (outage) => {
    for (let reads = 0; reads < count; reads += 1) {
      outage.simulator.answerNext('payment-detail', answer);
      await readOne(outage);
    }
  };
}

function answerAllWith(answer: ScriptedAnswer): (outage: Stack) => Promise<void> {
  return ({ simulator }) => {
    fifty.forEach(() => {
      simulator.answerNext('payment-detail', answer);
    });
    return Promise.resolve();
  };
}

type Outage = [code: string, settings: StackSettings, begin: (stack: Stack) => Promise<void>];

const outages: Record<string, Outage> = {
  'the quota is used up': ['IYZICO_RATE_LIMITED', { iyzico: { quota: { 'payment-detail': 1 } } }, readOne],
  'the circuit is open': [
    'IYZICO_UNAVAILABLE',
    { iyzico: { limits: { minimumAttempts: 1, attempts: 1 } } },
    readEachAfter({ fault: 'bad-gateway' }, 3),
  ],
  'iyzico refuses our keys': ['IYZICO_MISCONFIGURED', {}, answerAllWith({ errorCode: '1001' })],
  'iyzico answers with a page': ['IYZICO_BAD_RESPONSE', {}, answerAllWith({ fault: 'html' })],
  'the time of the operation is over': [
    'IYZICO_TIMEOUT',
    { server: { operationTimeoutMs: 100 } },
    answerAllWith({ fault: 'hang' }),
  ],
};

describe('a batch of 50 ids has one error, which names all of them, where', () => {
  test.each(Object.keys(outages))('%s', async (what) => {
    const [code, settings, begin] = outages[what] ?? ['', {}, readOne];
    const outage = await startStack(settings);
    try {
      await begin(outage);
      const answer = await read(fifty, outage);
      expect(idsIn(answer)).toEqual(Array(50).fill(null));
      expect(answer.errors).toMatchObject([
        { path: ['paymentDetails', 0], extensions: { code, paymentId: fifty[0], paymentIds: fifty } },
      ]);
      expect(answer.errors).toHaveLength(1);
    } finally {
      await outage.close();
    }
  });
});

test('a quota that ends within a batch leaves one error beside the payments that were read', async () => {
  const narrow = await startStack({ iyzico: { quota: { 'payment-detail': 1 } } });
  const answer = await read([known, unknown, '71', 'x', unknown], narrow);
  await narrow.close();
  expect(idsIn(answer)).toEqual([known, null, null, null, null]);
  expect(answer.errors).toMatchObject([
    { path: ['paymentDetails', 1], extensions: { code: 'IYZICO_RATE_LIMITED', paymentIds: [unknown, '71'] } },
    { path: ['paymentDetails', 3], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(answer.errors).toHaveLength(2);
  expect(Number(answer.headers.get('retry-after'))).toBe(answer.errors?.[0]?.extensions.retryAfter);
  expect(narrow.calledServices()).toEqual(['payment-detail']);
});

test('a single failure by a cause outside of the payment names no further payments', async () => {
  stack.simulator.answerNext('payment-detail', { errorCode: '1' });
  const { errors } = await read([known]);
  expect(errors?.[0]?.extensions).toEqual({ code: 'IYZICO_UNAVAILABLE', retryable: true, paymentId: known });
});

test('every null of any batch is explained by an error: its own, or one that names its id or its place', async () => {
  const id = fc.constantFrom<unknown>(known, unknown, '5087', 'x', '', 2 ** 60, '1', '2', '100001', '1001', '50000');
  const property = fc.asyncProperty(fc.array(id, { maxLength: 50 }), async (paymentIds) => {
    const answer = await read(paymentIds);
    const { errors = [] } = answer;
    const explained = new Set(
      errors.flatMap(({ path, extensions }) => [
        path?.[1],
        ...((extensions.paymentIds ?? []) as string[]),
        ...((extensions.fields ?? []) as { path: string }[]).map(({ path }) => path),
      ]),
    );
    expect(idsIn(answer)).toHaveLength(paymentIds.length);
    idsIn(answer).forEach((found, index) => {
      const isExplained = [index, paymentIds[index], `paymentIds[${index}]`].some((name) =>
        explained.has(name as string),
      );
      expect([found === null, found]).toEqual([isExplained, isExplained ? null : paymentIds[index]]);
    });
  });
  await fc.assert(property, { numRuns: 50 });
});

const whole: readonly ClientName[] = [
  'Apollo Client with the error policy all',
  'urql',
  'graphql-request with the error policy all',
];

test.each(whole)('%s gets the payments of a batch beside the errors of the others', async (name) => {
  const { data, errors } = await graphqlClients[name](`${stack.url}/graphql`, {
    document: parse(query),
    variables: { paymentIds: [known, 'x', unknown] },
    headers: {},
    fetch,
  });
  expect(idsIn({ data })).toEqual([known, null, null]);
  expect(errors).toMatchObject([
    { path: ['paymentDetails', 1], extensions: { fields: [{ path: 'paymentIds[1]' }] } },
    { path: ['paymentDetails', 2], extensions: { paymentId: unknown } },
  ]);
});

test('a batch of one malformed id has the error at its place', async () => {
  const { data, errors } = await stack.execute(PaymentDetailsDocument, { paymentIds: ['x'] });
  expect(data).toEqual({ paymentDetails: [null] });
  expect(errors).toMatchObject([{ path: ['paymentDetails', 0], extensions: { fields: [{ path: 'paymentIds[0]' }] } }]);
});
