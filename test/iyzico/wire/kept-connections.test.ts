import type { HttpSender, Outgoing } from '../../../src/iyzico/wire/http.js';
import { createHttpSender } from '../../../src/iyzico/wire/transport.js';
import { answerOf, startRawServer, type RawServer } from '../../harness/raw-server.js';
import { transport } from '../../harness/transport.js';

const request: Outgoing = {
  service: 'retrieve-payment',
  path: '/v1/payment',
  headers: {},
  body: '{}',
  timeout: 3000,
  signal: new AbortController().signal,
};

/** Concurrent requests, each of which needs a connection. */
const BURST = 20;

let server: RawServer;
let sender: HttpSender;
beforeEach(async () => {
  server = await startRawServer();
  server.answerWith(answerOf('{}'));
});
afterEach(async () => {
  sender.close();
  await server.close();
});

function connect(limits?: { idleMs: number; maxAgeMs: number }): void {
  sender = createHttpSender(server.url, { transport, ...(limits && { limits }) });
}

const sendBurst = () => Promise.all(Array.from({ length: BURST }, () => sender.send(request)));

test('a connection that is idle for too long is closed, and the next request opens another one', async () => {
  connect({ idleMs: 50, maxAgeMs: 60_000 });
  await sender.send(request);
  await server.disconnected(1);
  await sender.send(request);
  expect([server.requests.length, server.connections]).toEqual([2, 2]);
});

test('a connection that is too old is closed after a request, however busy it is', async () => {
  connect({ idleMs: 60_000, maxAgeMs: 100 });
  while (server.connections < 3) expect(await sender.send(request)).toMatchObject({ httpStatus: 200 });
  expect(server.requests.length).toBeGreaterThan(server.connections);
});

test('the connections of one burst do not end together', async () => {
  connect({ idleMs: 60_000, maxAgeMs: 800 });
  await sendBurst();
  const endedBefore = new Set<number>();
  while (endedBefore.size < 4) {
    await sendBurst();
    endedBefore.add(server.connections);
  }
  // Later bursts replaced a part of the connections, and each burst another part.
  expect(Math.max(...endedBefore)).toBeLessThan(4 * BURST);
});

test('a connection is used for its next request by default', async () => {
  connect();
  for (let i = 0; i < 10; i++) await sender.send(request);
  expect([server.requests.length, server.connections]).toEqual([10, 1]);
});

test('a request on a new connection takes none that is kept, and leaves none', async () => {
  connect();
  await sender.send(request);
  await sender.send({ ...request, isOnNewConnection: true });
  await server.disconnected(1);
  await sender.send(request);
  expect([server.requests.length, server.connections]).toEqual([3, 2]);
});
