import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from './log.js';

/** What scripts may send. Without Apollo Client's own name, a browser refuses each query of a client that has one. */
const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'x-request-id',
  'x-request-timeout-ms',
  'traceparent',
  'tracestate',
  'apollographql-client-name',
  'apollographql-client-version',
];

/**
 * Lets the scripts of these web pages, and of no others, call the server from a browser. A refused page leaves a line in
 * the log: its browser shows the reason only to the shopper.
 */
export async function registerCors(app: FastifyInstance, origins: readonly string[], log: Log): Promise<void> {
  app.addHook('onRequest', (request, _, done) => {
    if (isFromOtherPage(request, origins)) {
      log.info('origin refused', { requestId: request.id, ...loggableOrigin(request.headers.origin) });
    }
    done();
  });
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: [...origins],
    methods: ['POST'],
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: ['x-request-id', 'retry-after'],
    strictPreflight: false,
  });
}

/** Whether a script of a page calls that is neither allowed nor of this server's own host. */
function isFromOtherPage({ method, url, headers }: FastifyRequest, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origins.includes(origin) || !/^\/graphql(\?|$)/.test(url)) return false;
  const isOwn = URL.canParse(origin) && new URL(origin).host === host;
  return (method === 'POST' || method === 'OPTIONS') && !isOwn;
}

/** An origin as browsers send it. Any other text is the caller's own, and is not logged. */
function loggableOrigin(origin = ''): { readonly origin?: string } {
  return /^https?:\/\/[a-z\d.:[\]-]{1,100}$/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin
    ? { origin }
    : {};
}
