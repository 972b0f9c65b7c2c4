import { startStack, type Stack } from '../harness/stack.js';
import {
  exchangeBytes,
  expectCommonHeaders,
  expectRefusal,
  goodData,
  goodQuery,
  post,
  request,
} from '../harness/http-exchange.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

test('a query makes only the iyzico calls that it needs', async () => {
  const reply = await post(stack, goodQuery);
  expectCommonHeaders(reply);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(JSON.parse(reply.text)).toEqual({
    data: goodData,
    extensions: { requestId: reply.headers.get('x-request-id'), cost: { iyzicoCalls: 1, limit: 60 } },
  });
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
});

test('a query string in the URL has no effect beside a body', async () => {
  const { status, text } = await request(`${stack.url}/graphql?query={nothing}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(goodQuery),
  });
  expect([status, text.includes('24259238')]).toEqual([200, true]);
});

test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is refused with 405 and makes no call', async (method) => {
  const reply = await request(`${stack.url}/graphql?query={__typename}`, {
    method,
    headers: { 'apollo-require-preflight': 'true' },
  });
  expectRefusal(reply, 405);
  expect(reply.headers.get('allow')).toBe('POST');
  expect(stack.calledServices()).toEqual([]);
});

test('HEAD is refused with headers only', async () => {
  const { status, headers, text } = await request(`${stack.url}/graphql`, { method: 'HEAD' });
  expect([status, headers.get('allow'), headers.get('cache-control'), text]).toEqual([405, 'POST', 'no-store', '']);
});

const json = JSON.stringify(goodQuery);
const requestLines = {
  'without a host': 'POST /graphql HTTP/1.0',
  'with a malformed host': 'POST /graphql HTTP/1.1\r\nhost: [::1',
};

test.each(Object.entries(requestLines))('a request %s is answered like any other request', async (_, head) => {
  const type = 'content-type: application/json\r\nconnection: close';
  const reply = await exchangeBytes(stack, `${head}\r\n${type}\r\ncontent-length: ${json.length}\r\n\r\n${json}`);
  expect([reply.status, reply.data]).toEqual([200, goodData]);
});
