import { gzipSync } from 'node:zlib';
import { createIyzico, type Iyzico } from '../../../src/iyzico/index.js';
import {
  answerOf,
  beginningOf,
  drip,
  endless,
  hang,
  notHttp,
  reset,
  startRawServer,
  type RawAnswer,
  type RawServer,
} from '../../harness/raw-server.js';
import { badResponse, checkoutForm, options, singleAttempt } from '../../harness/test-client.js';
import { sample } from '../../harness/sample.js';

const MIB = 1024 * 1024;
const payment = sample('retrieve-payment.success');

const packed = (encoding: string) => ({ headers: { 'content-encoding': encoding } });

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

function connect(timeout: number, baseUrl = server.url): Iyzico {
  const keys = { apiKey: 'sandbox-a', secretKey: 'sandbox-s' };
  return createIyzico({
    baseUrl,
    ...keys,
    timeoutMs: timeout,
    operationTimeoutMs: 8000,
    onDrift: () => undefined,
    ...singleAttempt,
  });
}

function askAgainst(answer: RawAnswer, client = iyzico) {
  server.answerWith(answer);
  return client.retrievePayment(checkoutForm, options);
}

describe('no usable answer', () => {
  test.each([
    ['is reset', reset],
    ['is cut off', beginningOf(payment.slice(0, 99), 'end')],
    ['is cut off before its announced end', beginningOf('{', 'end', { headers: { 'content-length': 99 } })],
    ['is cut off while it is compressed', beginningOf(gzipSync(payment).subarray(0, 99), 'end', packed('gzip'))],
    ['says that it is gzip and is not', answerOf(payment, packed('gzip'))],
    ['says that it is brotli and is not', answerOf(payment, packed('br'))],
    ['is compressed and lacks its end', answerOf(gzipSync(payment).subarray(0, 99), packed('gzip'))],
    ['is not HTTP', notHttp('220 mail ready\r\n')],
    ['has a head without an end', notHttp(`HTTP/1.1 200 OK\r\nx-filler: ${'x'.repeat(20_000)}\r\n`)],
    ['is a proxy page under HTTP 502', answerOf('<html>Bad gateway</html>', { status: 502 })],
    ['is nothing under HTTP 503', answerOf('', { status: 503 })],
  ])('where it %s: iyzico is unreachable', async (_how, answer) => {
    await expect(askAgainst(answer)).rejects.toMatchObject({ service: 'retrieve-payment', reason: 'unreachable' });
    expect(server.requests).toHaveLength(1);
  });

  test('where nobody listens: iyzico is unreachable', async () => {
    await server.close();
    await expect(askAgainst(hang)).rejects.toMatchObject({ reason: 'unreachable', detail: 'ECONNREFUSED' });
    expect(server.requests).toHaveLength(0);
  });

  test('where the other side speaks no TLS: iyzico is unreachable', async () => {
    const client = connect(3000, server.url.replace('http:', 'https:'));
    await expect(askAgainst(hang, client)).rejects.toMatchObject({ reason: 'unreachable' });
    expect(server.requests).toHaveLength(0);
    client.close();
  });

  test.each([
    ['never begins', hang],
    ['stops half way', beginningOf(payment.slice(0, 99), 'hang')],
    ['drips, though each byte comes in time', drip(Array.from(payment), 5)],
  ])('where it %s: iyzico took too long, and its connection is given up', async (_how, answer) => {
    const client = connect(300);
    await expect(askAgainst(answer, client)).rejects.toMatchObject({ reason: 'timeout', detail: 'ETIMEDOUT' });
    await server.requests[0]?.over;
    expect(server.requests).toHaveLength(1);
    client.close();
  });
});

describe('an answer outside the contract', () => {
  test.each([
    ['is HTTP 204', answerOf('', { status: 204 })],
    ['is empty', answerOf('')],
    ['is a page', answerOf('<html>Maintenance</html>', { headers: { 'content-type': 'text/html' } })],
    ['is a page under HTTP 404', answerOf('<html>Not found</html>', { status: 404 })],
    ['ends early without having announced its length', notHttp(`HTTP/1.1 200 OK\r\n\r\n${payment.slice(0, 99)}`)],
    ['is compressed and does not say so', answerOf(gzipSync(payment))],
  ])('%s: its body is named', async (_how, answer) => {
    await expect(askAgainst(answer)).rejects.toMatchObject(badResponse('body'));
    expect(server.requests).toHaveLength(1);
  });

  test.each([300, 301, 302, 303, 304, 307, 308])('redirects by HTTP %i: nobody follows', async (status) => {
    const elsewhere = await startRawServer();
    elsewhere.answerWith(answerOf(payment));
    const question = askAgainst(answerOf(payment, { status, headers: { location: elsewhere.url } }));
    await expect(question).rejects.toMatchObject(badResponse(`HTTP ${status}`));
    expect([server.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
    await elsewhere.close();
  });

  test.each([
    ['ends after more than 1 MiB', answerOf(payment.padEnd(MIB + 1))],
    ['ends after more than 1 MiB without having announced it', drip([payment.padEnd(MIB), ' '], 5)],
    ['unfolds to more than 1 MiB', answerOf(gzipSync(payment.padEnd(MIB + 1)), packed('gzip'))],
    ['announces more than 1 MiB', beginningOf('{', 'hang', { headers: { 'content-length': MIB + 1 } })],
    ['has no end', endless(Buffer.alloc(1024, ' '))],
    ['unfolds from little without an end', endless(gzipSync(Buffer.alloc(MIB, ' ')), packed('gzip'))],
  ])('%s: it is given up', async (_how, answer) => {
    await expect(askAgainst(answer)).rejects.toMatchObject(badResponse('body'));
    await server.requests[0]?.over;
    expect(server.requests).toHaveLength(1);
  });
});

describe('an answer', () => {
  test.each([
    ['of exactly 1 MiB', answerOf(payment.padEnd(MIB))],
    ['that comes in pieces', drip([payment.slice(0, 20), payment.slice(20)], 5)],
    ['that is compressed', answerOf(gzipSync(payment), packed('gzip'))],
    ['that calls itself a page', answerOf(payment, { headers: { 'content-type': 'text/html' } })],
    ['under HTTP 201', answerOf(payment, { status: 201 })],
  ])('%s is read', async (_how, answer) => {
    expect(await askAgainst(answer)).toMatchObject({ paymentId: '24259238', paidPrice: '1' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a connection', () => {
  test('is used again for the next call', async () => {
    await askAgainst(answerOf(payment));
    await askAgainst(answerOf(payment));
    expect([server.requests.length, server.connections]).toEqual([2, 1]);
  });

  test('is used again after a refusal', async () => {
    await askAgainst(answerOf('{"status":"failure"}', { status: 400 })).catch(() => undefined);
    await askAgainst(answerOf(payment));
    expect([server.requests.length, server.connections]).toEqual([2, 1]);
  });

  test.each([
    ['reset', reset],
    ['cut off', beginningOf('{', 'end')],
    ['given up', endless(Buffer.alloc(1024, ' '))],
  ])('that was %s is replaced by another', async (_how, answer) => {
    await askAgainst(answer).catch(() => undefined);
    expect(await askAgainst(answerOf(payment))).toMatchObject({ paymentId: '24259238' });
    expect([server.requests.length, server.connections]).toEqual([2, 2]);
  });

  test('ends when the client is closed', async () => {
    await askAgainst(answerOf(payment));
    iyzico.close();
    await askAgainst(answerOf(payment));
    expect(server.connections).toBe(2);
  });
});
