import { fastify, type FastifyInstance } from 'fastify';
import type { ConnectionLimits } from './connection-limits.js';
import { watchConnections } from './connections.js';
import type { Log } from './log.js';
import { handleMalformedRequests } from './malformed-request.js';
import { refuseUrl } from './refusal.js';
import { requestIdOf } from './request-id.js';

/** The largest request body, in bytes. The contract's longest document with all its variables fits many times. */
const MAX_BODY_BYTES = 32 * 1024;
/** Within this time a request's headers must have arrived. */
const HEADERS_TIMEOUT_MS = 3000;
/** Within this time the whole request must have arrived. */
const REQUEST_TIMEOUT_MS = 4000;
/** How often Node checks both timeouts. */
const TIMEOUT_CHECK_INTERVAL_MS = 250;

export interface AppSettings {
  /** Networks whose `x-forwarded-for` header is trusted. */
  readonly trustProxy: readonly string[];
  readonly connectionLimits: ConnectionLimits;
}

/** Creates the HTTP application, without routes and hooks. */
export function createApp({ trustProxy, connectionLimits }: AppSettings, log: Log): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
      // Node's own refusal has no GraphQL body, and nothing here reads the header.
      requireHostHeader: false,
    },
    exposeHeadRoutes: false,
    // With a list, even an empty one, Fastify parses `x-forwarded-for` whenever the address is read.
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    // Fastify's own 503 has no GraphQL body: `Health` decides which requests are refused during shutdown.
    return503OnClosing: false,
    // `handleMalformedRequests` refuses them.
    clientErrorHandler: () => undefined,
    frameworkErrors: refuseUrl,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  });
  app.server.on('checkExpectation', (request, response) => {
    // Node would answer 417 without a GraphQL body. An expectation other than 100-continue is ignored instead.
    app.server.emit('request', request, response);
  });
  handleMalformedRequests(app, watchConnections(app.server, connectionLimits, log));
  return app;
}
