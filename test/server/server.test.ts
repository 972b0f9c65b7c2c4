import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { createIyzico } from '../../src/iyzico/index.js';
import { createLog, startServer } from '../../src/server/index.js';
import { openServer, startStack } from '../harness/stack.js';
import { goodData, goodQuery, post, readReplies, request, textOf } from '../harness/http-exchange.js';
import { startGatedStack } from '../harness/own-iyzico.js';
import { clientTimeouts } from '../harness/client-timeouts.js';

test('a closing server accepts no new connections and waits for the query in progress', async () => {
  const stack = await startGatedStack();
  let isClosed = false;
  const answered = post(stack, goodQuery);
  await stack.called;
  const closed = stack.closeServer().then(() => {
    isClosed = true;
  });
  await once(connect(Number(new URL(stack.url).port), '127.0.0.1'), 'error');
  expect(isClosed).toBe(false);
  stack.release();
  const { data, headers } = await answered;
  expect([data, headers.get('connection')]).toEqual([goodData, 'close']);
  await closed;
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
  await stack.close();
});

test('a closed server has freed its port', async () => {
  const stack = await startStack();
  const { port } = new URL(stack.url);
  await request(`${stack.url}/healthz`);
  await stack.close();
  const other = await startStack({ server: { port: Number(port) } });
  expect(other.url).toBe(stack.url);
  expect((await post(other, goodQuery)).data).toEqual(goodData);
  await other.close();
});

test('an idle keep-alive connection does not keep the server from closing', async () => {
  const stack = await startStack();
  const agent = new Agent({ keepAlive: true });
  const [response] = (await once(httpRequest(`${stack.url}/healthz`, { agent }).end(), 'response')) as [
    IncomingMessage,
  ];
  expect(await textOf(response)).toBe('{"status":"ok","version":"1.2.3"}');
  await stack.close();
  agent.destroy();
});

test('a closing server waits for a silent connection no longer than for a slow request', async () => {
  const stack = await startStack();
  const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
  await once(socket, 'connect');
  // Connections are accepted in order: after this answer, the first one has been accepted.
  await request(`${stack.url}/healthz`);
  const text = textOf(socket);
  await stack.close();
  expect(readReplies(await text)).toMatchObject([{ status: 408 }]);
});

test('a port in use rejects with the system error code', async () => {
  const stack = await startStack();
  const port = Number(new URL(stack.url).port);
  const settings = { ...openServer, port };
  const { url: baseUrl, apiKey, secretKey } = stack.simulator;
  const iyzico = createIyzico({
    baseUrl,
    apiKey,
    secretKey,
    ...clientTimeouts,
    coolDownSeconds: 0,
    onDrift: () => undefined,
  });
  await expect(startServer(settings, { iyzico, log: createLog({ write: () => undefined }) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  expect((await post(stack, goodQuery)).data).toEqual(goodData);
  await stack.close();
});

test('concurrent queries keep their own languages, request ids and answers', async () => {
  const stack = await startStack();
  const names = Array.from({ length: 20 }, (_, index) => `request-${index}`);
  const replies = await Promise.all(
    names.map((name, index) =>
      // Each queries a different form: calls for the same form would be coalesced.
      post(
        stack,
        { query: `{ payment(checkoutFormToken: "card-${index + 1}") { paymentStatus } }` },
        { 'x-request-id': name, 'accept-language': index % 2 === 0 ? 'en' : 'tr' },
      ),
    ),
  );
  expect(replies.map(({ extensions }) => extensions?.requestId)).toEqual(names);
  const bodies = stack.simulator.calls.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  expect(bodies.map(({ locale, conversationId }) => `${String(locale)} ${String(conversationId)}`).sort()).toEqual(
    names.map((name, index) => `${index % 2 === 0 ? 'en' : 'tr'} ${name}`).sort(),
  );
  await stack.close();
});
