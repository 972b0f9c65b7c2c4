import { once } from 'node:events';
import { connect } from 'node:net';
import { startStack } from '../../harness/stack.js';
import {
  expectRefusal,
  goodData,
  goodQuery,
  post,
  readReplies,
  request,
  textOf,
  type Reply,
} from '../../harness/http-exchange.js';
import { startWithOwnIyzico } from '../../harness/own-iyzico.js';

test('a running server is alive and ready, and its health checks do not call iyzico', async () => {
  const stack = await startStack();
  const [health, readiness] = [await request(`${stack.url}/healthz`), await request(`${stack.url}/readyz?by=probe`)];
  expect([health.status, health.text]).toEqual([200, '{"status":"ok","version":"1.2.3"}']);
  expect([readiness.status, readiness.text]).toEqual([200, '{"status":"ready"}']);
  for (const { headers } of [health, readiness]) expect(headers.get('cache-control')).toBe('no-store');
  expect(stack.calledServices()).toEqual([]);
  await stack.close();
});

test('a server stays ready while iyzico fails', async () => {
  const stack = await startStack();
  stack.simulator.answerNext('retrieve-payment', { fault: 'bad-gateway' });
  await stack.send(goodQuery.query, goodQuery.variables);
  expect((await request(`${stack.url}/readyz`)).status).toBe(200);
  await stack.close();
});

const json = JSON.stringify(goodQuery);
const requests = {
  readiness: ['GET /readyz HTTP/1.1\r\nhost: a\r\n', '\r\n'],
  health: ['GET /healthz HTTP/1.1\r\nhost: a\r\n', '\r\n'],
  query: [
    `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\n`,
    `\r\n${json}`,
  ],
} as const;

/** Sends half a request before the server closes and half after, and returns the answer. */
async function answerAcrossClose([firstHalf, secondHalf]: readonly [string, string]): Promise<Reply> {
  const stack = await startStack();
  const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
  // Both arrive in one packet: the answer to the health check shows that the server has read the first half too.
  socket.write(`GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n${firstHalf}`);
  await once(socket, 'readable');
  const closed = stack.close();
  socket.write(secondHalf);
  const [, reply] = readReplies(await textOf(socket));
  await closed;
  expect(stack.calledServices()).toEqual([]);
  if (reply === undefined) throw new Error('The connection ended without an answer.');
  return reply;
}

describe('a closing server', () => {
  test('is not ready', async () => {
    const { status, text } = await answerAcrossClose(requests.readiness);
    expect([status, text]).toEqual([503, '{"status":"draining"}']);
  });

  test('is alive', async () => {
    const { status, text } = await answerAcrossClose(requests.health);
    expect([status, text]).toEqual([200, '{"status":"ok","version":"1.2.3"}']);
  });

  test('refuses queries', async () => {
    expectRefusal(await answerAcrossClose(requests.query), 503, 'SHUTTING_DOWN');
  });
});

test('a server that has announced its shutdown is not ready, and answers until it closes', async () => {
  const stack = await startWithOwnIyzico(() => ({}));
  const closing = stack.closeServer({ notice: 1000 });
  expect((await request(`${stack.url}/readyz`)).status).toBe(503);
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
  await closing;
  await expect(fetch(`${stack.url}/healthz`)).rejects.toThrow();
  await stack.close();
});
