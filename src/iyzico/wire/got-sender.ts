import { got, RequestError, type Got } from 'got';
import { IyzicoUnavailable } from './errors.js';
import {
  MAX_ANSWER_BYTES,
  requestHeaders,
  type ConnectionLimits,
  type HttpSender,
  type Incoming,
  type Outgoing,
} from './http.js';
import { createKeptConnections, createSingleUseConnections, type Agents } from './kept-connections.js';
import { RequestProgress } from './request-progress.js';
import { startTimer } from './timer.js';
import { asUnavailable } from './transport-failure.js';

/** Sends by got. It decompresses answers. */
export function createGotSender(baseUrl: string, limits: ConnectionLimits): HttpSender {
  const kept = createKeptConnections(limits);
  const singleUse = createSingleUseConnections();
  const client = got.extend({
    prefixUrl: baseUrl,
    method: 'POST',
    // got would send the body and the access token to the host that the redirect names.
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    headers: requestHeaders,
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
  signal.throwIfAborted();
  const progress = new RequestProgress();
  const request = client(path.slice(1), { agent, headers, body, responseType: 'buffer' });
  let stopped: { readonly by: unknown } | undefined;
  const stopBy = (error: unknown) => {
    stopped ??= { by: error };
    request.cancel();
  };
  const stopAs = (reason: 'timeout' | 'bad-response', detail: string) => {
    stopBy(new IyzicoUnavailable(service, reason, { detail, neverSent: !progress.mayBeSent }));
  };
  // got's own timer does not end a request that is answered by 101.
  const stopTimer = startTimer(timeout, () => {
    stopAs('timeout', 'ETIMEDOUT');
  });
  const onAbort = () => {
    stopBy(signal.reason);
  };
  signal.addEventListener('abort', onAbort);
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
    if (stopped) throw stopped.by;
    throw error instanceof RequestError ? asUnavailable(service, error.code, progress) : error;
  } finally {
    stopTimer();
    signal.removeEventListener('abort', onAbort);
  }
}
