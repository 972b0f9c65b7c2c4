import cors from '@fastify/cors';
import { fastify } from 'fastify';
import type { Iyzico, Locale } from '../iyzico/index.js';
import { createApollo } from './apollo/apollo.js';
import { createAuthentication, type AuthenticationSettings } from './access/authentication.js';
import { shutDown } from './lifecycle/shutdown.js';
import { createRequestGuard } from './request-guard.js';
import { explorerOrigins, type Explorer } from './apollo/explorer.js';
import { registerGraphQL } from './graphql-route.js';
import { createLookupLimit } from './access/lookup-limit.js';
import { registerHealth } from './lifecycle/health.js';
import { refuseBytes, refuseInGraphQL, refuseUrl } from './http/refusal.js';
import { defaultLoadLimits, watchLoad, type LoadLimits } from './lifecycle/load.js';
import type { Log } from './http/log.js';
import { refuseOtherHosts } from './access/loopback-hosts.js';
import { createOperationDeadlines } from './lifecycle/operation-deadline.js';
import { createCallBudgets } from './access/call-budget.js';
import type { SharedRateLimit } from './access/rate-limit.js';
import { headersOf, withRequestId, requestIdOf } from './http/request-id.js';
import { createRequestRateLimit, type RequestRateLimitSettings } from './access/request-rate-limit.js';
import { observeRequests } from './http/request-record.js';
import { registerSecurityHeaders } from './http/security-headers.js';
import type { ServerListener } from './http/server-listener.js';
import { createTrustedDocuments, type Manifest } from './apollo/trusted-documents.js';

/** The largest request body, in bytes: the contract's longest document with all of its variables fits many times. */
const LARGEST_REQUEST = 32 * 1024;
/** Milliseconds in which a request's headers, and the whole of it, must have come; Node looks every so often. */
const HEADERS_TIMEOUT = 3000;
const REQUEST_TIMEOUT = 4000;
const TIMEOUT_CHECKS = 250;

export interface ServerSettings extends RequestRateLimitSettings {
  readonly port: number;
  readonly host: string;
  /** The language of calls whose request names none. */
  readonly locale: Locale;
  readonly introspection: boolean;
  readonly explorer: Explorer;
  readonly authentication: AuthenticationSettings;
  /** Whether only requests are answered that come from this machine, and name it as their host. */
  readonly loopbackHostsOnly: boolean;
  /** Milliseconds that an operation may take; a caller may ask for less. */
  readonly operationTimeoutMs: number;
  /** The most calls to iyzico that one shopper's token may cause in a minute. */
  readonly shopperCallsPerMinute: number;
  /** The most calls to iyzico that one operation may cause; a shopper's may cause six at most. */
  readonly maxIyzicoCalls: number;
  /** The only documents that are run; `null` where any is. */
  readonly trustedDocuments: Manifest | null;
  /** The web pages, by origin, whose scripts may call this server. */
  readonly corsOrigins: readonly string[];
  /** Networks whose machines are believed when they say for whom they ask (x-forwarded-for). */
  readonly trustProxy: readonly string[];
  /** How much load is too much; where it is left out, the usual. */
  readonly loadLimits?: Partial<LoadLimits>;
}

export interface Server {
  readonly url: string;
  /**
   * Says that it is not ready, and goes on for `notice` milliseconds, in which balancers hear of it; then frees the
   * port, answers what still comes over open connections, finishes what is under way within 8 s, and refuses what is
   * new. Without a notice it refuses at once.
   */
  close(options?: { readonly notice?: number }): Promise<void>;
}

/** What the server is joined to. */
export interface ServerParts {
  readonly iyzico: Iyzico;
  readonly log: Log;
  /** What is counted for all processes; without it each is on its own. */
  readonly sharedRateLimit?: SharedRateLimit | undefined;
  readonly listener?: ServerListener | undefined;
}

/** Serves GraphQL over HTTP. @throws where the address cannot be listened on */
export async function startServer(settings: ServerSettings, parts: ServerParts): Promise<Server> {
  const { iyzico, log, sharedRateLimit, listener = {} } = parts;
  const { explorer, trustedDocuments } = settings;
  const apollo = createApollo({ introspection: settings.introspection, explorer, log });
  await apollo.start();

  const app = fastify({
    bodyLimit: LARGEST_REQUEST,
    requestTimeout: REQUEST_TIMEOUT,
    http: {
      headersTimeout: HEADERS_TIMEOUT,
      connectionsCheckingInterval: TIMEOUT_CHECKS,
      // Node's own refusal would not be GraphQL's, and the header means nothing to us.
      requireHostHeader: false,
    },
    exposeHeadRoutes: false,
    trustProxy: [...settings.trustProxy],
    // Its answer while it closes would not be GraphQL's: who may still come in is for the health to say.
    return503OnClosing: false,
    clientErrorHandler: refuseBytes,
    frameworkErrors: refuseUrl,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  });
  app.server.on('checkExpectation', (request, response) => {
    // Node would answer 417 in its own words; what a client expects beyond 100-continue is simply not met.
    app.server.emit('request', request, response);
  });
  refuseInGraphQL(app, log);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headersOf(request.id));
    withRequestId(request.id, done);
  });
  observeRequests(app, listener);
  await registerSecurityHeaders(app);
  if (settings.loopbackHostsOnly) refuseOtherHosts(app);
  const origins = [...settings.corsOrigins, ...explorerOrigins(explorer)];
  await app.register(cors, {
    origin: origins.length > 0 ? origins : false,
    methods: ['POST'],
    allowedHeaders: ['authorization', 'content-type', 'x-request-id', 'x-request-timeout-ms'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    strictPreflight: false,
  });
  const health = registerHealth(app);
  const load = watchLoad({ ...defaultLoadLimits, ...settings.loadLimits }, log);
  const deadlines = createOperationDeadlines(settings.operationTimeoutMs);
  registerGraphQL(
    app,
    {
      locale: settings.locale,
      maxIyzicoCalls: settings.maxIyzicoCalls,
      showsExplorer: explorer !== 'off',
      trustedDocuments: trustedDocuments && createTrustedDocuments(trustedDocuments),
    },
    {
      apollo,
      iyzico,
      requestGuard: createRequestGuard({
        health,
        load,
        authenticate: createAuthentication(settings.authentication, log),
        requestRateLimit: createRequestRateLimit(settings, sharedRateLimit),
      }),
      deadlines,
      callBudgets: createCallBudgets(settings.shopperCallsPerMinute, sharedRateLimit),
      lookupLimit: createLookupLimit(sharedRateLimit),
      listener,
    },
  );

  const url = await app.listen({ port: settings.port, host: settings.host });
  return {
    url,
    async close({ notice = 0 } = {}) {
      await shutDown({ app, health, deadlines }, notice);
      load.stop();
      await apollo.stop();
    },
  };
}
