import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer } from './answer.js';
import { runAfterDelay, send } from './send.js';

/** A way in which a complete answer fails to arrive as it should. */
export type Fault =
  | 'slow'
  | 'drip'
  | 'stall'
  | 'hang'
  | 'cut-off'
  | 'reset'
  | 'reset-midway'
  | 'half-head'
  | 'garbage'
  | 'html'
  | 'bad-gateway'
  | 'empty'
  | 'no-content'
  | 'redirect'
  | 'oversized'
  | 'bad-gzip'
  | 'gzip-bomb';

export interface FaultDefinition {
  /** Its description in the guide. */
  readonly about: string;
  /** Sends the answer with the fault. */
  send(answer: Answer, response: ServerResponse): void;
}

const MEBIBYTE = 1_048_576;
const SLOW_ANSWER_MS = 2_000;
/** The time between two bytes. A short answer takes about ten seconds. */
const DRIP_INTERVAL_MS = 50;
/** A reset discards bytes that the client has not read yet, so the first half gets this time to arrive. */
const RESET_DELAY_MS = 100;
/** The minimum length of an oversized answer. */
const OVERSIZED_BYTES = 2 * MEBIBYTE;
/** The decompressed length of a gzip bomb. */
const GZIP_BOMB_MEBIBYTES = 300;

export const faults: Readonly<Record<Fault, FaultDefinition>> = {
  slow: {
    about: `the answer is ${SLOW_ANSWER_MS} ms late`,
    send: (answer, response) => {
      runAfterDelay(response, SLOW_ANSWER_MS, () => {
        send(answer, response);
      });
    },
  },
  drip: { about: `the answer arrives one byte every ${DRIP_INTERVAL_MS} ms`, send: drip },
  stall: {
    about: 'half of the answer arrives, then nothing more',
    send: (answer, response) => {
      sendHalf(answer, response);
    },
  },
  hang: { about: 'no answer arrives, and the connection stays open', send: () => undefined },
  'cut-off': {
    about: 'half of the answer arrives, then the connection closes',
    send: (answer, response) => {
      sendHalf(answer, response, () => response.destroy());
    },
  },
  reset: {
    about: 'the connection is reset before any answer',
    send: (_answer, response) => response.socket?.resetAndDestroy(),
  },
  'reset-midway': {
    about: 'half of the answer arrives, then the connection is reset',
    send: (answer, response) => {
      sendHalf(answer, response, () => setTimeout(() => response.socket?.resetAndDestroy(), RESET_DELAY_MS));
    },
  },
  'half-head': {
    about: 'half of the HTTP head arrives, then nothing more',
    send: (_answer, response) => response.socket?.write('HTTP/1.1 200 OK\r\ncontent-ty'),
  },
  garbage: {
    about: 'the content type is JSON and the body is not',
    send: replaceWith({ httpStatus: 200, body: Buffer.from('{"status":"succ\u0000\u00ff]]', 'latin1') }),
  },
  html: { about: 'an HTML page with HTTP 200', send: replaceWith(htmlPage(200, 'Maintenance')) },
  'bad-gateway': { about: 'an HTML page with HTTP 502', send: replaceWith(htmlPage(502, 'Bad gateway')) },
  empty: { about: 'HTTP 200 with an empty body', send: replaceWith({ httpStatus: 200, body: '' }) },
  'no-content': { about: 'HTTP 204', send: replaceWith({ httpStatus: 204, body: '' }) },
  redirect: {
    about: 'HTTP 307 to the same path; a client that follows it calls again',
    send: (_answer, response) => {
      send({ httpStatus: 307, body: '', headers: { location: response.req.url ?? '/' } }, response);
    },
  },
  oversized: {
    about: `the answer, padded with spaces to ${OVERSIZED_BYTES} bytes`,
    send: (answer, response) => {
      const body = bytesOf(answer);
      send(
        { ...answer, body: Buffer.concat([body, Buffer.alloc(Math.max(0, OVERSIZED_BYTES - body.length), ' ')]) },
        response,
      );
    },
  },
  'bad-gzip': {
    about: 'the content encoding is gzip and the body is not compressed',
    send: (answer, response) => {
      send({ ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } }, response);
    },
  },
  'gzip-bomb': {
    about: `spaces that decompress to ${GZIP_BOMB_MEBIBYTES} MiB`,
    send: (_answer, response) => {
      send({ httpStatus: 200, body: gzipBomb(), headers: { 'content-encoding': 'gzip' } }, response);
    },
  },
};

export const faultNames = Object.keys(faults) as readonly Fault[];

function drip(answer: Answer, response: ServerResponse): void {
  const body = bytesOf(answer);
  writeFullHead(answer, response);
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < body.length) response.write(body.subarray(sent, ++sent));
    else response.end();
  }, DRIP_INTERVAL_MS);
  response.once('close', () => {
    clearInterval(timer);
  });
}

function sendHalf(answer: Answer, response: ServerResponse, onSent?: () => void): void {
  const body = bytesOf(answer);
  writeFullHead(answer, response);
  response.write(body.subarray(0, body.length >> 1), onSent);
}

// With the length of the whole answer, so that a client can detect that bytes are missing.
function writeFullHead(answer: Answer, response: ServerResponse): void {
  const headers = { 'content-type': 'application/json', 'content-length': bytesOf(answer).length, ...answer.headers };
  response.writeHead(answer.httpStatus, headers);
}

// A gzip file may consist of several members, so one compressed mebibyte can be repeated.
function gzipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(MEBIBYTE, ' '));
  return Buffer.concat(Array.from({ length: GZIP_BOMB_MEBIBYTES }, () => member));
}

function replaceWith(replacement: Answer): FaultDefinition['send'] {
  return (_answer, response) => {
    send(replacement, response);
  };
}

function htmlPage(httpStatus: number, title: string): Answer {
  const body = `<!doctype html><title>${title}</title><h1>${title}</h1>\n`;
  return { httpStatus, body, headers: { 'content-type': 'text/html' } };
}

function bytesOf({ body }: Answer): Buffer {
  return Buffer.from(body);
}
