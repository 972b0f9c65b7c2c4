import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { gzipSync } from 'node:zlib';
import type { IyzicoSettings } from '../../src/iyzico/index.js';
import {
  answerOf,
  beginningOf,
  drip,
  endless,
  hang,
  inTurn,
  reset,
  startRawServer,
  type RawAnswer,
} from '../support/raw-server.js';
import { badResponse, detail, outcomeOf, rejected } from './line.js';
import { asIyzico, openRawLine, usual, type RawLine } from './raw-line.js';
import { sample } from './sample.js';

// Each way to fail, as the client meets it in its usual settings: what comes of it, what it costs, and that the next
// question is answered.

const MIB = 1024 * 1024;
const payment = sample('retrieve-payment.success');
const zipped = { headers: { 'content-encoding': 'gzip' } };

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl)
  process.stderr.write('\n*** SKIPPED: the tests of certificates, for want of the command openssl ***\n\n');

let line: RawLine;
const open = async (settings: Partial<IyzicoSettings> = {}) => {
  line = await openRawLine({ ...usual, ...settings });
};
afterEach(() => line.close());

/** These bytes come as they are, then nothing more. */
const bytes =
  (text: string): RawAnswer =>
  (response) =>
    response.socket?.write(text);

/** So many pieces, without their length having been announced. */
const pieces =
  (chunk: Buffer, count: number): RawAnswer =>
  (response) => {
    let sent = 0;
    const goOn = () => {
      while (sent++ < count) if (!response.write(chunk)) return void response.once('drain', goOn);
      response.end();
    };
    goOn();
  };

type Case = [what: string, answer: RawAnswer, detail: unknown];

const unreachable: Case[] = [
  ['a reset before the answer', reset, 'ECONNRESET'],
  [
    'a reset in the body',
    (response) => response.write(payment.slice(0, 99), () => response.socket?.resetAndDestroy()),
    'ECONNRESET',
  ],
  ['an end before the answer', (response) => response.destroy(), 'ECONNRESET'],
  ['a cut-off body', beginningOf(payment.slice(0, 99), 'end'), 'ECONNRESET'],
  [
    'a cut-off body whose length was told',
    beginningOf('{', 'end', { headers: { 'content-length': 99 } }),
    'ECONNRESET',
  ],
  [
    'half a header, then the end',
    (response) => response.socket?.end('HTTP/1.1 200 OK\r\nContent-Ty'),
    expect.any(String),
  ],
  ['a length that is not one', bytes('HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n{}'), expect.any(String)],
  [
    'more than was announced',
    bytes(`HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n${payment}`),
    expect.stringMatching(/^HPE_/),
  ],
  [
    'more than was announced, on a connection that stays',
    bytes(`HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n${payment}`),
    expect.stringMatching(/^HPE_/),
  ],
  ['bad gzip', answerOf(payment, zipped), expect.any(String)],
  ['a proxy page under HTTP 502', answerOf('<html>Bad gateway</html>', { status: 502 }), 'HTTP 502'],
  ['nothing under HTTP 503', answerOf('', { status: 503 }), 'HTTP 503'],
  ['JSON of a proxy under HTTP 504', answerOf('{"error": "timeout"}', { status: 504 }), 'HTTP 504'],
];

const late: Case[] = [
  ['nothing at all', hang, 'ETIMEDOUT'],
  ['half a header', bytes('HTTP/1.1 200 OK\r\nContent-Ty'), 'ETIMEDOUT'],
  ['half a body', beginningOf(payment.slice(0, 99), 'hang'), 'ETIMEDOUT'],
  ['a byte each 200 ms', drip(Array.from(payment), 200), 'ETIMEDOUT'],
  ['less than was announced', beginningOf(payment, 'hang', { headers: { 'content-length': 9999 } }), 'ETIMEDOUT'],
];

const unusable: Case[] = [
  ['HTTP 204', answerOf('', { status: 204 }), 'body'],
  ['an empty answer', answerOf(''), 'body'],
  ['a page under HTTP 200', answerOf('<html>Maintenance</html>'), 'body'],
  ['JSON without an end', answerOf(payment.slice(0, -3)), 'body'],
  ['two JSON values', answerOf(payment + payment), 'body'],
  ['a doubled field', answerOf('{"status": "success", "status": "failure"}'), 'status'],
  ['300 MB', pieces(Buffer.alloc(MIB, ' '), 300), 'body'],
  ['a gzip bomb', endless(gzipSync(Buffer.alloc(MIB, ' ')), zipped), 'body'],
  ['a gzip bomb of known length', answerOf(gzipSync(Buffer.alloc(300 * MIB, ' ')), zipped), 'body'],
  ['another payment than asked', answerOf(payment.replace(/("token"\s*:\s*")[^"]*/, '$1another')), 'token'],
];

const refused: [string, RawAnswer, string][] = [
  ['50000', answerOf('{"status": "failure", "errorCode": "50000"}'), 'rate-limited'],
  ['50000, a number', answerOf('{"status": "failure", "errorCode": 50000}'), 'rate-limited'],
  ['50000 under HTTP 400', answerOf('{"status": "failure", "errorCode": "50000"}', { status: 400 }), 'rate-limited'],
  ['50000 under HTTP 503', answerOf('{"status": "failure", "errorCode": "50000"}', { status: 503 }), 'rate-limited'],
  ['HTTP 429 and nothing', answerOf('', { status: 429 }), 'rate-limited'],
  ['HTTP 429 and a page', answerOf('<html>', { status: 429 }), 'rate-limited'],
  ['HTTP 429 and JSON of a proxy', answerOf('{"status": 429}', { status: 429 }), 'rate-limited'],
  ['a numeric 401', answerOf('{"status": 401, "errorCode": "8"}', { status: 401 }), 'misconfigured'],
  ['a numeric 401 under HTTP 200', answerOf('{"status": 401}'), 'misconfigured'],
];

describe('iyzico is unreachable, twice,', () => {
  test.each(unreachable)('by %s', async (_what, answer, detailOf) => {
    await open();
    await expectFailure(answer, { reason: 'unreachable', detail: detailOf }, 2);
  });
});

describe('iyzico takes too long, twice,', () => {
  test.each(late)('by %s', async (_what, answer, detailOf) => {
    await open({ timeout: 500 });
    await expectFailure(answer, { reason: 'timeout', detail: detailOf }, 2);
  });
});

describe('the answer is outside the contract, once,', () => {
  test.each(unusable)('by %s', async (_what, answer, field) => {
    await open();
    await expectFailure(answer, badResponse(field as string), 1);
  });

  test('by a redirect to another host, which receives nothing', async () => {
    await open();
    const elsewhere = await startRawServer();
    elsewhere.answerWith(asIyzico);
    const redirect = answerOf('', { status: 307, headers: { location: `${elsewhere.url}/payment/detail` } });
    await expectFailure(redirect, badResponse('HTTP 307'), 1);
    expect([elsewhere.requests.length, elsewhere.connections]).toEqual([0, 0]);
    await elsewhere.close();
  });
});

describe('iyzico refuses, once,', () => {
  test.each(refused)('by %s', async (_what, answer, meaning) => {
    await open();
    await expectFailure(answer, rejected(meaning), 1);
  });
});

async function expectFailure(answer: RawAnswer, failure: object, calls: number): Promise<void> {
  line.server.answerWith(answer);
  expect(await outcomeOf(line.ask('first'))).toMatchObject(failure);
  expect(line.server.requests).toHaveLength(calls);
  for (const { over } of line.server.requests) await over;
  line.server.answerWith(asIyzico);
  expect(await line.ask('next')).toMatchObject(detail);
  expect(line.server.requests).toHaveLength(calls + 1);
}

describe('a service', () => {
  test('that is away for a moment is asked again', async () => {
    await open();
    line.server.answerWith(inTurn(answerOf('', { status: 503 }), asIyzico));
    expect(await line.ask('a')).toMatchObject(detail);
    expect(await line.ask('b')).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(3);
  });

  test('that flaps, each second call failing, is of use all the same', async () => {
    await open();
    const [first, ...flaps] = Array.from({ length: 8 }, () => [asIyzico, reset]).flat();
    line.server.answerWith(inTurn(first ?? asIyzico, ...flaps, asIyzico));
    for (let i = 0; i < 8; i++) expect(await line.ask(`${i}`)).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(15);
    expect(line.told.slice(1)).toEqual(Array.from({ length: 7 }, () => 'retrieve-payment accepted 2'));
  });

  test('that nobody serves is unreachable, until somebody does', async () => {
    await open();
    const gone = await startRawServer();
    await gone.close();
    const iyzico = line.connectAnew({ baseUrl: gone.url });
    const question = () => iyzico.retrievePaymentDetail(detail, { locale: 'EN', conversationId: 'a' });
    expect(await outcomeOf(question())).toMatchObject({ reason: 'unreachable', detail: 'ECONNREFUSED' });
    expect(line.told).toEqual(['payment-detail unreachable 2']);
    const back = await startRawServer(undefined, Number(new URL(gone.url).port));
    back.answerWith(asIyzico);
    expect(await question()).toMatchObject(detail);
    expect(back.requests).toHaveLength(1);
    await back.close();
  });

  test('whose name leads nowhere is unreachable', async () => {
    await open();
    const iyzico = line.connectAnew({ baseUrl: 'http://iyzico.invalid' });
    const question = iyzico.retrievePaymentDetail(detail, { locale: 'EN', conversationId: 'a' });
    const noName = expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as unknown;
    await expect(question).rejects.toMatchObject({ reason: 'unreachable', detail: noName });
    expect(line.told).toEqual(['payment-detail unreachable 2']);
    line.server.answerWith(asIyzico);
    expect(await line.ask('next')).toMatchObject(detail);
  });
});

(hasOpenssl ? describe : describe.skip)('over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const { createSecureContext } = tls;

  beforeAll(() => {
    makeCertificates();
    // As NODE_EXTRA_CA_CERTS would, which is read only when a process starts: else each is but of an unknown issuer.
    tls.createSecureContext = (options) => createSecureContext({ ...options, ca: read('ca.crt') });
  });
  afterAll(() => {
    tls.createSecureContext = createSecureContext;
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['has expired', 'expired', 'CERT_HAS_EXPIRED'],
    ['is its own issuer', 'selfsigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['is of another host', 'elsewhere', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a host whose certificate %s is told nothing, and not asked again', async (_what, name, code) => {
    await open();
    const server = await startRawServer({ key: read('host.key'), cert: read(`${name}.crt`) });
    server.answerWith(asIyzico);
    const iyzico = line.connectAnew({ baseUrl: server.url });
    const question = iyzico.retrievePaymentDetail(detail, { locale: 'EN', conversationId: 'a' });
    await expect(question).rejects.toMatchObject({ reason: 'unreachable', detail: code });
    expect(server.requests).toHaveLength(0);
    expect(line.told).toEqual(['payment-detail unreachable 1']);
    await server.close();
    line.server.answerWith(asIyzico);
    expect(await line.ask('next')).toMatchObject(detail);
  });

  test('a host whose certificate is in order is asked', async () => {
    await open();
    const server = await startRawServer({ key: read('host.key'), cert: read('good.crt') });
    server.answerWith(asIyzico);
    const iyzico = line.connectAnew({ baseUrl: server.url });
    const options = { locale: 'EN', conversationId: 'a' } as const;
    expect(await iyzico.retrievePaymentDetail(detail, options)).toMatchObject(detail);
    expect(server.requests).toHaveLength(1);
    await server.close();
  });

  function makeCertificates(): void {
    const openssl = (...parameters: string[]) => execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' });
    const anew = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const issue = (name: string, host: string, days: number) => {
      writeFileSync(join(folder, 'names'), `subjectAltName=DNS:${host}`);
      const issuer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
      openssl('x509', '-req', '-in', 'host.csr', ...issuer, '-days', `${days}`, '-out', `${name}.crt`);
    };
    openssl('req', '-x509', ...anew, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=an issuer', '-days', '2');
    openssl('req', ...anew, '-keyout', 'host.key', '-out', 'host.csr', '-subj', '/CN=localhost');
    issue('good', 'localhost', 2);
    issue('elsewhere', 'elsewhere.example', 2);
    issue('expired', 'localhost', -1);
    const own = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
    openssl('req', '-x509', '-key', 'host.key', '-out', 'selfsigned.crt', ...own);
  }
});
