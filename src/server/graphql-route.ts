import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Iyzico, Locale } from '../iyzico/index.js';
import { createLoaders } from '../loaders/index.js';
import { localeOf } from './accept-language.js';
import type { Authenticate, Authenticated } from './authentication.js';
import { createGraphQLHandler } from './graphql-handler.js';
import { checkAcceptable, checkMediaType, prefersPage, readGraphQLRequest } from './graphql-request.js';
import type { GuessCounter } from './guesses.js';
import type { Health } from './health.js';
import type { Load } from './load.js';
import type { OperationPatience } from './operation-patience.js';
import type { Purses } from './purses.js';
import type { RequestContext } from './request-context.js';
import type { RequestRate } from './request-rate.js';
import { EXPLORER_POLICY } from './security-headers.js';
import type { TrustedDocuments } from './trusted-documents.js';

export interface GraphQLRouteSettings {
  /** The language of calls whose request names none. */
  readonly locale: Locale;
  /** The most calls to iyzico that one operation may cause. */
  readonly mostCalls: number;
  /** Whether a browser that opens the route is shown the explorer. */
  readonly showsExplorer: boolean;
  /** The only documents that are run; `null` where any is. */
  readonly trustedDocuments: TrustedDocuments | null;
}

/** What the route is joined to. */
export interface GraphQLRouteParts {
  readonly apollo: ApolloServer<RequestContext>;
  readonly iyzico: Iyzico;
  readonly authenticate: Authenticate;
  readonly guessCounter: GuessCounter;
  readonly health: Health;
  readonly load: Load;
  readonly patience: OperationPatience;
  readonly purses: Purses;
  readonly requestRate: RequestRate;
}

/** Who opens the explorer's page, which asks for nothing. */
const stranger: Authenticated = {
  caller: { kind: 'shopper', scopes: new Set(), checkoutFormTokens: new Set() },
  tokenName: null,
};

/** A shopper's page needs a payment, its session and its card, twice over. */
const MOST_CALLS_OF_SHOPPER = 6;

/** `POST /graphql`, and the explorer's page at the same place. */
export function registerGraphQL(
  app: FastifyInstance,
  settings: GraphQLRouteSettings,
  { apollo, iyzico, authenticate, guessCounter, health, load, patience, purses, requestRate }: GraphQLRouteParts,
): void {
  const authenticated = new WeakMap<FastifyRequest, Authenticated>();

  const contextOf = (request: FastifyRequest, reply: FastifyReply): RequestContext => {
    const { caller, tokenName } = authenticated.get(request) ?? stranger;
    return {
      requestId: request.id,
      startedAt: performance.now(),
      caller,
      guesses: guessCounter.of({ tokenName, address: request.ip }),
      mostCalls: caller.kind === 'shopper' ? Math.min(MOST_CALLS_OF_SHOPPER, settings.mostCalls) : settings.mostCalls,
      loaders: createLoaders(iyzico),
      callOptions: {
        locale: localeOf(request.headers['accept-language'], settings.locale),
        conversationId: request.id,
        patience: patience.of(request, reply),
        ...(caller.kind === 'shopper' && tokenName !== null && { spend: () => purses.spend(tokenName) }),
      },
    };
  };
  const handle = createGraphQLHandler(apollo, contextOf);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => {
    done(null, body);
  });
  app.post<{ Body: unknown }>('/graphql', {
    // Before the body is read: a stranger's is not worth reading, and under too much load nobody's is.
    async onRequest(request, reply) {
      health.checkReady();
      load.checkRoom();
      checkAcceptable(request.headers.accept);
      checkMediaType(request.headers['content-type']);
      try {
        authenticated.set(request, await authenticate(request.headers.authorization));
      } catch (refusal) {
        await requestRate.countStranger(request.ip);
        // HTTP has every 401 say what would be let in.
        void reply.header('www-authenticate', 'Bearer');
        throw refusal;
      }
      await requestRate.countOf(authenticated.get(request) ?? stranger, request.ip);
    },
    handler(request, reply) {
      request.body = readGraphQLRequest(request.body, settings.trustedDocuments);
      return handle(request, reply);
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
