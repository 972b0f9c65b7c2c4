import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pipeline, Readable } from 'node:stream';

/** A server that answers right or wrong, as it is told, and keeps what it was asked. */
export interface RawServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Oldest first. The list is live. */
  readonly requests: readonly RawRequest[];
  /** How many connections were opened to it so far. */
  readonly connections: number;
  /** Resolves when so many requests have been received. */
  received(count: number): Promise<void>;
  /** What every request gets from now on. */
  answerWith(answer: RawAnswer): void;
  close(): Promise<void>;
}

export interface RawRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resolves when its answer is over: sent to the end, or given up by whoever asked. */
  readonly over: Promise<void>;
}

export type RawAnswer = (response: ServerResponse) => void;

/** What a server shows to prove who it is, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** Starts a server on loopback that answers nothing until it is told what; over TLS where it has an identity. */
export async function startRawServer(identity?: Identity, port = 0): Promise<RawServer> {
  const arrivals = new EventEmitter();
  const requests: RawRequest[] = [];
  let connections = 0;
  let answer: RawAnswer = hang;
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const over = new Promise<void>((resolve) => response.once('close', resolve));
    requests.push({ path: request.url ?? '', headers: request.headers, body: await text(request), over });
    arrivals.emit('arrival');
    answer(response);
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    // A caller who leaves while it still sends has nobody waiting for an answer.
    receive(request, response).catch(() => response.destroy());
  };
  const server = identity ? createTlsServer(identity, listener) : createServer(listener);
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `${identity ? 'https://localhost' : 'http://127.0.0.1'}:${(server.address() as AddressInfo).port}`,
    requests,
    get connections() {
      return connections;
    },
    async received(count) {
      while (requests.length < count) await once(arrivals, 'arrival');
    },
    answerWith: (next) => {
      answer = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export interface Head {
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
}

export function answerOf(body: string | Buffer, { status = 200, headers = {} }: Head = {}): RawAnswer {
  return (response) => response.writeHead(status, headers).end(body);
}

/** No answer comes, and the connection stays open. */
export const hang: RawAnswer = () => undefined;

/** Each answer once, in their order; the last one from then on. */
export function inTurn(...answers: readonly [RawAnswer, ...RawAnswer[]]): RawAnswer {
  let given = 0;
  return (response) => {
    answers[Math.min(given++, answers.length - 1)]?.(response);
  };
}

/** Holds every answer back until it is released. */
export function held(answer: RawAnswer): { readonly answer: RawAnswer; release(): void } {
  const kept: ServerResponse[] = [];
  let isReleased = false;
  return {
    answer: (response) => {
      if (isReleased) answer(response);
      else kept.push(response);
    },
    release() {
      isReleased = true;
      kept.splice(0).forEach((response) => {
        answer(response);
      });
    },
  };
}

/** The connection is reset before any answer. */
export const reset: RawAnswer = (response) => response.socket?.resetAndDestroy();

/** These bytes come, then nothing more: the connection ends, or hangs. */
export function beginningOf(body: string | Buffer, then: 'end' | 'hang', { headers = {} }: Head = {}): RawAnswer {
  return (response) => {
    response.writeHead(200, headers).write(body, () => {
      if (then === 'end') response.destroy();
    });
  };
}

/** One piece after the other, `interval` milliseconds apart. */
export function drip(pieces: readonly string[], interval: number): RawAnswer {
  return (response) => {
    let sent = 0;
    const timer = setInterval(() => {
      if (sent < pieces.length) response.write(pieces[sent++]);
      else response.end();
    }, interval);
    response.once('close', () => {
      clearInterval(timer);
    });
  };
}

/** The same bytes over and over, until whoever asked has had enough. */
export function endless(chunk: Buffer, { headers = {} }: Head = {}): RawAnswer {
  return (response) => {
    response.writeHead(200, headers);
    pipeline(Readable.from(forever(chunk)), response, () => undefined);
  };
}

/** Bytes that need be no HTTP, after which the connection ends. */
export function notHttp(bytes: string | Buffer): RawAnswer {
  return (response) => response.socket?.end(bytes);
}

function* forever(chunk: Buffer): Generator<Buffer> {
  for (;;) yield chunk;
}
