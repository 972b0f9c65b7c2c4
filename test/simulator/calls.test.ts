import { once } from 'node:events';
import { connect } from 'node:net';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accessTokenFor, call, lastPayment, paths, request, until } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const session = { sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' };

describe('the call log', () => {
  test('contains calls as they were received, oldest first', async () => {
    const body = '{ "checkoutFormToken": "card-1" }';
    await request(simulator, 'retrieve-payment', { body, headers: { 'X-Custom': 'Value' } });
    await call(simulator, 'payment-detail', { paymentId: '51000000001' });
    expect(simulator.calls).toMatchObject([
      { service: 'retrieve-payment', path: paths['retrieve-payment'], body },
      { service: 'payment-detail', path: '/payment/detail', body: '{"paymentId":"51000000001"}' },
    ]);
    expect(simulator.calls[0]?.headers).toMatchObject({
      'x-custom': 'Value',
      'x-iyzi-rnd': expect.any(String) as string,
    });
  });

  test('contains refused calls too', async () => {
    await fetch(simulator.url + paths['payment-detail'], { method: 'POST', body: 'unsigned' });
    expect(simulator.calls).toMatchObject([{ service: 'payment-detail', body: 'unsigned' }]);
  });

  test('keeps the latest ten thousand calls', async () => {
    const send = (paymentId: number) =>
      fetch(simulator.url + paths['payment-detail'], { method: 'POST', body: String(paymentId) });
    for (let sent = 0; sent < 10_002; sent += 100) {
      await Promise.all(Array.from({ length: Math.min(100, 10_002 - sent) }, (_, index) => send(sent + index)));
    }
    expect(simulator.calls).toHaveLength(10_000);
  }, 60_000);

  test('counts the maximum number of calls in flight at once', async () => {
    expect(simulator.peakInFlight).toBe(0);
    const disconnect = new AbortController();
    const unanswered = ['fault-hang', 'fault-hang', 'fault-hang'].map((paymentId) =>
      request(simulator, 'payment-detail', { body: JSON.stringify({ paymentId }), signal: disconnect.signal }),
    );
    await until(() => simulator.calls.length === 3);
    expect(simulator.peakInFlight).toBe(3);
    disconnect.abort();
    await Promise.allSettled(unanswered);
    await until(() => {
      simulator.forget();
      return simulator.peakInFlight === 0;
    });
    await call(simulator, 'payment-detail', { paymentId: '51000000001' });
    await call(simulator, 'payment-detail', { paymentId: '51000000001' });
    expect(simulator.peakInFlight).toBeLessThanOrEqual(2);
  });
});

test('forget resets everything to the start', async () => {
  const other = { sessionToken: 'session-card-2', memberIdentifier: 'member-card-2' };
  const accessToken = await accessTokenFor(simulator, other);
  await call(simulator, 'invalidate-session', session);
  simulator.answerNext('payment-detail', { body: 'scripted' });
  simulator.forget();
  expect(simulator.calls).toEqual([]);
  expect((await call(simulator, 'payment-detail', { paymentId: '51000000001' })).json).toMatchObject({ phase: 'AUTH' });
  expect((await call(simulator, 'invalidate-session', session)).json).toMatchObject({ status: 'success' });
  expect((await lastPayment(simulator, other, accessToken)).status).toBe(401);
});

describe('close', () => {
  test('frees the port, and may be called twice', async () => {
    await Promise.all([simulator.close(), simulator.close()]);
    const port = Number(new URL(simulator.url).port);
    const next = await startSimulator({ port });
    expect(next.url).toBe(simulator.url);
    await next.close();
  });

  test('closes connections that were never used', async () => {
    const { hostname, port } = new URL(simulator.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    // Connections are accepted in order: once a later one is answered, the server knows this socket.
    await call(simulator, 'payment-detail', { paymentId: '51000000001' });
    const closed = once(socket, 'close');
    await simulator.close();
    await closed;
  });
});

test('simulators share no state', async () => {
  const other = await startSimulator();
  await call(simulator, 'invalidate-session', session);
  expect((await call(other, 'invalidate-session', session)).json).toMatchObject({ status: 'success' });
  expect([simulator.calls.length, other.calls.length]).toEqual([1, 1]);
  await other.close();
});

test('a client that disconnects while sending does not affect later calls', async () => {
  const { hostname, port } = new URL(simulator.url);
  const socket = connect(Number(port), hostname);
  socket.write(`POST ${paths['payment-detail']} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"pay`);
  await once(socket, 'connect');
  socket.destroy();
  expect((await call(simulator, 'payment-detail', { paymentId: '51000000001' })).status).toBe(200);
});
