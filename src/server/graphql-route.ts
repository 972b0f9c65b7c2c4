import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LookupMisses } from '../graphql/index.js';
import type { Iyzico, Locale } from '../iyzico/index.js';
import { createLoaders } from '../loaders/index.js';
import { localeOf } from './http/accept-language.js';
import type { RequestGuard } from './request-guard.js';
import { createGraphQLHandler } from './apollo/graphql-handler.js';
import { prefersPage, readGraphQLRequest } from './apollo/graphql-request.js';
import type { LookupLimit } from './access/lookup-limit.js';
import type { OperationDeadlines } from './lifecycle/operation-deadline.js';
import { inOperationSpan } from './apollo/operation-span.js';
import type { CallBudgets } from './access/call-budget.js';
import type { RequestContext } from './apollo/request-context.js';
import { recordOf } from './http/request-record.js';
import { EXPLORER_POLICY } from './http/security-headers.js';
import type { ServerListener } from './http/server-listener.js';
import type { TrustedDocuments } from './apollo/trusted-documents.js';

export interface GraphQLRouteSettings {
  /** The language of calls whose request names none. */
  readonly locale: Locale;
  /** The most calls to iyzico that one operation may cause. */
  readonly maxIyzicoCalls: number;
  /** Whether a browser that opens the route is shown the explorer. */
  readonly showsExplorer: boolean;
  /** The only documents that are run; `null` where any is. */
  readonly trustedDocuments: TrustedDocuments | null;
}

/** What the route is joined to. */
export interface GraphQLRouteParts {
  readonly apollo: ApolloServer<RequestContext>;
  readonly iyzico: Iyzico;
  readonly requestGuard: RequestGuard;
  readonly lookupLimit: LookupLimit;
  readonly deadlines: OperationDeadlines;
  readonly callBudgets: CallBudgets;
  readonly listener: ServerListener;
}

/** A shopper's page needs a payment, its session and its card, twice over. */
const MAX_CALLS_OF_SHOPPER = 6;

/** `POST /graphql`, and the explorer's page at the same place. */
export function registerGraphQL(
  app: FastifyInstance,
  settings: GraphQLRouteSettings,
  { apollo, iyzico, requestGuard, lookupLimit, deadlines, callBudgets, listener }: GraphQLRouteParts,
): void {
  const contextOf = (request: FastifyRequest, reply: FastifyReply): RequestContext => {
    const { caller, tokenName } = requestGuard.callerOf(request);
    return {
      requestId: request.id,
      record: recordOf(request),
      startedAt: performance.now(),
      caller,
      lookupMisses: counted(lookupLimit.forCaller({ tokenName, address: request.ip }), listener),
      maxIyzicoCalls:
        caller.kind === 'shopper' ? Math.min(MAX_CALLS_OF_SHOPPER, settings.maxIyzicoCalls) : settings.maxIyzicoCalls,
      loaders: createLoaders(iyzico),
      callOptions: {
        locale: localeOf(request.headers['accept-language'], settings.locale),
        conversationId: request.id,
        deadline: deadlines.forRequest(request, reply),
        ...(caller.kind === 'shopper' && tokenName !== null && { charge: () => callBudgets.charge(tokenName) }),
      },
    };
  };
  const handle = createGraphQLHandler(apollo, contextOf);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => {
    done(null, body);
  });
  app.post<{ Body: unknown }>('/graphql', {
    onRequest: (request, reply) => requestGuard.check(request, reply),
    handler(request, reply) {
      request.body = readGraphQLRequest(request.body, settings.trustedDocuments);
      recordOf(request).layer = 'graphql';
      return inOperationSpan(request, reply, () => handle(request, reply));
    },
  });
  app.get('/graphql', (request, reply) => {
    if (!settings.showsExplorer || !prefersPage(request.headers.accept)) {
      reply.callNotFound();
      return reply;
    }
    // Apollo Server weighs the header its own way: not taking it for a page, it would run the query in the URL.
    request.headers.accept = 'text/html';
    void reply.header('content-security-policy', EXPLORER_POLICY);
    return handle(request, reply);
  });
}

/** Guesses that are told of as they are counted: only those that miss are. */
function counted(lookupMisses: LookupMisses, { onLookupMiss }: ServerListener): LookupMisses {
  return {
    countMiss() {
      onLookupMiss?.();
      return lookupMisses.countMiss();
    },
  };
}
