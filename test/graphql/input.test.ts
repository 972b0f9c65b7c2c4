import fc from 'fast-check';
import { anyText } from '../harness/any-text.js';
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
const conversation = 'must be 1–64 letters A–Z, a–z, digits, ".", "_", ":" or "-"';
/** "ğ" is not ASCII: every key field refuses this value, and no answer may contain it. */
const secret = 'gizli-değer';

describe('an invalid value is refused without a call, with its argument and rule but not its value:', () => {
  test.each([
    ['an empty token', payment, { checkoutFormToken: '' }, 'checkoutFormToken', key],
    ['a token with a letter that is not ASCII', payment, { checkoutFormToken: secret }, 'checkoutFormToken', key],
    ['a token with a space', payment, { checkoutFormToken: 'a b' }, 'checkoutFormToken', key],
    ['a token with a line break', payment, { checkoutFormToken: 'a\n' }, 'checkoutFormToken', key],
    ['a token of 257 characters', payment, { checkoutFormToken: 'x'.repeat(257) }, 'checkoutFormToken', key],
    [
      'a conversation id of 65 characters',
      payment,
      { checkoutFormToken: sampleToken, conversationId: 'x'.repeat(65) },
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
    ['digits that are not ASCII', detail, { paymentId: '١٢٣' }, 'paymentId', id],
    [
      'no key of a payment',
      detail,
      {},
      'paymentId',
      'exactly one of paymentId and paymentConversationId must be given',
    ],
    [
      'null for both keys of a payment',
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
    ['an empty payment conversation id', detail, { paymentConversationId: '' }, 'paymentConversationId', key],
    ['51 payment ids', details, { paymentIds: Array(51).fill('1') }, 'paymentIds', 'must have at most 50 entries'],
    [
      'an invalid checkout form of a session',
      session,
      { checkoutFormToken: secret, paymentId: '1' },
      'checkoutFormToken',
      key,
    ],
    ['an invalid payment id of a session', session, { checkoutFormToken: 't', paymentId: secret }, 'paymentId', id],
    ['an invalid session token', lastPayment, { sessionToken: secret, memberIdentifier: 'm' }, 'sessionToken', key],
    [
      'an invalid member identifier',
      lastPayment,
      { sessionToken: 's', memberIdentifier: secret },
      'memberIdentifier',
      key,
    ],
    [
      'an invalid session token of an expiry',
      expire,
      { input: { sessionToken: secret, memberIdentifier: 'm' } },
      'input.sessionToken',
      key,
    ],
    [
      'an invalid member identifier of an expiry',
      expire,
      { input: { sessionToken: 's', memberIdentifier: secret } },
      'input.memberIdentifier',
      key,
    ],
    [
      'an invalid conversation id of an expiry',
      expire,
      { input: { sessionToken: 's', memberIdentifier: 'm', conversationId: '\u0000' } },
      'input.conversationId',
      conversation,
    ],
    [
      'an invalid checkout form of an expiry',
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

describe('a variable of a wrong type is refused before execution:', () => {
  test.each([
    ['missing', payment, {}, 'checkoutFormToken', 'must be given, as ID!'],
    ['null', payment, { checkoutFormToken: null }, 'checkoutFormToken', 'must be a valid ID!'],
    ['an object', payment, { checkoutFormToken: { secret } }, 'checkoutFormToken', 'must be a valid ID'],
    ['a fraction', payment, { checkoutFormToken: 1.5 }, 'checkoutFormToken', 'must be a valid ID'],
    ['an entry of a list', details, { paymentIds: ['1', { secret }] }, 'paymentIds[1]', 'must be a valid ID'],
    [
      'an input without a required field',
      expire,
      { input: { sessionToken: 's' } },
      'input.memberIdentifier',
      'must be given, as ID!',
    ],
    [
      'an unknown locale',
      expire,
      { input: { sessionToken: 's', memberIdentifier: 'm', locale: secret } },
      'input.locale',
      'must be a valid Locale',
    ],
    [
      'an unknown field of an input',
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

describe('an explicit null in place of a default is refused before execution:', () => {
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

test('a large number in an undeclared variable is ignored', async () => {
  expect((await stack.send('{ __typename }', { x: 1e20 })).errors).toBeUndefined();
});

test.each([
  ['above 2^53-1', 9007199254740992],
  ['far above', 1e300],
  ['below -(2^53-1)', -9007199254740992],
])('an id sent as a JSON number %s is refused and not rounded', async (_, paymentId) => {
  const { status, errors } = await stack.send(detail, { paymentId });
  expect(status).toBe(400);
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'paymentId' }] } }]);
  expect(stack.calledServices()).toEqual([]);
});

test.each([
  ['a string', '9007199254740993'],
  ['a number that JSON represents exactly', 24259238],
])('an id sent as %s arrives unchanged', async (_, paymentId) => {
  await stack.send(detail, { paymentId });
  expect(stack.simulator.calls.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { paymentId: String(paymentId) },
  ]);
});

test('a long number as an id in the document keeps its digits', async () => {
  await stack.send('{ paymentDetail(paymentId: 9007199254740993) { id } }');
  expect(stack.simulator.calls.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { paymentId: '9007199254740993' },
  ]);
});

test('the longest and most unusual valid values reach iyzico unchanged', async () => {
  const checkoutFormToken = `!"#~${'x'.repeat(252)}`;
  const conversationId = `Az09._:-${'x'.repeat(56)}`;
  await stack.send(payment, { checkoutFormToken, conversationId });
  expect(stack.simulator.calls.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { checkoutFormToken, conversationId },
  ]);
});

/** Fields with a conversation id: an argument of each kind of field, and a field of an input. */
const conversations: readonly string[] = [
  `query ($c: String) { payment(checkoutFormToken: "${sampleToken}", conversationId: $c) { id } }`,
  'query ($c: String) { paymentDetails(paymentIds: ["24259238"], conversationId: $c) { id } }',
  `query ($c: String) { session(checkoutFormToken: "${sampleToken}", paymentId: "24259238", conversationId: $c) { id } }`,
  `mutation ($c: String) { expireCheckoutSession(input: { checkoutFormToken: "${sampleToken}", conversationId: $c }) { __typename } }`,
];

test('any text is sent to iyzico as the conversation id that it is, or is refused without a call', async () => {
  const characters = fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '.', '_', ':', '-');
  const text = fc.oneof(
    fc.string({ unit: characters, minLength: 1, maxLength: 66 }),
    fc.string({ unit: fc.oneof({ weight: 9, arbitrary: characters }, anyText({ maxLength: 1 })) }),
    anyText(),
    fc.constantFrom('', ' ', 'a\n', '../../etc/passwd', '<script>', "' OR 1=1 --", '${jndi:ldap://a}'),
  );
  const property = fc.asyncProperty(text, fc.constantFrom(...conversations), async (conversationId, query) => {
    stack.simulator.forget();
    const { errors } = await stack.send(query, { c: conversationId });
    const sent = stack.simulator.calls.map(({ body }) => (JSON.parse(body) as Record<string, unknown>).conversationId);
    if (/^[A-Za-z0-9._:-]{1,64}$/.test(conversationId)) {
      expect(sent.length).toBeGreaterThan(0);
      expect(new Set(sent)).toEqual(new Set([conversationId]));
    } else {
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: [{ message: conversation }] } }]);
      expect(sent).toEqual([]);
    }
  });
  await fc.assert(property, { numRuns: 200 });
});
