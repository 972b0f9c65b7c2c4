import { got, RequestError, type Got } from 'got';
import type { IyzicoService } from './endpoints.js';
import { IyzicoUnavailable } from './errors.js';
import {
  createKeptConnections,
  createSingleUseConnections,
  defaultConnectionLimits,
  type Agents,
} from './kept-connections.js';
import { startTimer } from './timer.js';
import { RequestProgress } from './request-progress.js';

/** After decompression. A larger answer is refused. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** A signed request. */
export interface Outgoing {
  readonly service: IyzicoService;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** It is sent exactly as it is here, because its bytes are signed. */
  readonly body: string;
  /** Milliseconds for everything: the name lookup, connecting, TLS, sending, and the answer to its last byte. */
  readonly timeout: number;
  /** Whether the request is sent over a connection of its own; `false` by default. */
  readonly isOnNewConnection?: boolean;
  /** Ends the call when it is aborted. */
  readonly signal: AbortSignal;
}

/** An HTTP answer, not yet parsed. */
export interface Incoming {
  readonly httpStatus: number;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;
  /** Decompressed. */
  readonly body: Uint8Array;
}

/** Sends requests to one host, over connections that it keeps alive until it is closed. */
export interface HttpSender {
  /**
   * @throws IyzicoUnavailable `unreachable` or `timeout` where no whole answer comes, and whether the request was never
   *   sent; `bad-response` where the answer is too large, or switches to another protocol; `exhausted` where this process
   *   lacks what a connection needs
   * @throws the reason of `signal` where it is aborted
   */
  send(outgoing: Outgoing): Promise<Incoming>;
  close(): void;
}

export function createHttpSender(baseUrl: string, limits = defaultConnectionLimits): HttpSender {
  const kept = createKeptConnections(limits);
  const singleUse = createSingleUseConnections();
  const client = got.extend({
    prefixUrl: baseUrl,
    method: 'POST',
    // got would send the body and the access token to the host that the redirect names.
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    headers: { 'user-agent': 'iyzico-graphql', accept: 'application/json', 'content-type': 'application/json' },
  });
  return {
    send: (outgoing) => send({ client, agent: outgoing.isOnNewConnection ? singleUse : kept }, outgoing),
    close() {
      kept.http.destroy();
      kept.https.destroy();
    },
  };
}

async function send({ client, agent }: { client: Got; agent: Agents }, outgoing: Outgoing): Promise<Incoming> {
  const { service, path, headers, body, timeout, signal } = outgoing;
  const progress = new RequestProgress();
  const stop = new AbortController();
  const stopAs = (reason: 'timeout' | 'bad-response', detail: string) => {
    stop.abort(new IyzicoUnavailable(service, reason, { detail, neverSent: !progress.mayBeSent }));
  };
  // got's own timer does not end a request that is answered by 101.
  const stopTimer = startTimer(timeout, () => {
    stopAs('timeout', 'ETIMEDOUT');
  });
  const ended = AbortSignal.any([signal, stop.signal]);
  const request = client(path.slice(1), { agent, headers, body, responseType: 'buffer', signal: ended });
  void request.on('request', (clientRequest) => {
    progress.follow(clientRequest, () => {
      stopAs('bad-response', 'HTTP 101');
    });
  });
  void request.on('downloadProgress', ({ transferred, total }) => {
    if (Math.max(transferred, total ?? 0) > MAX_ANSWER_BYTES) stopAs('bad-response', 'body');
  });
  try {
    const response = await request;
    return { httpStatus: response.statusCode, retryAfter: response.headers['retry-after'], body: response.body };
  } catch (error) {
    signal.throwIfAborted();
    stop.signal.throwIfAborted();
    throw asUnavailable(service, error, progress);
  } finally {
    stopTimer();
  }
}

/** The codes of errors that say what this process or machine lacks: descriptors, memory, or local ports. */
const exhaustionCodes: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'EAGAIN',
  'EADDRNOTAVAIL',
  'EAI_MEMORY',
]);

/** got's errors contain the request with its credentials, so only their code is kept. */
function asUnavailable(service: IyzicoService, error: unknown, progress: RequestProgress): unknown {
  if (!(error instanceof RequestError)) return error;
  const { code: detail } = error;
  const neverSent = !progress.mayBeSent;
  if (neverSent && exhaustionCodes.has(detail))
    return new IyzicoUnavailable(service, 'exhausted', { detail, neverSent });
  return new IyzicoUnavailable(service, 'unreachable', {
    detail,
    neverSent,
    isLasting: isUntrustedCertificate(detail),
    isStaleConnection: lostConnectionCodes.has(detail) && progress.isUnansweredOnReuse,
  });
}

const lostConnectionCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/** Whether the code of an error says that the host's certificate is not trusted. */
function isUntrustedCertificate(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
}
