import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { answerOf, beginningOf, drip, endless, hang, repeatedly, reset, type RawAnswer } from './raw-server.js';
import { byTransport } from './transport.js';

// The ways in which iyzico can fail on the wire, grouped by the expected error.

const MIB = 1024 * 1024;
const payment = readFileSync(new URL('../../samples/retrieve-payment.success.json', import.meta.url), 'utf8');
const zipped = { headers: { 'content-encoding': 'gzip' } };
const zippedMebibyte = gzipSync(Buffer.alloc(MIB, ' '));

/** A description, the faulty answer, and the expected detail of the error: a system error code or a field name. */
export type FaultCase<Detail = string> = readonly [what: string, answer: RawAnswer, detail: Detail];

const badGzip = answerOf(payment, zipped);
const tooManyBytes = bytes(`HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n${payment}`);
/** What is wrong with a compressed answer that is too large. */
const tooLarge = byTransport({ got: 'body', undici: 'content-encoding' });

/** No answer, or an incomplete answer. */
export const unreachable: readonly FaultCase<unknown>[] = [
  ['a reset before the answer', reset, 'ECONNRESET'],
  [
    'a reset in the body',
    (response) => response.write(payment.slice(0, 99), () => response.socket?.resetAndDestroy()),
    'ECONNRESET',
  ],
  ['an end before the answer', endBeforeAnswer, 'ECONNRESET'],
  ['a cut-off body', beginningOf(payment.slice(0, 99), 'end'), 'ECONNRESET'],
  [
    'a cut-off body with a content-length',
    beginningOf('{', 'end', { headers: { 'content-length': 99 } }),
    'ECONNRESET',
  ],
  [
    'half a header, then the end',
    (response) => response.socket?.end('HTTP/1.1 200 OK\r\nContent-Ty'),
    expect.any(String),
  ],
  [
    'a content-length that is not a number',
    bytes('HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n{}'),
    expect.any(String),
  ],
  [
    'more bytes than its content-length, on a kept connection',
    bytes(`HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n${payment}`),
    expect.stringMatching(/^HPE_/),
  ],
  ['a proxy page under HTTP 502', answerOf('<html>Bad gateway</html>', { status: 502 }), 'HTTP 502'],
  ['nothing under HTTP 503', answerOf('', { status: 503 }), 'HTTP 503'],
  ['JSON of a proxy under HTTP 504', answerOf('{"error": "timeout"}', { status: 504 }), 'HTTP 504'],
  ...byTransport<readonly FaultCase<unknown>[]>({
    got: [
      ['bad gzip', badGzip, expect.any(String)],
      ['more bytes than its content-length', tooManyBytes, expect.stringMatching(/^HPE_/)],
    ],
    undici: [],
  }),
];

/** Faults that end a connection before any byte of an answer: on a connection that was kept, each is repeated at once. */
export const endsOnReuse: ReadonlySet<RawAnswer> = new Set([reset, endBeforeAnswer]);

/** No complete answer in time. */
export const late: readonly FaultCase[] = [
  ['nothing at all', hang, 'ETIMEDOUT'],
  ['half a header', bytes('HTTP/1.1 200 OK\r\nContent-Ty'), 'ETIMEDOUT'],
  ['half a body', beginningOf(payment.slice(0, 99), 'hang'), 'ETIMEDOUT'],
  ['one byte every 200 ms', drip(Array.from(payment), 200), 'ETIMEDOUT'],
  [
    'fewer bytes than its content-length',
    beginningOf(payment, 'hang', { headers: { 'content-length': 9999 } }),
    'ETIMEDOUT',
  ],
  ['informational answers without end', repeatedly('HTTP/1.1 102 Processing\r\n\r\n', 20), 'ETIMEDOUT'],
];

/** A complete answer outside the contract, or one that is too large to read. */
export const unusable: readonly FaultCase[] = [
  ['HTTP 204', answerOf('', { status: 204 }), 'body'],
  ['an empty answer', answerOf(''), 'body'],
  [
    'a switch to another protocol',
    bytes('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
    'HTTP 101',
  ],
  ['a page under HTTP 200', answerOf('<html>Maintenance</html>'), 'body'],
  ['JSON without an end', answerOf(payment.slice(0, -3)), 'body'],
  ['two JSON values', answerOf(payment + payment), 'body'],
  ['a duplicate field', answerOf('{"status": "success", "status": "failure"}'), 'status'],
  ['300 MB', pieces(Buffer.alloc(MIB, ' '), 300), 'body'],
  ['a gzip bomb', endless(zippedMebibyte, zipped), tooLarge],
  [
    'a gzip bomb with a content-length',
    answerOf(Buffer.concat(Array.from({ length: 300 }, () => zippedMebibyte)), zipped),
    tooLarge,
  ],
  ...byTransport<readonly FaultCase[]>({
    got: [],
    undici: [
      ['bad gzip', badGzip, 'content-encoding'],
      ['more bytes than its content-length', tooManyBytes, 'body'],
    ],
  }),
];

/** iyzico's rate limit, in every form. */
export const rateLimited: readonly FaultCase[] = [
  ...[200, 400, 429, 500, 503].flatMap((status) => [
    refusalUnder(status, '"status": "failure", "errorCode": 50000'),
    refusalUnder(status, '"status": "failure", "errorCode": "50000"'),
  ]),
  ['HTTP 429 and nothing', answerOf('', { status: 429 }), 'rate-limited'],
  ['HTTP 429 and a page', answerOf('<html>', { status: 429 }), 'rate-limited'],
  ['HTTP 429 and JSON of a proxy', answerOf('{"status": 429}', { status: 429 }), 'rate-limited'],
];

/** iyzico rejects our keys or our address. */
export const misconfigured: readonly FaultCase[] = [
  ['a numeric 401', answerOf('{"status": 401, "errorCode": "8"}', { status: 401 }), 'misconfigured'],
  ['a numeric 401 under HTTP 200', answerOf('{"status": 401}'), 'misconfigured'],
];

/** Sends a chunk `count` times, without a content-length. */
export function pieces(chunk: Buffer, count: number): RawAnswer {
  return (response) => {
    let sent = 0;
    const writeMore = () => {
      while (sent++ < count) if (!response.write(chunk)) return void response.once('drain', writeMore);
      response.end();
    };
    writeMore();
  };
}

/** Sends these bytes as they are, then nothing more. */
function bytes(text: string): RawAnswer {
  return (response) => response.socket?.write(text);
}

function endBeforeAnswer(response: Parameters<RawAnswer>[0]): void {
  response.destroy();
}

function refusalUnder(status: number, members: string): FaultCase {
  return [`{${members}} under HTTP ${status}`, answerOf(`{${members}}`, { status }), 'rate-limited'];
}
