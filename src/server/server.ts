import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { createOpaqueId, type Iyzico, type Locale } from '../iyzico/index.js';
import { createAuthentication, type AuthenticationSettings } from './access/authentication.js';
import { createCallBudgets } from './access/call-budget.js';
import { createLookupLimit } from './access/lookup-limit.js';
import { refuseOtherHosts } from './access/loopback-hosts.js';
import type { SharedRateLimit } from './access/rate-limit.js';
import { createRequestRateLimit, type RequestRateLimitSettings } from './access/request-rate-limit.js';
import { createApollo } from './apollo/apollo.js';
import type { OpaqueId } from './apollo/audit-log.js';
import { createExplorerPlugin, explorerOrigins, type Explorer } from './apollo/explorer.js';
import { createTrustedDocuments, type Manifest } from './apollo/trusted-documents.js';
import { registerGraphQL } from './graphql-route.js';
import { createApp } from './http/app.js';
import { defaultConnectionLimits, type ConnectionLimits } from './http/connection-limits.js';
import { registerCors } from './http/cors.js';
import type { Log } from './http/log.js';
import { sampleRefusals } from './http/refusal-sampling.js';
import { refuseInGraphQL } from './http/refusal.js';
import { registerRequestIds } from './http/request-id.js';
import { observeRequests } from './http/request-record.js';
import { registerSecurityHeaders } from './http/security-headers.js';
import type { ServerListener } from './http/server-listener.js';
import { registerHealth } from './lifecycle/health.js';
import { watchLoad, type LoadLimits } from './lifecycle/load.js';
import { createOperationDeadlines } from './lifecycle/operation-deadline.js';
import { shutDown } from './lifecycle/shutdown.js';
import { RequestContextBuilder } from './request-context-builder.js';
import { RequestGuard } from './request-guard.js';

export interface ServerSettings extends RequestRateLimitSettings {
  /** The version of this server, for `/healthz`. */
  readonly version: string;
  readonly port: number;
  readonly host: string;
  /** The language of iyzico calls whose request names none. */
  readonly locale: Locale;
  readonly introspection: boolean;
  readonly explorer: Explorer;
  readonly authentication: AuthenticationSettings;
  /** Whether only requests from this machine, with a loopback name as their host, are answered. */
  readonly loopbackHostsOnly: boolean;
  /** The most milliseconds that an operation may take; a caller may set a shorter limit for a request. */
  readonly operationTimeoutMs: number;
  /** The most iyzico calls that one checkout form's shopper may cause in a minute, with all tokens together. */
  readonly shopperCallsPerMinute: number;
  /** The most iyzico calls that one operation may cause; a shopper's operation may cause at most six. */
  readonly maxIyzicoCalls: number;
  /** The only documents that may run; `null` if any may. */
  readonly trustedDocuments: Manifest | null;
  /** The web pages, by origin, whose scripts may call this server. */
  readonly corsOrigins: readonly string[];
  /** Networks whose `x-forwarded-for` header is trusted. */
  readonly trustProxy: readonly string[];
  /** The limits of load shedding; `defaultLoadLimits` for each limit that is left out. */
  readonly loadLimits?: Partial<LoadLimits>;
  /** The limits of clients' connections; the default for each limit that is left out. */
  readonly connectionLimits?: Partial<ConnectionLimits>;
}

export interface Server {
  readonly url: string;
  /**
   * Shuts down gracefully. For `notice` milliseconds the server reports that it is not ready and serves as before, so
   * that load balancers notice. Then it stops listening, still answers requests on open connections, lets the requests
   * in progress finish, and refuses new ones. Without a notice it refuses new requests at once.
   * @returns whether all requests in progress were answered; `false` if some had to be aborted
   */
  close(options?: { readonly notice?: number }): Promise<boolean>;
}

export interface ServerParts {
  readonly iyzico: Iyzico;
  readonly log: Log;
  /** Counts for all processes together; without it each process has its own counts. */
  readonly sharedRateLimit?: SharedRateLimit | undefined;
  /** Names sessions, checkout forms, payments and shoppers in audit lines; by default with a key of this process. */
  readonly opaqueId?: OpaqueId | undefined;
  readonly listener?: ServerListener | undefined;
}

/** Serves GraphQL over HTTP. @throws if the address cannot be listened on */
export async function startServer(settings: ServerSettings, parts: ServerParts): Promise<Server> {
  const { iyzico, sharedRateLimit, listener = {}, opaqueId = createOpaqueId(randomUUID()) } = parts;
  const sampling = sampleRefusals(parts.log);
  const { log } = sampling;
  const { explorer, trustedDocuments } = settings;
  const explorerPlugin = await createExplorerPlugin(explorer);
  const apollo = createApollo({ introspection: settings.introspection, explorerPlugin, log, opaqueId });
  await apollo.start();

  const connectionLimits = { ...defaultConnectionLimits(), ...settings.connectionLimits };
  const app = createApp({ trustProxy: settings.trustProxy, connectionLimits }, log);
  refuseInGraphQL(app, log);
  await registerHooks(app, settings, { listener, log });
  const health = registerHealth(app, settings.version);
  const load = watchLoad(settings.loadLimits, log);
  const deadlines = createOperationDeadlines(settings.operationTimeoutMs);
  const authentication = createAuthentication(settings.authentication, log);
  const requestRateLimit = createRequestRateLimit(settings, sharedRateLimit);
  const requestGuard = new RequestGuard({ health, load, authentication, requestRateLimit, listener });
  const lookupLimit = createLookupLimit(sharedRateLimit);
  const callBudgets = createCallBudgets(settings.shopperCallsPerMinute, sharedRateLimit);
  const contextParts = { iyzico, requestGuard, lookupLimit, deadlines, callBudgets, listener };
  registerGraphQL(app, {
    apollo,
    requestGuard,
    contextBuilder: new RequestContextBuilder(settings, contextParts),
    trustedDocuments: trustedDocuments && createTrustedDocuments(trustedDocuments),
    showsExplorer: explorer !== 'off',
  });

  const url = await app.listen({ port: settings.port, host: settings.host });
  const close: Server['close'] = async ({ notice = 0 } = {}) => {
    const isDrained = await shutDown({ app, health, deadlines }, notice);
    load.stop();
    sampling.stop();
    await apollo.stop();
    return isDrained;
  };
  return { url, close };
}

/** Hooks of every route, in the order in which they run. */
async function registerHooks(
  app: FastifyInstance,
  settings: ServerSettings,
  { listener, log }: { readonly listener: ServerListener; readonly log: Log },
): Promise<void> {
  registerRequestIds(app);
  observeRequests(app, listener);
  registerSecurityHeaders(app);
  if (settings.loopbackHostsOnly) refuseOtherHosts(app);
  await registerCors(app, [...settings.corsOrigins, ...explorerOrigins(settings.explorer)], log);
}
