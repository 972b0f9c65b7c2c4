import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startStack, type Stack } from '../../harness/stack.js';
import { goodData, goodQuery, post } from '../../harness/http-exchange.js';

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

test("an operation is answered when the caller's timeout has passed", async () => {
  stack.simulator.answerNext('retrieve-payment', { fault: 'hang' });
  const { status, errors } = await post(stack, goodQuery, { 'x-request-timeout-ms': '150' });
  expect(status).toBe(200);
  expect(errors).toMatchObject([{ extensions: { code: 'IYZICO_TIMEOUT', retryable: true } }]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
});

test.each(['0', '-1', 'soon', '1e3', '99999999999'])('an invalid timeout of %s is ignored', async (timeout) => {
  expect((await post(stack, goodQuery, { 'x-request-timeout-ms': timeout })).data).toEqual(goodData);
});

test('a caller cannot extend the timeout of an operation', async () => {
  const short = await startStack({ server: { operationTimeoutMs: 150 } });
  short.simulator.answerNext('retrieve-payment', { fault: 'hang' });
  const { errors } = await post(short, goodQuery, { 'x-request-timeout-ms': '60000' });
  expect(errors).toMatchObject([{ extensions: { code: 'IYZICO_TIMEOUT' } }]);
  await short.close();
});

test('a client that disconnects cancels its call to iyzico', async () => {
  const { server, baseUrl, disconnected } = await startSilent();
  const silent = await startStack({ iyzico: { baseUrl } });
  const client = new AbortController();
  const received = once(server, 'request');
  const answer = fetch(`${silent.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(goodQuery),
    signal: client.signal,
  });
  await received;
  client.abort();
  await expect(answer).rejects.toThrow();
  await disconnected;
  await silent.close();
  server.close();
});

test('300 concurrent queries for one payment cost one call, and each answer has its own request id', async () => {
  const { server, baseUrl, held } = await startHolding();
  const names = Array.from({ length: 300 }, (_, index) => `client-${index}`);
  let coalescing = 0;
  let resolveAll = (): void => undefined;
  const allCoalesced = new Promise<void>((resolve) => {
    resolveAll = resolve;
  });
  const onCoalesced = () => {
    if (++coalescing === names.length - 1) resolveAll();
  };
  const holding = await startStack({ iyzico: { baseUrl, onCoalesced } });
  const replies = names.map((name) => post(holding, goodQuery, { 'x-request-id': name }));
  await allCoalesced;
  held.splice(0).forEach((answer) => answer.end(sample));
  const answers = await Promise.all(replies);

  expect(answers.map(({ extensions }) => extensions?.requestId)).toEqual(names);
  expect(new Set(answers.map(({ data }) => JSON.stringify(data)))).toEqual(new Set([JSON.stringify(goodData)]));
  expect(held).toEqual([]);
  await holding.close();
  server.close();
});

test('a client that disconnects cancels the calls of all its pipelined requests', async () => {
  const { server, baseUrl, held } = await startHolding();
  const closedSockets: unknown[] = [];
  server.on('connection', (socket) => socket.once('close', () => closedSockets.push(socket)));
  const stack = await startStack({ iyzico: { baseUrl } });
  const bodies = ['a', 'b', 'c'].map((name) =>
    JSON.stringify({
      query: `{ payment(checkoutFormToken: "${goodQuery.variables.token}", conversationId: "${name}") { id } }`,
    }),
  );
  const client = connect(Number(new URL(stack.url).port), '127.0.0.1');
  for (const body of bodies) {
    client.write(
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
  }
  while (held.length < 3) await nextTurn();
  client.destroy();
  while (closedSockets.length < 3) await nextTurn();
  expect(held).toHaveLength(3);
  await stack.close();
  server.close();
});

const sample = readFileSync(new URL('../../../samples/retrieve-payment.success.json', import.meta.url), 'utf8');

/** An iyzico that holds its answers. The test sends them. */
async function startHolding(): Promise<{ server: Server; baseUrl: string; held: ServerResponse[] }> {
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => held.push(response));
  });
  return { server, baseUrl: await listen(server), held };
}

/** An iyzico that never answers. `disconnected` resolves when its client closes the connection. */
async function startSilent(): Promise<{ server: Server; baseUrl: string; disconnected: Promise<unknown> }> {
  let onClose = (): void => undefined;
  const disconnected = new Promise<void>((resolve) => {
    onClose = resolve;
  });
  const server = createServer((request) => {
    request.socket.once('close', onClose);
  });
  return { server, baseUrl: await listen(server), disconnected };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
