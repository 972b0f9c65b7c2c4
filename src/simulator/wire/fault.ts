import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer } from './answer.js';
import { later, send } from './sending.js';

/** A way in which an answer that was ready does not arrive as it should. */
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

/** Milliseconds in which half an answer arrives: a reset would throw away what is not read yet. */
const OVERTAKING = 100;

export interface FaultFacts {
  readonly about: string;
  strike(answer: Answer, response: ServerResponse): void;
}

/** How late a slow answer is, in milliseconds. */
const lateness = 2_000;
/** The time between two bytes of a dripping answer, in milliseconds: a short one takes ten seconds. */
const dripInterval = 50;
/** The least length of an oversized answer, in bytes. */
const oversize = 2 * 1_048_576;
/** The length to which a gzip bomb unfolds, in mebibytes. */
const bombMebibytes = 300;

export const faults: Readonly<Record<Fault, FaultFacts>> = {
  slow: {
    about: `the answer comes ${lateness} ms late`,
    strike: (answer, response) => {
      later(response, lateness, () => {
        send(answer, response);
      });
    },
  },
  drip: { about: `the answer comes one byte every ${dripInterval} ms`, strike: drip },
  stall: {
    about: 'half of the answer comes, then nothing more',
    strike: (answer, response) => {
      sendHalf(answer, response);
    },
  },
  hang: { about: 'no answer comes, and the connection stays open', strike: () => undefined },
  'cut-off': {
    about: 'half of the answer comes, then the connection ends',
    strike: (answer, response) => {
      sendHalf(answer, response, () => response.destroy());
    },
  },
  reset: {
    about: 'the connection is reset before any answer',
    strike: (_answer, response) => response.socket?.resetAndDestroy(),
  },
  'reset-midway': {
    about: 'half of the answer comes, then the connection is reset',
    strike: (answer, response) => {
      sendHalf(answer, response, () => setTimeout(() => response.socket?.resetAndDestroy(), OVERTAKING));
    },
  },
  'half-head': {
    about: "half of the answer's head comes, then nothing more",
    strike: (_answer, response) => response.socket?.write('HTTP/1.1 200 OK\r\ncontent-ty'),
  },
  garbage: {
    about: 'the answer calls itself JSON and is not',
    strike: replaceBy({ httpStatus: 200, body: Buffer.from('{"status":"succ\u0000\u00ff]]', 'latin1') }),
  },
  html: { about: 'an HTML page under HTTP 200', strike: replaceBy(page(200, 'Maintenance')) },
  'bad-gateway': { about: 'an HTML page under HTTP 502', strike: replaceBy(page(502, 'Bad gateway')) },
  empty: { about: 'HTTP 200 without a byte', strike: replaceBy({ httpStatus: 200, body: '' }) },
  'no-content': { about: 'HTTP 204', strike: replaceBy({ httpStatus: 204, body: '' }) },
  redirect: {
    about: 'HTTP 307 to the same address; who follows it is seen calling again',
    strike: (_answer, response) => {
      send({ httpStatus: 307, body: '', headers: { location: response.req.url ?? '/' } }, response);
    },
  },
  oversized: {
    about: `the answer, and white space up to ${oversize} bytes`,
    strike: (answer, response) => {
      const body = bytesOf(answer);
      send(
        { ...answer, body: Buffer.concat([body, Buffer.alloc(Math.max(0, oversize - body.length), ' ')]) },
        response,
      );
    },
  },
  'bad-gzip': {
    about: 'the answer calls itself gzip and is not',
    strike: (answer, response) => {
      send({ ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } }, response);
    },
  },
  'gzip-bomb': {
    about: `white space that unfolds to ${bombMebibytes} MiB`,
    strike: (_answer, response) => {
      send({ httpStatus: 200, body: bomb(), headers: { 'content-encoding': 'gzip' } }, response);
    },
  },
};

export const faultNames = Object.keys(faults) as readonly Fault[];

function drip(answer: Answer, response: ServerResponse): void {
  const body = bytesOf(answer);
  announce(answer, response);
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < body.length) response.write(body.subarray(sent, ++sent));
    else response.end();
  }, dripInterval);
  response.once('close', () => {
    clearInterval(timer);
  });
}

function sendHalf(answer: Answer, response: ServerResponse, then?: () => void): void {
  const body = bytesOf(answer);
  announce(answer, response);
  response.write(body.subarray(0, body.length >> 1), then);
}

// The whole length is announced, so that a client can know what it did not get.
function announce(answer: Answer, response: ServerResponse): void {
  const headers = { 'content-type': 'application/json', 'content-length': bytesOf(answer).length, ...answer.headers };
  response.writeHead(answer.httpStatus, headers);
}

/** gzip lets members follow one another, so that one of them is packed and the rest are copies. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(1_048_576, ' '));
  return Buffer.concat(Array.from({ length: bombMebibytes }, () => member));
}

function replaceBy(replacement: Answer): FaultFacts['strike'] {
  return (_answer, response) => {
    send(replacement, response);
  };
}

function page(httpStatus: number, title: string): Answer {
  const body = `<!doctype html><title>${title}</title><h1>${title}</h1>\n`;
  return { httpStatus, body, headers: { 'content-type': 'text/html' } };
}

function bytesOf({ body }: Answer): Buffer {
  return Buffer.from(body);
}
