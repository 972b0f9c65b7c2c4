import { sampleCheckoutFormToken } from '../../../src/simulator/index.js';
import { startStack, type Stack } from '../../harness/stack.js';
import {
  exchangeBytes,
  expectCommonHeaders,
  goodQuery,
  post,
  request,
  type Reply,
} from '../../harness/http-exchange.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function conversationIds(): unknown[] {
  return stack.simulator.calls.map(({ body }) => (JSON.parse(body) as Record<string, unknown>).conversationId);
}

test.each(['a', '0', 'order-42', 'Web.checkout_7-b', 'x'.repeat(64)])(
  'the request id %s is kept and sent to iyzico',
  async (name) => {
    const reply = await post(stack, goodQuery, { 'x-request-id': name });
    expectCommonHeaders(reply);
    expect(reply.headers.get('x-request-id')).toBe(name);
    expect(conversationIds()).toEqual([name]);
  },
);

test.each(['', 'x'.repeat(65), 'a b', 'a/b', 'a,b', '"a"', '<b>', 'caf\u00e9', '${a}', '../a', 'a:1'])(
  'the invalid request id %j is replaced by a new one',
  async (name) => {
    const reply = await post(stack, goodQuery, { 'x-request-id': name });
    expectCommonHeaders(reply);
    expect(reply.headers.get('x-request-id')).toMatch(uuid);
    expect(conversationIds()).toEqual([reply.headers.get('x-request-id')]);
  },
);

test('each request without a request id gets a new one', async () => {
  const replies = [await post(stack, goodQuery), await post(stack, goodQuery)];
  replies.forEach(expectCommonHeaders);
  const ids = replies.map(({ headers }) => headers.get('x-request-id'));
  expect(new Set(ids).size).toBe(2);
  expect(conversationIds()).toEqual(ids);
});

test('two request ids in one request are replaced by a new one', async () => {
  const headers = 'x-request-id: first\r\nx-request-id: second\r\n';
  const reply = await exchangeBytes(stack, `POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${headers}\r\n`);
  expectCommonHeaders(reply);
  expect(reply.headers.get('x-request-id')).toMatch(uuid);
  expect(stack.calledServices()).toEqual([]);
});

test('a conversation id in the arguments overrides the request id', async () => {
  const query = `{ payment(checkoutFormToken: "${sampleCheckoutFormToken}", conversationId: "mine:1") { id } }`;
  const reply = await post(stack, { query }, { 'x-request-id': 'theirs' });
  expectCommonHeaders(reply);
  expect(reply.headers.get('x-request-id')).toBe('theirs');
  expect(conversationIds()).toEqual(['mine:1']);
});

const named = { 'x-request-id': 'named' };
const exchanges: Record<string, [status: number, send: () => Promise<Reply>]> = {
  'that cannot be parsed': [400, () => post(stack, { query: '{' }, named)],
  'that is not valid': [400, () => post(stack, { query: '{ nothing }' }, named)],
  'whose variables do not fit': [400, () => post(stack, { ...goodQuery, variables: {} }, named)],
  'without the operation that it names': [400, () => post(stack, { ...goodQuery, operationName: 'X' }, named)],
  'that is not JSON': [400, () => post(stack, '{', named)],
  'with another content type': [415, () => post(stack, goodQuery, { ...named, 'content-type': 'text/plain' })],
  'that is too large': [413, () => post(stack, 'x'.repeat(40_000), named)],
  'with another method': [405, () => request(`${stack.url}/graphql`, { method: 'PUT', headers: named })],
  'for an unknown path': [404, () => request(`${stack.url}/nothing`, { headers: named })],
  'for a path that cannot be decoded': [400, () => request(`${stack.url}/%zz`, { headers: named })],
  'for a document by its hash': [
    200,
    () => post(stack, { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab' } } }, named),
  ],
};

test.each(Object.keys(exchanges))('a request %s keeps its request id', async (kind) => {
  const [status, send] = exchanges[kind] ?? [];
  const reply = await send?.();
  if (reply === undefined) throw new Error(`no exchange: ${kind}`);
  expectCommonHeaders(reply);
  expect([reply.status, reply.extensions?.requestId]).toEqual([status, 'named']);
  expect(stack.calledServices()).toEqual([]);
});
