import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionLimits } from './connection-limits.js';
import type { Log } from './log.js';

/** Milliseconds in which the log gets one line about closed connections, however many there are. */
const LOG_INTERVAL_MS = 10_000;
/** Requests of one connection that wait for their answers. Clients that send requests ahead send few. */
const MAX_REQUESTS_AHEAD = 100;

/** What happened on one open connection. */
interface Connection {
  /** Requests without a whole answer, oldest first, and their responses. */
  readonly inProgress: Map<ServerResponse, IncomingMessage>;
  /** The newest request whose headers arrived. */
  lastRequest: IncomingMessage | null;
  /** What to do when the requests that arrived are answered. */
  afterAnswers: (() => void) | null;
}

/** The clients' connections: how many there are, and what is in progress on each. */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  /** Those without a request in progress, the longest idle one first. */
  readonly #idle = new Set<Socket>();

  /** @param onClosedForRoom called when a connection is closed, because there are too many */
  constructor(
    server: Server,
    private readonly limits: ConnectionLimits,
    private readonly onClosedForRoom: () => void,
  ) {
    server.on('connection', (socket: Socket) => {
      this.#add(socket);
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#begin(request, response);
    });
  }

  /** Runs `action` when each request that arrived completely is answered. Only the first action of a connection counts. */
  afterAnswers(socket: Socket, action: () => void): void {
    const connection = this.#open.get(socket);
    if (!connection || connection.afterAnswers) return;
    connection.afterAnswers = action;
    if (!isAnswering(connection)) action();
  }

  /** A function that tells whether one more request has arrived completely since now. */
  arrivalAt(socket: Socket): () => boolean {
    const lastComplete = () => {
      const request = this.#open.get(socket)?.lastRequest;
      return request?.complete ? request : null;
    };
    const before = lastComplete();
    return () => lastComplete() !== before;
  }

  #add(socket: Socket): void {
    this.#open.set(socket, { inProgress: new Map(), lastRequest: null, afterAnswers: null });
    this.#idle.add(socket);
    // Each request in progress listens to the end of its connection.
    socket.setMaxListeners(0);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#idle.delete(socket);
    });
    if (this.#open.size <= this.limits.connections) return;
    this.#leastUseful(socket).destroy();
    this.onClosedForRoom();
  }

  /**
   * The connection that makes room for a new one: the longest idle one, else the oldest whose requests have not arrived
   * completely. So nobody takes all connections by sending the beginnings of requests. Without either it is the new one.
   */
  #leastUseful(newest: Socket): Socket {
    const [idlest] = this.#idle;
    if (idlest && idlest !== newest) return idlest;
    for (const [socket, connection] of this.#open) if (!isAnswering(connection)) return socket;
    return newest;
  }

  #begin(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#open.get(socket);
    if (!connection) return;
    connection.inProgress.set(response, request);
    connection.lastRequest = request;
    this.#idle.delete(socket);
    if (connection.inProgress.size > MAX_REQUESTS_AHEAD) socket.destroy();
    let timer: NodeJS.Timeout | undefined;
    response.once('prefinish', () => {
      timer = setTimeout(() => socket.destroy(), this.limits.answerMs).unref();
    });
    response.once('close', () => {
      clearTimeout(timer);
      connection.inProgress.delete(response);
      if (connection.inProgress.size === 0 && this.#open.has(socket)) this.#idle.add(socket);
      if (connection.afterAnswers && !isAnswering(connection)) connection.afterAnswers();
    });
  }
}

/** Starts to watch the connections of a server. */
export function watchConnections(server: Server, limits: ConnectionLimits, log: Log): Connections {
  let loggedAt = -Infinity;
  return new Connections(server, limits, () => {
    if (performance.now() - loggedAt < LOG_INTERVAL_MS) return;
    loggedAt = performance.now();
    log.warn('too many connections: those without a whole request are closed');
  });
}

/** A request that has not arrived completely may never do so, and is not waited for. */
function isAnswering({ inProgress }: Connection): boolean {
  for (const { complete } of inProgress.values()) if (complete) return true;
  return false;
}
