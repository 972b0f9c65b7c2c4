import { startStack, type Stack } from '../../harness/stack.js';
import { exchangeBytes, expectCommonHeaders, expectRefusal, goodData, goodQuery } from '../../harness/http-exchange.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ server: { loopbackHostsOnly: true, corsOrigins: ['https://shop.example'] } });
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

const body = JSON.stringify(goodQuery);

/** Sends a valid query with these lines added to its headers. */
function sendWith(...lines: readonly string[]) {
  const headers = [...lines, 'content-type: application/json', `content-length: ${body.length}`, 'connection: close'];
  return exchangeBytes(stack, `POST /graphql HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
}

test.each([
  'localhost',
  'localhost:4000',
  'LocalHost:80',
  '127.0.0.1',
  '127.0.0.1:4000',
  '127.8.9.10:1',
  '[::1]',
  '[::1]:4000',
])('a request to %s is answered', async (host) => {
  const reply = await sendWith(`host: ${host}`);
  expect([reply.status, reply.data]).toEqual([200, goodData]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
});

test.each([
  'evil.example',
  'evil.example:4000',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evil-localhost',
  'localhost.',
  'localhost@evil.example',
  'evil.example@localhost',
  'localhost:4000:4000',
  'localhost:',
  'localhost:port',
  'localhost localhost',
  'localhost, evil.example',
  'http://localhost',
  '127.0.0.1/',
  '127.1',
  '2130706433',
  '0.0.0.0',
  '192.168.1.2:4000',
  '::1',
  '[::1',
  '[::2]',
  '[::ffff:192.168.1.2]',
  '',
])('a request to %j is refused without a call', async (host) => {
  expectRefusal(await sendWith(`host: ${host}`), 403, 'FORBIDDEN');
  expect(stack.calledServices()).toEqual([]);
});

test.each([
  ['no host', []],
  ['loopback only in x-forwarded-host', ['host: evil.example', 'x-forwarded-host: localhost']],
  ['loopback only in a second host header', ['host: evil.example', 'host: localhost']],
])('a request with %s is refused without a call', async (_, lines) => {
  expectRefusal(await sendWith(...lines), 403, 'FORBIDDEN');
  expect(stack.calledServices()).toEqual([]);
});

test.each([
  'forwarded: for=127.0.0.1',
  'x-forwarded-for: 127.0.0.1',
  'X-Forwarded-For: 203.0.113.1',
  'x-forwarded-host: localhost',
  'x-forwarded-proto: https',
  'x-forwarded-anything: 1',
  'x-real-ip: 127.0.0.1',
  'via: 1.1 proxy',
  'via:',
])('a request that a proxy forwarded is refused without a call: %s', async (header) => {
  const reply = await sendWith('host: localhost', header);
  expectRefusal(reply, 403, 'FORBIDDEN');
  expect(reply.errors?.[0]?.message).toContain('a proxy forwarded');
  expect(stack.calledServices()).toEqual([]);
});

test('a request with headers whose names only look like those of proxies is answered', async () => {
  const reply = await sendWith('host: localhost', 'x-forwarded: 1', 'x-viability: 1', 'forwarded-by: a');
  expect([reply.status, reply.data]).toEqual([200, goodData]);
});

test.each(['GET /healthz', 'GET /graphql', 'GET /nothing', 'OPTIONS /graphql'])(
  '%s is refused as well, without CORS headers',
  async (line) => {
    const lines = ['host: evil.example', 'origin: http://evil.example', 'access-control-request-method: POST'];
    const reply = await exchangeBytes(stack, `${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`);
    expectRefusal(reply, 403, 'FORBIDDEN');
    expect(reply.headers.has('access-control-allow-origin')).toBe(false);
  },
);

test('any host is answered if loopbackHostsOnly is off', async () => {
  const open = await startStack();
  const head = 'POST /graphql HTTP/1.1\r\nhost: evil.example\r\ncontent-type: application/json\r\nconnection: close';
  const reply = await exchangeBytes(open, `${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  expect([reply.status, reply.data]).toEqual([200, goodData]);
  expectCommonHeaders(reply);
  await open.close();
});
