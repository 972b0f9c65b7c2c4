import { startStack, type Stack } from '../harness/stack.js';

const sampleToken = 'e54b957b-a153-410c-8761-79c9bd4ff44f';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

const payment =
  'query ($checkoutFormToken: ID!, $conversationId: String) { payment(checkoutFormToken: $checkoutFormToken, conversationId: $conversationId) { id } }';
const detail =
  'query ($paymentId: ID, $paymentConversationId: String) { paymentDetail(paymentId: $paymentId, paymentConversationId: $paymentConversationId) { id } }';
const details = 'query ($paymentIds: [ID!]!) { paymentDetails(paymentIds: $paymentIds) { id } }';
const session =
  'query ($checkoutFormToken: ID!, $paymentId: ID!) { session(checkoutFormToken: $checkoutFormToken, paymentId: $paymentId) { id } }';
const lastPayment =
  'query ($sessionToken: ID!, $memberIdentifier: ID!) { lastPayment(sessionToken: $sessionToken, memberIdentifier: $memberIdentifier) { paymentType } }';
const expire = 'mutation ($input: ExpireSessionInput!) { expireSession(input: $input) { __typename } }';
const expireCheckout =
  'mutation ($input: ExpireCheckoutSessionInput!) { expireCheckoutSession(input: $input) { __typename } }';

const key = 'must be 1–256 visible ASCII characters';
const id = 'must be 1–20 digits';
const conversation = 'must be at most 255 characters without control characters';
const secret = 'gizli-değer'; // "ğ" is no ASCII: refused wherever a key is wanted, and looked for in every answer

describe('what breaks a rule is refused by its argument and rule, never its value, at no call', () => {
  test.each([
    ['an empty token', payment, { checkoutFormToken: '' }, 'checkoutFormToken', key],
    ['a token with a letter that is no ASCII', payment, { checkoutFormToken: secret }, 'checkoutFormToken', key],
    ['a token with a space', payment, { checkoutFormToken: 'a b' }, 'checkoutFormToken', key],
    ['a token with a line break', payment, { checkoutFormToken: 'a\n' }, 'checkoutFormToken', key],
    ['a token of 257 characters', payment, { checkoutFormToken: 'x'.repeat(257) }, 'checkoutFormToken', key],
    [
      'a conversation id of 256 characters',
      payment,
      { checkoutFormToken: sampleToken, conversationId: 'ü'.repeat(256) },
      'conversationId',
      conversation,
    ],
    [
      'a conversation id with a control character',
      payment,
      { checkoutFormToken: sampleToken, conversationId: 'a\u0007b' },
      'conversationId',
      conversation,
    ],
    ['a payment id with a letter', detail, { paymentId: '12a' }, 'paymentId', id],
    ['an empty payment id', detail, { paymentId: '' }, 'paymentId', id],
    ['a payment id of 21 digits', detail, { paymentId: '1'.repeat(21) }, 'paymentId', id],
    ['digits that are no ASCII', detail, { paymentId: '١٢٣' }, 'paymentId', id],
    [
      'neither key of a payment',
      detail,
      {},
      'paymentId',
      'exactly one of paymentId and paymentConversationId must be given',
    ],
    [
      'two nulls for keys',
      detail,
      { paymentId: null, paymentConversationId: null },
      'paymentId',
      'exactly one of paymentId and paymentConversationId must be given',
    ],
    [
      'both keys of a payment',
      detail,
      { paymentId: '1', paymentConversationId: 'c' },
      'paymentId',
      'exactly one of paymentId and paymentConversationId must be given',
    ],
    ['an empty conversation to look for', detail, { paymentConversationId: '' }, 'paymentConversationId', key],
    ['51 payment ids', details, { paymentIds: Array(51).fill('1') }, 'paymentIds', 'must have at most 50 entries'],
    [
      'one bad id among payment ids',
      details,
      { paymentIds: ['1', secret] },
      'paymentIds',
      'must each be 1–20 digits: the entry at 1 is not',
    ],
    ["a session's bad checkout form", session, { checkoutFormToken: secret, paymentId: '1' }, 'checkoutFormToken', key],
    ["a session's bad payment id", session, { checkoutFormToken: 't', paymentId: secret }, 'paymentId', id],
    ['a bad session token', lastPayment, { sessionToken: secret, memberIdentifier: 'm' }, 'sessionToken', key],
    ['a bad member', lastPayment, { sessionToken: 's', memberIdentifier: secret }, 'memberIdentifier', key],
    [
      'a bad session token to expire',
      expire,
      { input: { sessionToken: secret, memberIdentifier: 'm' } },
      'input.sessionToken',
      key,
    ],
    [
      'a bad member to expire',
      expire,
      { input: { sessionToken: 's', memberIdentifier: secret } },
      'input.memberIdentifier',
      key,
    ],
    [
      'a bad conversation of an expiry',
      expire,
      { input: { sessionToken: 's', memberIdentifier: 'm', conversationId: '\u0000' } },
      'input.conversationId',
      conversation,
    ],
    [
      'a bad checkout form to expire',
      expireCheckout,
      { input: { checkoutFormToken: secret } },
      'input.checkoutFormToken',
      key,
    ],
  ])('%s', async (_, query, variables, path, message) => {
    const { errors, text } = await stack.send(query, variables);
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', retryable: false, fields: [{ path, message }] } },
    ]);
    expect(text).not.toContain(secret);
    expect(stack.calledServices()).toEqual([]);
  });
});

describe('a variable of a wrong type is refused before anything runs, at no call', () => {
  test.each([
    ['missing', payment, {}, 'checkoutFormToken', 'must be given, as ID!'],
    ['null', payment, { checkoutFormToken: null }, 'checkoutFormToken', 'must be a valid ID!'],
    ['an object', payment, { checkoutFormToken: { secret } }, 'checkoutFormToken', 'must be a valid ID'],
    ['a fraction', payment, { checkoutFormToken: 1.5 }, 'checkoutFormToken', 'must be a valid ID'],
    ['an entry of a list', details, { paymentIds: ['1', { secret }] }, 'paymentIds[1]', 'must be a valid ID'],
    [
      'a missing field of an input',
      expire,
      { input: { sessionToken: 's' } },
      'input.memberIdentifier',
      'must be given, as ID!',
    ],
    [
      'a language that iyzico does not speak',
      expire,
      { input: { sessionToken: 's', memberIdentifier: 'm', locale: secret } },
      'input.locale',
      'must be a valid Locale',
    ],
    [
      'a field that the input does not have',
      expire,
      { input: { sessionToken: 's', memberIdentifier: 'm', [secret]: 1 } },
      'input',
      'must be a valid ExpireSessionInput',
    ],
  ])('%s', async (_, query, variables, path, message) => {
    const { status, errors, text } = await stack.send(query, variables);
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors?.[0]?.extensions.fields).toEqual([{ path, message: expect.stringContaining(message) as string }]);
    expect(text).not.toContain(secret);
    expect(stack.calledServices()).toEqual([]);
  });
});

describe('an explicit null where a default would have stood is refused before anything runs, at no call', () => {
  test.each([
    ['an argument', 'query ($v: ID = "a") { payment(checkoutFormToken: $v) { id } }', 'ID!'],
    ['a list', 'query ($v: [ID!] = ["1"]) { paymentDetails(paymentIds: $v) { id } }', '[ID!]!'],
    [
      'a field of an input',
      'mutation ($v: ID = "a") { expireCheckoutSession(input: { checkoutFormToken: $v }) { __typename } }',
      'ID!',
    ],
    [
      'a condition in a fragment',
      'query ($v: Boolean = true) { ...F } fragment F on Query { __typename @include(if: $v) }',
      'Boolean!',
    ],
  ])('%s', async (_, query, type) => {
    const { status, errors } = await stack.send(query, { v: null });
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'v', message: `must be a valid ${type}` }] } },
    ]);
    expect(stack.calledServices()).toEqual([]);
  });
});

test("a large number in a variable that the operation does not have is nobody's id", async () => {
  expect((await stack.send('{ __typename }', { x: 1e20 })).errors).toBeUndefined();
});

test('an empty conversation id is none', async () => {
  await stack.send(payment, { checkoutFormToken: sampleToken, conversationId: '' }, { 'x-request-id': 'named' });
  expect(stack.simulator.calls.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { conversationId: 'named' },
  ]);
});

test.each([
  ['beyond 2^53-1', 9007199254740992],
  ['far beyond', 1e300],
  ['negative and beyond', -9007199254740992],
])('an id sent as a JSON number %s is refused, not rounded', async (_, paymentId) => {
  const { status, errors } = await stack.send(detail, { paymentId });
  expect(status).toBe(400);
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'paymentId' }] } }]);
  expect(stack.calledServices()).toEqual([]);
});

test.each([
  ['a string', '9007199254740993'],
  ['a number that JSON keeps', 24259238],
])('an id sent as %s arrives as it is', async (_, paymentId) => {
  await stack.send(detail, { paymentId });
  expect(stack.simulator.calls.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { paymentId: String(paymentId) },
  ]);
});

test('an id written into the document as a long number keeps its digits', async () => {
  await stack.send('{ paymentDetail(paymentId: 9007199254740993) { id } }');
  expect(stack.simulator.calls.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { paymentId: '9007199254740993' },
  ]);
});

test('the longest and oddest that the rules allow reach iyzico unchanged', async () => {
  const checkoutFormToken = `!"#~${'x'.repeat(252)}`;
  const conversationId = '😀'.repeat(255);
  await stack.send(payment, { checkoutFormToken, conversationId });
  expect(stack.simulator.calls.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { checkoutFormToken, conversationId },
  ]);
});
