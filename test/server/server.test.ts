import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { createIyzico } from '../../src/iyzico/index.js';
import { createLog, startServer } from '../../src/server/index.js';
import { openServer, startStack } from '../harness/stack.js';
import { goodData, goodQuery, post, readReplies, request, textOf } from '../harness/http-exchange.js';
import { startGated } from '../harness/own-iyzico.js';

test('a server that closes takes no connection more, and waits for the query that is under way', async () => {
  const stack = await startGated();
  let isClosed = false;
  const answered = post(stack, goodQuery);
  await stack.asked;
  const closed = stack.closeServer().then(() => {
    isClosed = true;
  });
  await once(connect(Number(new URL(stack.url).port), '127.0.0.1'), 'error');
  expect(isClosed).toBe(false);
  stack.letAnswer();
  const { data, headers } = await answered;
  expect([data, headers.get('connection')]).toEqual([goodData, 'close']);
  await closed;
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
  await stack.close();
});

test('a closed server has left its port to others', async () => {
  const stack = await startStack();
  const { port } = new URL(stack.url);
  await request(`${stack.url}/healthz`);
  await stack.close();
  const other = await startStack({ server: { port: Number(port) } });
  expect(other.url).toBe(stack.url);
  expect((await post(other, goodQuery)).data).toEqual(goodData);
  await other.close();
});

test('a connection that is kept open does not keep the server from closing', async () => {
  const stack = await startStack();
  const agent = new Agent({ keepAlive: true });
  const [response] = (await once(httpRequest(`${stack.url}/healthz`, { agent }).end(), 'response')) as [
    IncomingMessage,
  ];
  expect(await textOf(response)).toBe('{"status":"ok"}');
  await stack.close();
  agent.destroy();
});

test('a connection that says nothing is waited for no longer than any request is, when the server closes', async () => {
  const stack = await startStack();
  const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
  await once(socket, 'connect');
  // Whoever connected first was taken first.
  await request(`${stack.url}/healthz`);
  const said = textOf(socket);
  await stack.close();
  expect(readReplies(await said)).toMatchObject([{ status: 408 }]);
});

test('a port that is taken is an error with the code of the system', async () => {
  const stack = await startStack();
  const port = Number(new URL(stack.url).port);
  const settings = { ...openServer, port };
  const { url: baseUrl, apiKey, secretKey } = stack.simulator;
  const iyzico = createIyzico({
    baseUrl,
    apiKey,
    secretKey,
    timeoutMs: 3000,
    operationTimeoutMs: 8000,
    coolDownSeconds: 0,
    onDrift: () => undefined,
  });
  await expect(startServer(settings, { iyzico, log: createLog() })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
  await stack.close();
});

test('queries at once keep their languages, names and answers apart', async () => {
  const stack = await startStack();
  const names = Array.from({ length: 20 }, (_, index) => `request-${index}`);
  const replies = await Promise.all(
    names.map((name, index) =>
      // Each asks for a form of its own: the same one would be asked for once.
      post(
        stack,
        { query: `{ payment(checkoutFormToken: "card-${index + 1}") { paymentStatus } }` },
        { 'x-request-id': name, 'accept-language': index % 2 === 0 ? 'en' : 'tr' },
      ),
    ),
  );
  expect(replies.map(({ extensions }) => extensions?.requestId)).toEqual(names);
  const asked = stack.simulator.calls.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  expect(asked.map(({ locale, conversationId }) => `${String(locale)} ${String(conversationId)}`).sort()).toEqual(
    names.map((name, index) => `${index % 2 === 0 ? 'en' : 'tr'} ${name}`).sort(),
  );
  await stack.close();
});
