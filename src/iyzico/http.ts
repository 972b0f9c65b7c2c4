import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
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
  /** @throws IyzicoUnavailable where no whole answer came: unreachable, timeout, or larger than 1 MiB. */
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
          ? new IyzicoUnavailable(service, 'bad-response', 'body')
          : unavailable(service, error);
      }
    },
    close() {
      agent.http.destroy();
      agent.https.destroy();
    },
  };
}

/** got's errors hold the request with its credentials, so that only their code is taken over. */
function unavailable(service: IyzicoService, error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  return new IyzicoUnavailable(service, error instanceof TimeoutError ? 'timeout' : 'unreachable', error.code);
}
