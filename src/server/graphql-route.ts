import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Iyzico, Locale } from '../iyzico/index.js';
import { createLoaders } from '../loaders/index.js';
import { localeOf } from './accept-language.js';
import type { RequestContext } from './apollo.js';
import { createGraphQLHandler } from './graphql-handler.js';
import { checkAcceptable, prefersPage, readGraphQLRequest } from './graphql-request.js';
import type { Health } from './health.js';

export interface GraphQLRouteSettings {
  readonly apollo: ApolloServer<RequestContext>;
  readonly iyzico: Iyzico;
  /** The language of calls whose request names none. */
  readonly locale: Locale;
  /** Whether a browser that opens the route is shown the explorer. */
  readonly showsExplorer: boolean;
  readonly health: Health;
}

/** `POST /graphql`, and the explorer's page at the same place. */
export function registerGraphQL(app: FastifyInstance, settings: GraphQLRouteSettings): void {
  const contextOf = ({ id, headers }: FastifyRequest): RequestContext => ({
    requestId: id,
    loaders: createLoaders(settings.iyzico),
    callOptions: { locale: localeOf(headers['accept-language'], settings.locale), conversationId: id },
  });
  const handle = createGraphQLHandler(settings.apollo, contextOf);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => {
    done(null, body);
  });
  app.post<{ Body: unknown }>('/graphql', (request, reply) => {
    settings.health.checkReady();
    checkAcceptable(request.headers.accept);
    request.body = readGraphQLRequest(request.body);
    return handle(request, reply);
  });
  app.get('/graphql', (request, reply) => {
    if (!settings.showsExplorer || !prefersPage(request.headers.accept)) {
      reply.callNotFound();
      return reply;
    }
    // Apollo Server weighs the header its own way: not taking it for a page, it would run the query in the URL.
    request.headers.accept = 'text/html';
    return handle(request, reply);
  });
}
