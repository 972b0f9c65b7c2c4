import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Server as HttpServer, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { pipeline, Readable } from 'node:stream';

/** A server that sends any answer, valid or not, and records its requests. */
export interface RawServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Oldest first. The list is live. */
  readonly requests: readonly RawRequest[];
  /** The number of connections that clients have opened so far. */
  readonly connections: number;
  /** Resolves when at least this many requests have been received. */
  received(count: number): Promise<void>;
  /** Resolves when at least this many connections have closed. */
  disconnected(count: number): Promise<void>;
  /** Sets the answer to all later requests. */
  answerWith(answer: RawAnswer): void;
  close(): Promise<void>;
}

export interface RawRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resolves when its answer has been sent completely or the client has disconnected. */
  readonly over: Promise<void>;
}

export type RawAnswer = (response: ServerResponse) => void;

/** A TLS key and certificate, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** Starts a server on loopback, over TLS if it has an identity. It hangs until `answerWith` is called. */
export async function startRawServer(identity?: Identity, port = 0): Promise<RawServer> {
  const arrivals = new EventEmitter();
  const requests: RawRequest[] = [];
  let answer: RawAnswer = hang;
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const over = new Promise<void>((resolve) => response.once('close', resolve));
    requests.push({ path: request.url ?? '', headers: request.headers, body: await text(request), over });
    arrivals.emit('arrival');
    answer(response);
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    // A client that disconnects while it still sends does not wait for an answer.
    receive(request, response).catch(() => response.destroy());
  };
  const server = identity ? createTlsServer(identity, listener) : createServer(listener);
  const counts = countConnections(server, arrivals);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `${identity ? 'https://localhost' : 'http://127.0.0.1'}:${(server.address() as AddressInfo).port}`,
    requests,
    get connections() {
      return counts.opened;
    },
    async received(count) {
      while (requests.length < count) await once(arrivals, 'arrival');
    },
    async disconnected(count) {
      while (counts.closed < count) await once(arrivals, 'disconnect');
    },
    answerWith: (next) => {
      answer = next;
    },
    close: () => closeServer(server),
  };
}

function closeServer(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** Counts the connections of a server; each end is an event `disconnect`. */
function countConnections(server: Server, events: EventEmitter): { readonly opened: number; readonly closed: number } {
  const counts = { opened: 0, closed: 0 };
  server.on('connection', (socket: Socket) => {
    counts.opened += 1;
    socket.once('close', () => {
      counts.closed += 1;
      events.emit('disconnect');
    });
  });
  return counts;
}

export interface Head {
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
}

export function answerOf(body: string | Buffer, { status = 200, headers = {} }: Head = {}): RawAnswer {
  return (response) => response.writeHead(status, headers).end(body);
}

/** Never answers and keeps the connection open. */
export const hang: RawAnswer = () => undefined;

/** Sends each answer once, in order, then repeats the last one. */
export function inTurn(...answers: readonly [RawAnswer, ...RawAnswer[]]): RawAnswer {
  let given = 0;
  return (response) => {
    answers[Math.min(given++, answers.length - 1)]?.(response);
  };
}

/** Holds every answer back until it is released. */
export function held(answer: RawAnswer): { readonly answer: RawAnswer; release(): void } {
  const waiting: ServerResponse[] = [];
  let isReleased = false;
  return {
    answer: (response) => {
      if (isReleased) answer(response);
      else waiting.push(response);
    },
    release() {
      isReleased = true;
      waiting.splice(0).forEach((response) => {
        answer(response);
      });
    },
  };
}

/** Resets the connection before any answer. */
export const reset: RawAnswer = (response) => response.socket?.resetAndDestroy();

/** Answers the first request of each connection. The second one ends the connection, as an idle timeout does. */
export function onceAConnection(answer: RawAnswer, end: RawAnswer = reset): RawAnswer {
  const used = new WeakSet<Socket>();
  return (response) => {
    const isUsed = response.socket === null || used.has(response.socket);
    if (response.socket !== null) used.add(response.socket);
    (isUsed ? end : answer)(response);
  };
}

/** Sends these bytes, then ends the connection or hangs. */
export function beginningOf(body: string | Buffer, then: 'end' | 'hang', { headers = {} }: Head = {}): RawAnswer {
  return (response) => {
    response.writeHead(200, headers).write(body, () => {
      if (then === 'end') response.destroy();
    });
  };
}

/** Sends one piece after the other, `interval` milliseconds apart. */
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

/** Repeats the same bytes until the client disconnects. */
export function endless(chunk: Buffer, { headers = {} }: Head = {}): RawAnswer {
  return (response) => {
    response.writeHead(200, headers);
    pipeline(Readable.from(forever(chunk)), response, () => undefined);
  };
}

/** Sends bytes that need not be HTTP, then ends the connection. */
export function notHttp(bytes: string | Buffer): RawAnswer {
  return (response) => response.socket?.end(bytes);
}

/** Sends bytes that need not be HTTP every few milliseconds, until the client disconnects. */
export function repeatedly(bytes: string, interval: number): RawAnswer {
  return (response) => {
    const timer = setInterval(() => response.socket?.write(bytes), interval);
    response.once('close', () => {
      clearInterval(timer);
    });
  };
}

function* forever(chunk: Buffer): Generator<Buffer> {
  for (;;) yield chunk;
}
