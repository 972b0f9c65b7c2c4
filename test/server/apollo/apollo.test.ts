import type { LogLine } from '../../harness/log-lines.js';
import { startStack, type Answer, type Stack } from '../../harness/stack.js';
import { expectCommonHeaders, goodData, goodQuery, post } from '../../harness/http-exchange.js';
import { startWithOwnIyzico, type OwnIyzicoStack } from '../../harness/own-iyzico.js';

let open: Stack;
let closed: Stack;
beforeAll(async () => {
  open = await startStack();
  closed = await startStack({ server: { introspection: false } });
});
afterEach(() => {
  open.simulator.forget();
  closed.simulator.forget();
});
afterAll(async () => {
  await open.close();
  await closed.close();
});

const secret = '5ecret';

/** Sends a document to the servers with and without introspection. Expects refusals without calls or secrets. */
async function refusals(document: string): Promise<Answer<unknown>[]> {
  const answers = [await open.send(document), await closed.send(document)];
  for (const answer of answers) {
    expect(answer.status).toBe(400);
    expect(answer.data).toBeUndefined();
    expect(answer.text.replace(/"requestId":"[^"]*"/, '')).not.toMatch(/5ecret|98765/);
    expectCommonHeaders(answer);
  }
  expect([open.calledServices(), closed.calledServices()]).toEqual([[], []]);
  return answers;
}

function codesOf({ errors = [] }: Answer<unknown>): string[] {
  return errors.map(({ extensions }) => extensions.code);
}

describe('a document that cannot be parsed', () => {
  test.each([
    `"${secret}" { payment }`,
    `{ payment(checkoutFormToken: "${secret}" "${secret}") { id } }`,
    `{ payment(checkoutFormToken: "${secret}) { id } }`,
    `{ payment(checkoutFormToken: """${secret}""" """${secret}""") { id } }`,
    `{ payment(checkoutFormToken: "\\x${secret}") { id } }`,
    '{ payment(checkoutFormToken: "\\u{5ecret}") { id } }',
    '{ payment(checkoutFormToken: "\\u5ecret") { id } }',
    '{ payment(checkoutFormToken: "\\u{9876543}") { id } }',
    '{ payment(checkoutFormToken: 98765 { id } }',
    '{ payment(98765) { id } }',
    '{ -98765.5e3 }',
    '{ payment(checkoutFormToken: 098765) { id } }',
    '{ payment(checkoutFormToken: 98765x) { id } }',
  ])('is not quoted: %s', async (document) => {
    for (const answer of await refusals(document)) {
      expect(codesOf(answer)).toEqual(['GRAPHQL_PARSE_FAILED']);
      expect(answer.errors?.[0]).toMatchObject({ extensions: { retryable: false } });
    }
  });

  test('has an error with the location of the mistake', async () => {
    const [answer] = await refusals('{ payment(');
    expect(answer?.errors).toMatchObject([
      { message: 'Syntax Error: Expected Name, found <EOF>.', locations: [{ line: 1, column: 11 }] },
    ]);
  });

  const nest = (left: string, right: string) => left.repeat(5000) + right.repeat(5000);
  test.each([
    ['types', `query ($a: ${nest('[', ']')}) { payment(checkoutFormToken: $a) { id } }`],
    ['lists', `{ payment(checkoutFormToken: ${nest('[', ']')}) { id } }`],
    ['objects', `{ payment(checkoutFormToken: ${nest('{a:', '}')}) { id } }`],
    ['selections', `{ ${nest('a{', '}')} }`],
    ['fragments', `{ ${nest('...{', '}')} }`],
  ])('exceeds a limit if it nests %s too deeply', async (_, document) => {
    for (const answer of await refusals(document)) expect(codesOf(answer)).toEqual(['LIMIT_EXCEEDED']);
  });
});

describe('a document that is not valid', () => {
  const mutation = (input: string) => `mutation { expireSession(input: ${input}) { __typename } }`;
  test.each([
    ['checkoutFormToken', `{ payment(checkoutFormToken: ["${secret}"]) { id } }`],
    ['checkoutFormToken', `{ payment(checkoutFormToken: { a: "${secret}" }) { id } }`],
    ['checkoutFormToken', '{ payment(checkoutFormToken: S_5ecret) { id } }'],
    ['checkoutFormToken', '{ payment(checkoutFormToken: 98765.5) { id } }'],
    ['checkoutFormToken', '{ payment(checkoutFormToken: true) { id } }'],
    ['checkoutFormToken', '{ payment(checkoutFormToken: null) { id } }'],
    ['checkoutFormToken', `{ payment(conversationId: "${secret}", checkoutFormToken: null) { id } }`],
    ['locale', '{ payment(checkoutFormToken: "a", locale: S_5ecret) { id } }'],
    ['locale', `{ payment(checkoutFormToken: "a", locale: "${secret}") { id } }`],
    ['locale', '{ payment(checkoutFormToken: "a", locale: 98765) { id } }'],
    ['conversationId', '{ payment(checkoutFormToken: "a", conversationId: 98765) { id } }'],
    ['conversationId', '{ payment(checkoutFormToken: { id: "a" }, conversationId: 98765) { id } }'],
    ['paymentIds', '{ paymentDetails(paymentIds: ["1", S_5ecret]) { id } }'],
    ['paymentIds', `{ paymentDetails(paymentIds: [[{ a: "${secret}" }]]) { id } }`],
    ['input', mutation(`"${secret}"`)],
    ['input', mutation(`["${secret}"]`)],
    ['input.sessionToken', mutation(`{ sessionToken: ["${secret}"], memberIdentifier: "a" }`)],
    ['input.memberIdentifier', mutation(`{ sessionToken: "a", memberIdentifier: { a: { b: "${secret}" } } }`)],
    ['input.locale', mutation(`{ sessionToken: "${secret}", memberIdentifier: "a", locale: "${secret}" }`)],
    ['t', `query ($t: ID! = { a: "${secret}" }) { payment(checkoutFormToken: $t) { id } }`],
    ['if', `{ payment(checkoutFormToken: "a") { id @skip(if: "${secret}") } }`],
  ])('has an error that names %s, without its value: %s', async (path, document) => {
    const found = (await refusals(document)).map(({ errors = [] }) =>
      errors.map(({ extensions }) => extensions.fields),
    );
    for (const fields of found) {
      expect(fields).toContainEqual([{ path, message: 'must have the type that the schema requires' }]);
    }
  });

  test.each([
    ['input.memberIdentifier', mutation(`{ sessionToken: "${secret}" }`)],
    ['input.sessionToken', mutation(`{ locale: TR, memberIdentifier: "${secret}" }`)],
    [
      'i.memberIdentifier',
      `mutation ($i: ExpireSessionInput! = { sessionToken: "${secret}" }) { expireSession(input: $i) { __typename } }`,
    ],
  ])('has an error that names the missing field %s of an input: %s', async (path, document) => {
    for (const answer of await refusals(document)) {
      expect(codesOf(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      expect(answer.errors?.[0]?.extensions.fields).toEqual([{ path, message: 'must be given, as ID!' }]);
    }
  });

  test.each([
    `{ payment(checkoutFormToken: "${secret}") { nothing } }`,
    `{ payment(checkoutFormToken: "${secret}", nothing: "${secret}") { id } }`,
    `{ payment(checkoutFormToken: "${secret}", checkoutFormToken: "${secret}") { id } }`,
    `{ payment(checkoutFormToken: "${secret}") { id } payment(checkoutFormToken: "${secret}2") { id } }`,
    `{ payment(checkoutFormToken: "${secret}") @nothing(a: "${secret}") { id } }`,
    `{ payment(checkoutFormToken: "${secret}") }`,
    mutation(`{ sessionToken: "${secret}", memberIdentifier: "a", nothing: "${secret}" }`),
    `query ($t: [ID]) { payment(checkoutFormToken: $t, conversationId: "${secret}") { id } }`,
  ])('has errors without its literals: %s', async (document) => {
    for (const answer of await refusals(document)) {
      expect(new Set(codesOf(answer))).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
    }
  });

  test.each([
    ['{ paymen(checkoutFormToken: "a") { id } }', 'payment'],
    ['{ payment(checkoutFormTokn: "a") { id } }', 'checkoutFormToken'],
    ['{ payment(checkoutFormToken: "a") { pric } }', 'price'],
    ['{ payment(checkoutFormToken: "a") { ...on Paymen { id } } }', 'Payment'],
    ['{ payment(checkoutFormToken: "a") }', 'payment { ... }'],
  ])('has a hint only if introspection is on: %s', async (document, suggestion) => {
    const [withHint, withoutHint] = await refusals(document);
    expect(withHint?.errors?.[0]?.message).toContain(`Did you mean "${suggestion}"`);
    expect(withoutHint?.text).not.toContain('Did you mean');
  });
});

test.each(['{ __schema { types { name } } }', '{ __type(name: "Payment") { name } }'])(
  'introspection is answered only if it is on: %s',
  async (query) => {
    expect((await open.send(query)).data).toMatchObject({});
    const answer = await closed.send(query);
    expect([answer.status, answer.data]).toEqual([400, undefined]);
    expect(codesOf(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  },
);

test('__typename is answered even if introspection is off', async () => {
  expect((await closed.send('{ __typename }')).data).toEqual({ __typename: 'Query' });
});

const two = 'query A { __typename } query B { __typename }';
test.each([
  ['an operation that does not exist', { ...goodQuery, operationName: 'Other' }],
  ['an operation with an empty name', { ...goodQuery, operationName: '' }],
  ['none of two operations', { query: two }],
  ['a subscription', { query: 'subscription { payment }' }],
  ['a subscription among others', { query: `${two} subscription C { a }`, operationName: 'C' }],
])('a request for %s is a BAD_REQUEST', async (_, body) => {
  const reply = await post(open, body);
  expectCommonHeaders(reply);
  expect(reply.status).toBe(400);
  expect(reply.errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST', retryable: false } }]);
  expect(open.calledServices()).toEqual([]);
});

test('one of two operations is executed if operationName names it', async () => {
  expect((await post(open, { query: two, operationName: 'B' })).data).toEqual({ __typename: 'Query' });
});

test('a persisted query is refused with the message that makes clients send the document', async () => {
  const reply = await post(open, { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab' } } });
  expectCommonHeaders(reply);
  expect(reply.errors).toMatchObject([
    { message: 'PersistedQueryNotSupported', extensions: { code: 'BAD_REQUEST', retryable: false } },
  ]);
  expect(open.calledServices()).toEqual([]);
});

describe('a bug', () => {
  class Slip extends Error {
    override readonly name = 'Slip';
  }
  const message = `${secret} is the key\n    at ${secret}`;

  let stack: OwnIyzicoStack;
  afterEach(() => stack.close());

  const broken = () => ({ retrievePayment: () => Promise.reject(new Slip(message)) });

  test('is logged with its stack, and the client receives only the request id', async () => {
    stack = await startWithOwnIyzico(broken);
    const reply = await post(stack, goodQuery, { 'x-request-id': 'broken' });
    expectCommonHeaders(reply);
    expect(reply.status).toBe(200);
    expect(reply.data).toEqual({ payment: null });
    expect(reply.errors).toEqual([
      {
        message: 'Something went wrong on this server. Quote the requestId when you report it.',
        locations: [{ line: 1, column: goodQuery.query.indexOf('payment') + 1 }],
        path: ['payment'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
      },
    ]);
    const [line] = problems(stack);
    expect(problems(stack)).toHaveLength(1);
    expect(line).toMatchObject({
      level: 'error',
      event: 'operation failed',
      requestId: 'broken',
      operationName: 'Good',
      code: 'INTERNAL_SERVER_ERROR',
      error: 'Slip',
    });
    expect(line?.stack).toContainEqual(expect.stringContaining('apollo.test.ts'));
    expect(reply.text + JSON.stringify(stack.logLines)).not.toContain(secret);
  });

  test('in one field does not affect the others', async () => {
    stack = await startWithOwnIyzico(broken);
    const { data } = await post(stack, {
      query:
        'query ($token: ID!) { payment(checkoutFormToken: $token) { id } paymentDetail(paymentId: 24259238) { id } }',
      variables: goodQuery.variables,
    });
    expect(data).toEqual({ payment: null, paymentDetail: { id: '24259238' } });
    expect(stack.calledServices()).toEqual(['payment-detail']);
  });
});

describe('an error of iyzico', () => {
  let stack: Stack;
  afterEach(() => stack.close());

  test.each([
    ['secret key', { secretKey: secret }, '1000'],
    ['API key', { apiKey: secret }, '1001'],
  ])('about a wrong %s is logged in detail, and the client receives no details', async (_, keys, iyzicoCode) => {
    stack = await startStack({ iyzico: keys });
    const answer = await stack.send(goodQuery.query, goodQuery.variables);
    expectCommonHeaders(answer);
    expect([answer.status, answer.data]).toEqual([200, { payment: null }]);
    expect(answer.errors).toEqual([
      {
        message: 'This server is not set up for iyzico: contact its operators.',
        locations: [{ line: 1, column: goodQuery.query.indexOf('payment') + 1 }],
        path: ['payment'],
        extensions: { code: 'IYZICO_MISCONFIGURED', retryable: false },
      },
    ]);
    expect(problems(stack)).toEqual([
      {
        level: 'error',
        event: 'operation failed',
        requestId: answer.extensions?.requestId,
        operationName: 'Good',
        code: 'IYZICO_MISCONFIGURED',
        service: 'retrieve-payment',
        iyzicoCode,
      },
    ]);
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
  });

  test('is logged as a warning, and a mistake of the client is not logged', async () => {
    stack = await startStack();
    const { query, variables } = goodQuery;
    stack.simulator.answerNext('retrieve-payment', { errorCode: '8514' });
    stack.simulator.answerNext('retrieve-payment', { fault: 'html' });
    await stack.send(query, variables);
    await stack.send(query, variables);
    await stack.send(query, { token: secret.repeat(100) });
    await stack.send('{ nothing }');
    expect(problems(stack)).toMatchObject([
      { level: 'warn', code: 'IYZICO_REJECTED', service: 'retrieve-payment', iyzicoCode: '8514' },
      {
        level: 'warn',
        code: 'IYZICO_BAD_RESPONSE',
        service: 'retrieve-payment',
        reason: 'bad-response',
        field: 'body',
      },
    ]);
    expect(problems(stack)).toHaveLength(2);
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
    expect((await stack.send(query, variables)).data).toEqual(goodData);
  });
});

/** The log lines above the level info. */
function problems({ logLines }: Pick<OwnIyzicoStack, 'logLines'>): readonly LogLine[] {
  return logLines.filter(({ level }) => level !== 'info');
}
