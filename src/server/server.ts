import cors from '@fastify/cors';
import { fastify } from 'fastify';
import type { Iyzico, Locale } from '../iyzico/index.js';
import { createApollo } from './apollo.js';
import { explorerOrigins, type Explorer } from './explorer.js';
import { registerGraphQL } from './graphql-route.js';
import { registerHealth } from './health.js';
import { refuseBytes, refuseInGraphQL, refuseUrl } from './http-refusal.js';
import type { Log } from './log.js';
import { headersOf, requestIdOf } from './request-id.js';

/** The largest request body, in bytes: the contract's longest document with all of its variables fits many times. */
const LARGEST_REQUEST = 32 * 1024;

export interface ServerSettings {
  readonly port: number;
  readonly host: string;
  /** The language of calls whose request names none. */
  readonly locale: Locale;
  readonly introspection: boolean;
  readonly explorer: Explorer;
}

export interface Server {
  readonly url: string;
  /** Stops accepting, finishes what is under way, and resolves when the port is free. */
  close(): Promise<void>;
}

/** What the server is joined to. */
export interface ServerParts {
  readonly iyzico: Iyzico;
  readonly log: Log;
}

/** Serves GraphQL over HTTP. @throws where the address cannot be listened on */
export async function startServer(settings: ServerSettings, { iyzico, log }: ServerParts): Promise<Server> {
  const { introspection, explorer, locale } = settings;
  const apollo = createApollo({ introspection, explorer, log });
  await apollo.start();

  const app = fastify({
    bodyLimit: LARGEST_REQUEST,
    exposeHeadRoutes: false,
    // Its answer while it closes would not be GraphQL's: who may still come in is for the health to say.
    return503OnClosing: false,
    clientErrorHandler: refuseBytes,
    frameworkErrors: refuseUrl,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  });
  refuseInGraphQL(app, log);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headersOf(request.id));
    done();
  });
  const origins = explorerOrigins(explorer);
  await app.register(cors, {
    origin: origins.length > 0 ? [...origins] : false,
    methods: ['POST'],
    allowedHeaders: ['content-type', 'x-request-id'],
    exposedHeaders: ['x-request-id'],
    strictPreflight: false,
  });
  const health = registerHealth(app);
  registerGraphQL(app, { apollo, iyzico, locale, showsExplorer: explorer !== 'off', health });

  const url = await app.listen({ port: settings.port, host: settings.host });
  return {
    url,
    async close() {
      health.drain();
      await app.close();
      await apollo.stop();
    },
  };
}
