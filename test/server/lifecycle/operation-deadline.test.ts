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

test('an operation whose caller waits only so long is answered when that time is up', async () => {
  stack.simulator.answerNext('retrieve-payment', { fault: 'hang' });
  const { status, errors } = await post(stack, goodQuery, { 'x-request-timeout-ms': '150' });
  expect(status).toBe(200);
  expect(errors).toMatchObject([{ extensions: { code: 'IYZICO_TIMEOUT', retryable: true } }]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
});

test.each(['0', '-1', 'soon', '1e3', '99999999999'])('a wish of %s is not heard', async (wish) => {
  expect((await post(stack, goodQuery, { 'x-request-timeout-ms': wish })).data).toEqual(goodData);
});

test('a caller cannot ask for more time than an operation has', async () => {
  const short = await startStack({ server: { operationTimeoutMs: 150 } });
  short.simulator.answerNext('retrieve-payment', { fault: 'hang' });
  const { errors } = await post(short, goodQuery, { 'x-request-timeout-ms': '60000' });
  expect(errors).toMatchObject([{ extensions: { code: 'IYZICO_TIMEOUT' } }]);
  await short.close();
});

test('a client that leaves takes its call to iyzico along', async () => {
  const { server, baseUrl, left } = await startSilent();
  const silent = await startStack({ iyzico: { baseUrl } });
  const leaving = new AbortController();
  const asked = once(server, 'request');
  const answer = fetch(`${silent.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(goodQuery),
    signal: leaving.signal,
  });
  await asked;
  leaving.abort();
  await expect(answer).rejects.toThrow();
  await left;
  await silent.close();
  server.close();
});

test('300 clients that ask for one payment at once cost one call, and each is answered by its own name', async () => {
  const { server, baseUrl, held } = await startHolding();
  const names = Array.from({ length: 300 }, (_, index) => `client-${index}`);
  let coalescing = 0;
  let allShare = (): void => undefined;
  const shared = new Promise<void>((resolve) => {
    allShare = resolve;
  });
  const onCoalesced = () => {
    if (++coalescing === names.length - 1) allShare();
  };
  const holding = await startStack({ iyzico: { baseUrl, onCoalesced } });
  const asked = names.map((name) => post(holding, goodQuery, { 'x-request-id': name }));
  await shared;
  held.splice(0).forEach((answer) => answer.end(sample));
  const answers = await Promise.all(asked);

  expect(answers.map(({ extensions }) => extensions?.requestId)).toEqual(names);
  expect(new Set(answers.map(({ data }) => JSON.stringify(data)))).toEqual(new Set([JSON.stringify(goodData)]));
  expect(held).toEqual([]);
  await holding.close();
  server.close();
});

test('clients that leave with requests waiting behind one another take the calls of all of them along', async () => {
  const { server, baseUrl, held } = await startHolding();
  const hungUp: unknown[] = [];
  server.on('connection', (socket) => socket.once('close', () => hungUp.push(socket)));
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
  while (hungUp.length < 3) await nextTurn();
  expect(held).toHaveLength(3);
  await stack.close();
  server.close();
});

const sample = readFileSync(new URL('../../../samples/retrieve-payment.success.json', import.meta.url), 'utf8');

/** An iyzico that keeps its answers until it is let. */
async function startHolding(): Promise<{ server: Server; baseUrl: string; held: ServerResponse[] }> {
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => held.push(response));
  });
  return { server, baseUrl: await listening(server), held };
}

/** An iyzico that hears and never answers, and tells when it is hung up on. */
async function startSilent(): Promise<{ server: Server; baseUrl: string; left: Promise<unknown> }> {
  let hungUp = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    hungUp = resolve;
  });
  const server = createServer((request) => {
    request.socket.once('close', hungUp);
  });
  return { server, baseUrl: await listening(server), left };
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
