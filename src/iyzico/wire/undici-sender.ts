import type { Dispatcher } from 'undici';
import errors from 'undici/lib/core/errors.js';
import { IyzicoUnavailable } from './errors.js';
import {
  MAX_ANSWER_BYTES,
  requestHeaders,
  type ConnectionLimits,
  type HttpSender,
  type Incoming,
  type Outgoing,
} from './http.js';
import { startTimer } from './timer.js';
import { asUnavailable, type Progress } from './transport-failure.js';
import { codeIn, UndiciConnections, type UndiciConnection } from './undici-connections.js';

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** Sends by undici. It does not decompress, so a compressed answer is refused, and none is asked for. */
export function createUndiciSender(baseUrl: string, limits: ConnectionLimits): HttpSender {
  const connections = new UndiciConnections(baseUrl, limits);
  return {
    send: (outgoing) => send(connections, outgoing),
    close() {
      connections.close();
    },
  };
}

async function send(connections: UndiciConnections, outgoing: Outgoing): Promise<Incoming> {
  const { service, timeout, signal, isOnNewConnection = false } = outgoing;
  signal.throwIfAborted();
  const connection = isOnNewConnection ? connections.openSingleUse() : connections.reserve();
  const exchange = new Exchange(outgoing, connection);
  const stopTimer = startTimer(timeout, () => {
    exchange.fail(new IyzicoUnavailable(service, 'timeout', { detail: 'ETIMEDOUT', neverSent: !exchange.mayBeSent }));
  });
  const onAbort = () => {
    exchange.fail(signal.reason);
  };
  signal.addEventListener('abort', onAbort);
  try {
    const incoming = await exchange.run();
    connections.release(connection);
    return incoming;
  } catch (error) {
    connections.drop(connection);
    throw error;
  } finally {
    stopTimer();
    signal.removeEventListener('abort', onAbort);
  }
}

/** One request and its answer, as undici reports them. */
class Exchange implements Dispatcher.DispatchHandler, Progress {
  mayBeSent = false;
  #isOnReuse = false;
  #bytesReadBefore = 0;
  #head: Omit<Incoming, 'body'> | null = null;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #resolve!: (incoming: Incoming) => void;
  #reject!: (error: unknown) => void;

  constructor(
    private readonly outgoing: Outgoing,
    private readonly connection: UndiciConnection,
  ) {}

  async run(): Promise<Incoming> {
    const { path, headers, body, isOnNewConnection = false } = this.outgoing;
    const answer = new Promise<Incoming>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.connection.dispatch(
      // A spread of two objects takes ten times as long.
      { path, method: 'POST', headers: Object.assign({}, requestHeaders, headers), body, reset: isOnNewConnection },
      this,
    );
    const incoming = await answer;
    // undici reports the end of an answer before it finds that bytes follow, or that a reset is what ended it.
    const { error } = this.connection;
    if (error !== null) throw this.#failureBy(error.message === 'bad response' ? bytesAfterAnswer : error);
    return incoming;
  }

  /** Ends the request without an answer. Only the first end counts. */
  fail(error: unknown): void {
    this.#reject(error);
  }

  get isUnansweredOnReuse(): boolean {
    return this.#isOnReuse && this.connection.bytesRead === this.#bytesReadBefore;
  }

  onRequestStart(): void {
    this.mayBeSent = true;
    this.#isOnReuse = this.connection.requests++ > 0;
    this.#bytesReadBefore = this.connection.bytesRead;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, httpStatus: number, headers: Headers): void {
    // Another answer follows an informational one.
    if (httpStatus < 200 && httpStatus !== 101) return;
    this.#head = { httpStatus, retryAfter: first(headers['retry-after']) };
    // Without the headers of an upgrade it is an answer, which has no body.
    if (httpStatus === 101) this.#refuse('body');
    else if (isEncoded(first(headers['content-encoding']))) this.#refuse('content-encoding');
    else if (Number(first(headers['content-length'])) > MAX_ANSWER_BYTES) this.#refuse('body');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > MAX_ANSWER_BYTES) this.#refuse('body');
  }

  onResponseEnd(): void {
    if (this.#head === null) return;
    const { httpStatus, retryAfter } = this.#head;
    this.#resolve({ httpStatus, retryAfter, body: Buffer.concat(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(this.#failureBy(error));
  }

  #refuse(detail: string): void {
    this.fail(new IyzicoUnavailable(this.outgoing.service, 'bad-response', { detail }));
  }

  #failureBy(error: Error): unknown {
    const { service } = this.outgoing;
    const unreadable = unreadableAnswers[error.message];
    if (unreadable !== undefined) return new IyzicoUnavailable(service, 'bad-response', { detail: unreadable });
    const code = systemCodeOf(error, this.#head !== null);
    return code === undefined ? error : asUnavailable(service, code, this);
  }
}

/** The messages with which undici ends a connection that it will not read on. They have no code of their own. */
const unreadableAnswers: Readonly<Record<string, string>> = {
  'bad upgrade': 'HTTP 101',
  // undici accepts this informational answer only where it was asked for.
  'bad response': 'HTTP 100',
};

/** undici has no error of its own for it. */
const bytesAfterAnswer = new errors.HTTPParserError('bytes after the answer');

/** The codes of undici for what Node's HTTP client, and so got, reports by another code. */
const systemCodes: Readonly<Record<string, string>> = {
  // The connection was closed without an answer, or within one.
  UND_ERR_SOCKET: 'ECONNRESET',
  // This side has closed the connection.
  UND_ERR_DESTROYED: 'ECONNRESET',
  UND_ERR_HEADERS_OVERFLOW: 'HPE_HEADER_OVERFLOW',
  UND_ERR_INVALID_ARG: 'ERR_INVALID_CHAR',
};

/** An answer that is not HTTP. This version of undici gives the parser's reason without its code. */
const NOT_HTTP = 'HPE_INVALID';

/** @param isWithinBody whether the head of the answer was read */
function systemCodeOf(error: Error, isWithinBody: boolean): string | undefined {
  const code = codeIn(error);
  // Broken lengths in the head are the same error as a body that is cut off.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return isWithinBody ? 'ECONNRESET' : NOT_HTTP;
  if (code !== undefined) return systemCodes[code] ?? code;
  if (!(error instanceof errors.HTTPParserError)) return undefined;
  return error.message.includes('Invalid EOF state') ? 'ECONNRESET' : NOT_HTTP;
}

function isEncoded(contentEncoding: string | undefined): boolean {
  return contentEncoding !== undefined && !/^(identity)?$/i.test(contentEncoding.trim());
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
