import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import createConnect from 'undici/lib/core/connect.js';
import { endOfConnection, type ConnectionLimits } from './http.js';

// The time of a request includes its connection's, so undici has no limit of its own.
const noTimeouts = { headersTimeout: 0, bodyTimeout: 0 } as const;

/** A connection for one request at a time. It opens with its first request, and again where the host has closed it. */
export class UndiciConnection {
  /** The requests that were sent over the socket that is open. */
  requests = 0;
  #socket: Socket | null = null;
  #end = 0;
  readonly #client: Client;

  constructor(
    { baseUrl, limits, connect }: ConnectionSettings,
    onDisconnect: (connection: UndiciConnection) => void = () => undefined,
  ) {
    this.#client = new Client(baseUrl, {
      ...noTimeouts,
      keepAliveTimeout: limits.idleMs,
      keepAliveMaxTimeout: limits.idleMs,
      connect: (options, callback) => {
        this.requests = 0;
        this.#end = endOfConnection(limits);
        this.#socket = connect(options, callback);
      },
    });
    this.#client.on('disconnect', () => {
      onDisconnect(this);
    });
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#client.dispatch(options, handler);
  }

  get bytesRead(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  /** The error that ended the connection; `null` where undici closed it after an answer, or where it is open. */
  get error(): Error | null {
    const errored = this.#socket?.errored ?? null;
    return errored !== null && codeIn(errored) === 'UND_ERR_INFO' ? null : errored;
  }

  get isReusable(): boolean {
    return this.#socket?.destroyed === false && performance.now() < this.#end;
  }

  close(): void {
    // undici leaves a socket alone that is not connected yet.
    this.#socket?.destroy();
    void this.#client.destroy();
  }
}

interface ConnectionSettings {
  readonly baseUrl: string;
  readonly limits: ConnectionLimits;
  readonly connect: ReturnType<typeof createConnect>;
}

/** Connections to one host, as many as there are concurrent requests. Each is kept alive within the limits. */
export class UndiciConnections {
  readonly #settings: ConnectionSettings;
  readonly #kept = new Set<UndiciConnection>();
  /** The one that was used last is used first. */
  readonly #idle: UndiciConnection[] = [];

  constructor(baseUrl: string, limits: ConnectionLimits) {
    this.#settings = { baseUrl, limits, connect: createConnect({ timeout: 0, allowH2: false }) };
  }

  /** A connection for a request. The caller releases it, or drops it. */
  reserve(): UndiciConnection {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const connection = new UndiciConnection(this.#settings, () => {
      if (this.#idle.includes(connection)) this.drop(connection);
    });
    this.#kept.add(connection);
    return connection;
  }

  /** A connection that is dropped after its request. */
  openSingleUse(): UndiciConnection {
    return new UndiciConnection(this.#settings);
  }

  release(connection: UndiciConnection): void {
    if (this.#kept.has(connection) && connection.isReusable) this.#idle.push(connection);
    else this.drop(connection);
  }

  drop(connection: UndiciConnection): void {
    this.#kept.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
    connection.close();
  }

  close(): void {
    for (const connection of this.#kept) this.drop(connection);
  }
}

/** The code of a system error, or of an error of undici. */
export function codeIn(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
