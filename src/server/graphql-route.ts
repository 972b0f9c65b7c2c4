import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createGraphQLHandler } from './apollo/graphql-handler.js';
import { readGraphQLRequest } from './apollo/graphql-request.js';
import { inOperationSpan } from './apollo/operation-span.js';
import type { RequestContext } from './apollo/request-context.js';
import type { TrustedDocuments } from './apollo/trusted-documents.js';
import { prefersPage } from './http/answer-type.js';
import { recordOf } from './http/request-record.js';
import { EXPLORER_POLICY } from './http/security-headers.js';
import type { RequestContextBuilder } from './request-context-builder.js';
import type { RequestGuard } from './request-guard.js';

export interface GraphQLRouteParts {
  readonly apollo: ApolloServer<RequestContext>;
  readonly requestGuard: RequestGuard;
  readonly contextBuilder: RequestContextBuilder;
  /** The only documents that may run; `null` if any may. */
  readonly trustedDocuments: TrustedDocuments | null;
  /** Whether a browser that opens the route gets the explorer. */
  readonly showsExplorer: boolean;
}

/** Registers `POST /graphql`, and the explorer's page at `GET /graphql`. */
export function registerGraphQL(app: FastifyInstance, parts: GraphQLRouteParts): void {
  const { apollo, requestGuard, contextBuilder, trustedDocuments, showsExplorer } = parts;
  const handle = createGraphQLHandler(apollo, (request, reply) => contextBuilder.build(request, reply));

  acceptOnlyJson(app);
  app.post<{ Body: unknown }>('/graphql', {
    onRequest: (request, reply) => requestGuard.check(request, reply),
    handler(request, reply) {
      request.body = readGraphQLRequest(request.body, trustedDocuments);
      recordOf(request).layer = 'graphql';
      return inOperationSpan(request, reply, () => handle(request, reply));
    },
  });
  app.get('/graphql', (request, reply) => {
    if (showsExplorer && prefersPage(request.headers.accept)) return sendExplorer(request, reply);
    reply.callNotFound();
    return reply;
  });

  function sendExplorer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // Apollo Server parses `accept` in another way. If it did not expect a page, it would run the query in the URL.
    request.headers.accept = 'text/html';
    void reply.header('content-security-policy', EXPLORER_POLICY);
    return handle(request, reply);
  }
}

/** Bodies reach the route as bytes, so that `readGraphQLRequest` can refuse what is not UTF-8 JSON. */
function acceptOnlyJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => {
    done(null, body);
  });
}
