import { Agent as HttpAgent, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { TLSSocket } from 'node:tls';
import { got, RequestError, TimeoutError } from 'got';
import type { IyzicoService } from './endpoints.js';
import { IyzicoUnavailable } from './errors.js';

/** The largest answer that is read, in bytes after decompression. */
export const LARGEST_ANSWER = 1024 * 1024;

/** A call as it goes over the wire. */
export interface Outgoing {
  readonly service: IyzicoService;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** These bytes and no others: they are what was signed. */
  readonly body: string;
  /** Milliseconds for the whole call, from the connection to the answer's last byte. */
  readonly timeout: number;
  /** Ends the call when it is aborted; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** An answer as it came over the wire. */
export interface Incoming {
  readonly httpStatus: number;
  readonly retryAfter: string | undefined;
  readonly body: Uint8Array;
}

/** Sends calls to one host over connections that it keeps alive until it is closed. */
export interface HttpSender {
  /** @throws IyzicoUnavailable where no whole answer came, and whether the request was sent: unreachable, timeout, or larger than 1 MiB */
  send(outgoing: Outgoing): Promise<Incoming>;
  close(): void;
}

export function createHttpSender(baseUrl: string): HttpSender {
  const agent = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const client = got.extend({
    prefixUrl: baseUrl,
    agent,
    method: 'POST',
    // got would repeat the body and the access token to whatever host a redirect names.
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    headers: { 'user-agent': 'iyzico-graphql', accept: 'application/json', 'content-type': 'application/json' },
  });

  return {
    async send({ service, path, headers, body, timeout, signal }) {
      const tooLarge = new AbortController();
      const request = client(path.slice(1), {
        headers,
        body,
        responseType: 'buffer',
        timeout: { request: timeout },
        signal: AbortSignal.any([signal, tooLarge.signal]),
      });
      let mayBeSent = false;
      void request.on('request', (sending) => {
        onConnected(sending, () => {
          mayBeSent = true;
        });
      });
      void request.on('downloadProgress', ({ transferred, total }) => {
        if (Math.max(transferred, total ?? 0) > LARGEST_ANSWER) tooLarge.abort();
      });
      try {
        const response = await request;
        return {
          httpStatus: response.statusCode,
          retryAfter: response.headers['retry-after'],
          body: response.body,
        };
      } catch (error) {
        signal.throwIfAborted();
        throw tooLarge.signal.aborted
          ? new IyzicoUnavailable(service, 'bad-response', { detail: 'body' })
          : unavailable(service, error, !mayBeSent);
      }
    },
    close() {
      agent.http.destroy();
      agent.https.destroy();
    },
  };
}

/** Runs `listener` once the request has a connection, with TLS agreed on where the URL wants it: then bytes can leave. */
function onConnected(request: ClientRequest, listener: () => void): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) listener();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', listener);
  });
}

/** got's errors hold the request with its credentials, so only their code is kept. */
function unavailable(service: IyzicoService, error: unknown, neverSent: boolean): unknown {
  if (!(error instanceof RequestError)) return error;
  const reason = error instanceof TimeoutError ? 'timeout' : 'unreachable';
  return new IyzicoUnavailable(service, reason, {
    detail: error.code,
    neverSent,
    isLasting: isUntrustedCertificate(error.code),
  });
}

/** The certificate will not be trusted a moment later either. */
function isUntrustedCertificate(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
}
