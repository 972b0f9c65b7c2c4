import { Agent as HttpAgent, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { TLSSocket } from 'node:tls';
import { got, RequestError, TimeoutError, type Got } from 'got';
import type { IyzicoService } from './endpoints.js';
import { IyzicoUnavailable } from './errors.js';

/** After decompression. A larger answer is refused. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** A signed request. */
export interface Outgoing {
  readonly service: IyzicoService;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** It is sent exactly as it is here, because its bytes are signed. */
  readonly body: string;
  /** Milliseconds for the whole call, from connecting to the answer's last byte. */
  readonly timeout: number;
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
   *   sent; `bad-response` where the answer is too large
   * @throws the reason of `signal` where it is aborted
   */
  send(outgoing: Outgoing): Promise<Incoming>;
  close(): void;
}

export function createHttpSender(baseUrl: string): HttpSender {
  const agent = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const client = got.extend({
    prefixUrl: baseUrl,
    agent,
    method: 'POST',
    // got would send the body and the access token to the host that the redirect names.
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    headers: { 'user-agent': 'iyzico-graphql', accept: 'application/json', 'content-type': 'application/json' },
  });
  return {
    send: (outgoing) => send(client, outgoing),
    close() {
      agent.http.destroy();
      agent.https.destroy();
    },
  };
}

async function send(client: Got, { service, path, headers, body, timeout, signal }: Outgoing): Promise<Incoming> {
  const tooLarge = new AbortController();
  const request = client(path.slice(1), {
    headers,
    body,
    responseType: 'buffer',
    timeout: { request: timeout },
    signal: AbortSignal.any([signal, tooLarge.signal]),
  });
  let mayBeSent = false;
  void request.on('request', (clientRequest) => {
    onConnected(clientRequest, () => {
      mayBeSent = true;
    });
  });
  void request.on('downloadProgress', ({ transferred, total }) => {
    if (Math.max(transferred, total ?? 0) > MAX_ANSWER_BYTES) tooLarge.abort();
  });
  try {
    const response = await request;
    return { httpStatus: response.statusCode, retryAfter: response.headers['retry-after'], body: response.body };
  } catch (error) {
    signal.throwIfAborted();
    if (tooLarge.signal.aborted) throw new IyzicoUnavailable(service, 'bad-response', { detail: 'body' });
    throw asUnavailable(service, error, !mayBeSent);
  }
}

/**
 * Calls `listener` when the request has a connection that can carry it: from then on the host may receive it.
 * Over https that is after the TLS handshake, in which the certificate is checked.
 */
function onConnected(request: ClientRequest, listener: () => void): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) listener();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', listener);
  });
}

/** got's errors contain the request with its credentials, so only their code is kept. */
function asUnavailable(service: IyzicoService, error: unknown, neverSent: boolean): unknown {
  if (!(error instanceof RequestError)) return error;
  const reason = error instanceof TimeoutError ? 'timeout' : 'unreachable';
  return new IyzicoUnavailable(service, reason, {
    detail: error.code,
    neverSent,
    isLasting: isUntrustedCertificate(error.code),
  });
}

/** Whether the code of an error says that the host's certificate is not trusted. */
function isUntrustedCertificate(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
}
