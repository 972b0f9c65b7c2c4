import { gzipSync } from 'node:zlib';
import { createIyzico, type Iyzico } from '../../../src/iyzico/index.js';
import {
  answerOf,
  beginningOf,
  drip,
  endless,
  hang,
  notHttp,
  repeatedly,
  reset,
  startRawServer,
  type RawAnswer,
  type RawServer,
} from '../../harness/raw-server.js';
import { badResponse, checkoutForm, options, outcomeOf, singleAttempt } from '../../harness/test-client.js';
import { sample } from '../../harness/sample.js';
import { byTransport, transport } from '../../harness/transport.js';

const MIB = 1024 * 1024;
const payment = sample('retrieve-payment.success');

const encoded = (encoding: string) => ({ headers: { 'content-encoding': encoding } });

let server: RawServer;
let iyzico: Iyzico;
beforeEach(async () => {
  server = await startRawServer();
  iyzico = connect(3000);
});
afterEach(async () => {
  iyzico.close();
  await server.close();
});

function connect(timeoutMs: number, baseUrl = server.url): Iyzico {
  const keys = { apiKey: 'sandbox-a', secretKey: 'sandbox-s' };
  return createIyzico({
    baseUrl,
    transport,
    ...keys,
    timeoutMs,
    operationTimeoutMs: 8000,
    onDrift: () => undefined,
    ...singleAttempt,
  });
}

function retrieveAgainst(answer: RawAnswer, client = iyzico) {
  server.answerWith(answer);
  return client.retrievePayment(checkoutForm, options);
}

describe('iyzico is unreachable', () => {
  test.each([
    ['the connection is reset', reset],
    ['the answer is cut off', beginningOf(payment.slice(0, 99), 'end')],
    [
      'the answer is cut off before its announced length',
      beginningOf('{', 'end', { headers: { 'content-length': 99 } }),
    ],
    ['the answer is not HTTP', notHttp('220 mail ready\r\n')],
    ['the head of the answer does not end', notHttp(`HTTP/1.1 200 OK\r\nx-filler: ${'x'.repeat(20_000)}\r\n`)],
    ['the answer is a proxy page under HTTP 502', answerOf('<html>Bad gateway</html>', { status: 502 })],
    ['the answer is empty under HTTP 503', answerOf('', { status: 503 })],
  ])('where %s', async (_what, answer) => {
    await expect(retrieveAgainst(answer)).rejects.toMatchObject({ service: 'retrieve-payment', reason: 'unreachable' });
    expect(server.requests).toHaveLength(1);
  });

  test('where the port is closed', async () => {
    await server.close();
    await expect(retrieveAgainst(hang)).rejects.toMatchObject({ reason: 'unreachable', detail: 'ECONNREFUSED' });
    expect(server.requests).toHaveLength(0);
  });

  test('where the server speaks no TLS', async () => {
    const client = connect(3000, server.url.replace('http:', 'https:'));
    await expect(retrieveAgainst(hang, client)).rejects.toMatchObject({ reason: 'unreachable' });
    expect(server.requests).toHaveLength(0);
    client.close();
  });
});

describe('a compressed answer that cannot be read', () => {
  test.each([
    ['is cut off', beginningOf(gzipSync(payment).subarray(0, 99), 'end', encoded('gzip'))],
    ['lacks its end', answerOf(gzipSync(payment).subarray(0, 99), encoded('gzip'))],
    ['claims to be gzip and is not', answerOf(payment, encoded('gzip'))],
    ['claims to be brotli and is not', answerOf(payment, encoded('br'))],
  ])('%s', async (_what, answer) => {
    const failure = byTransport<object>({ got: { reason: 'unreachable' }, undici: badResponse('content-encoding') });
    await expect(retrieveAgainst(answer)).rejects.toMatchObject(failure);
    expect(server.requests).toHaveLength(1);
  });
});

describe('iyzico takes too long, and the connection is closed', () => {
  test.each([
    ['never begins', hang],
    ['stops half-way', beginningOf(payment.slice(0, 99), 'hang')],
    ['arrives too slowly, though each byte arrives in time', drip(Array.from(payment), 5)],
  ])('where the answer %s', async (_what, answer) => {
    const client = connect(500);
    await expect(retrieveAgainst(answer, client)).rejects.toMatchObject({ reason: 'timeout', detail: 'ETIMEDOUT' });
    await server.requests[0]?.over;
    expect(server.requests).toHaveLength(1);
    client.close();
  });
});

describe('an attempt ends in time, whatever the host sends instead of an answer:', () => {
  const late = { reason: 'timeout', detail: 'ETIMEDOUT', neverSent: false };

  test.each([
    [100, byTransport<object>({ got: late, undici: badResponse('HTTP 100') })],
    [102, late],
    [103, late],
  ])('informational answers (HTTP %i) without end', async (status, failure) => {
    const client = connect(400);
    const call = retrieveAgainst(repeatedly(`HTTP/1.1 ${status} Wait\r\n\r\n`, 5), client);
    await expect(call).rejects.toMatchObject(failure);
    await server.requests[0]?.over;
    expect(server.requests).toHaveLength(1);
    client.close();
  });

  test.each([
    ['', badResponse('body')],
    ['connection: upgrade\r\nupgrade: websocket\r\n', badResponse('HTTP 101')],
  ])('a switch of protocols ends it at once, and its connection: %j', async (headers, failure) => {
    const client = connect(60_000);
    const answer: RawAnswer = ({ socket }) => socket?.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`);
    await expect(retrieveAgainst(answer, client)).rejects.toMatchObject(failure);
    await server.requests[0]?.over;
    expect(await retrieveAgainst(answerOf(payment), client)).toMatchObject({ paymentId: '24259238' });
    expect([server.requests.length, server.connections]).toEqual([2, 2]);
    client.close();
  });
});

test('an answer that arrived while the process was paused is read, although its time has passed', async () => {
  const client = connect(300);
  const answer: RawAnswer = (response) => {
    response.end(payment, pauseProcess);
  };
  expect(await retrieveAgainst(answer, client)).toMatchObject({ paymentId: '24259238' });
  expect(server.requests).toHaveLength(1);
  client.close();
});

/** Stops the event loop for longer than the attempt's time, as a suspended machine does. */
function pauseProcess(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
}

describe('an answer outside the contract', () => {
  test.each([
    ['is HTTP 204', answerOf('', { status: 204 })],
    ['is empty', answerOf('')],
    ['is a page', answerOf('<html>Maintenance</html>', { headers: { 'content-type': 'text/html' } })],
    ['is a page under HTTP 404', answerOf('<html>Not found</html>', { status: 404 })],
    ['ends early and did not announce its length', notHttp(`HTTP/1.1 200 OK\r\n\r\n${payment.slice(0, 99)}`)],
    ['is compressed without saying so', answerOf(gzipSync(payment))],
  ])('%s, and the error names its body', async (_what, answer) => {
    await expect(retrieveAgainst(answer)).rejects.toMatchObject(badResponse('body'));
    expect(server.requests).toHaveLength(1);
  });

  test.each([300, 301, 302, 303, 304, 307, 308])(
    'redirects by HTTP %i, and the redirect is not followed',
    async (status) => {
      const elsewhere = await startRawServer();
      elsewhere.answerWith(answerOf(payment));
      const call = retrieveAgainst(answerOf(payment, { status, headers: { location: elsewhere.url } }));
      await expect(call).rejects.toMatchObject(badResponse(`HTTP ${status}`));
      expect([server.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
      await elsewhere.close();
    },
  );

  test.each([
    ['is longer than 1 MiB', answerOf(payment.padEnd(MIB + 1))],
    ['is longer than 1 MiB and did not announce it', drip([payment.padEnd(MIB), ' '], 5)],
    ['announces more than 1 MiB', beginningOf('{', 'hang', { headers: { 'content-length': MIB + 1 } })],
    ['does not end', endless(Buffer.alloc(1024, ' '))],
  ])('%s, and its connection is closed', async (_what, answer) => {
    await expect(retrieveAgainst(answer)).rejects.toMatchObject(badResponse('body'));
    await server.requests[0]?.over;
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['is longer than 1 MiB', answerOf(gzipSync(payment.padEnd(MIB + 1)), encoded('gzip'))],
    ['does not end', endless(gzipSync(Buffer.alloc(MIB, ' ')), encoded('gzip'))],
  ])('%s after decompression, and its connection is closed', async (_what, answer) => {
    const failure = badResponse(byTransport({ got: 'body', undici: 'content-encoding' }));
    await expect(retrieveAgainst(answer)).rejects.toMatchObject(failure);
    await server.requests[0]?.over;
    expect(server.requests).toHaveLength(1);
  });
});

describe('an answer', () => {
  test.each([
    ['of exactly 1 MiB', answerOf(payment.padEnd(MIB))],
    ['that comes in pieces', drip([payment.slice(0, 20), payment.slice(20)], 5)],
    ['that names no compression', answerOf(payment, encoded('identity'))],
    ['that claims to be HTML', answerOf(payment, { headers: { 'content-type': 'text/html' } })],
    ['under HTTP 201', answerOf(payment, { status: 201 })],
  ])('%s is read', async (_what, answer) => {
    expect(await retrieveAgainst(answer)).toMatchObject({ paymentId: '24259238', paidPrice: '1' });
    expect(server.requests).toHaveLength(1);
  });
});

test('a compressed answer is read by got, and refused by undici, which asks for none', async () => {
  const outcome = await outcomeOf(retrieveAgainst(answerOf(gzipSync(payment), encoded('gzip'))));
  expect(outcome).toMatchObject(
    byTransport<object>({ got: { paymentId: '24259238' }, undici: badResponse('content-encoding') }),
  );
  expect(server.requests[0]?.headers['accept-encoding']).toEqual(
    byTransport<unknown>({ got: expect.stringContaining('gzip'), undici: undefined }),
  );
});

describe('a connection', () => {
  test('is reused for the next call', async () => {
    await retrieveAgainst(answerOf(payment));
    await retrieveAgainst(answerOf(payment));
    expect([server.requests.length, server.connections]).toEqual([2, 1]);
  });

  test('is reused after a refusal', async () => {
    await retrieveAgainst(answerOf('{"status":"failure"}', { status: 400 })).catch(() => undefined);
    await retrieveAgainst(answerOf(payment));
    expect([server.requests.length, server.connections]).toEqual([2, 1]);
  });

  test.each([
    ['reset', reset],
    ['cut off', beginningOf('{', 'end')],
    ['closed by the client', endless(Buffer.alloc(1024, ' '))],
  ])('that was %s is replaced by another', async (_how, answer) => {
    await retrieveAgainst(answer).catch(() => undefined);
    expect(await retrieveAgainst(answerOf(payment))).toMatchObject({ paymentId: '24259238' });
    expect([server.requests.length, server.connections]).toEqual([2, 2]);
  });

  test('is closed with its client', async () => {
    await retrieveAgainst(answerOf(payment));
    iyzico.close();
    await retrieveAgainst(answerOf(payment));
    expect(server.connections).toBe(2);
  });
});
