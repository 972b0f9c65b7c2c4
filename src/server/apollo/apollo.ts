import {
  ApolloServer,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type GraphQLRequestContextDidResolveOperation,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import {
  admit,
  createSchema,
  factsOf,
  limits,
  LimitsRule,
  Refusal,
  toClientError,
  type ErrorCode,
} from '../../graphql/index.js';
import { explorerPlugin, type Explorer } from './explorer.js';
import { expectsStatus200 } from './graphql-request.js';
import type { Log } from '../http/log.js';
import { logOperations } from './operation-log.js';
import type { RequestContext } from './request-context.js';

/** Validation errors that one answer tells; graphql-js adds one that says that it stopped. */
const MOST_VALIDATION_ERRORS = 4;

export interface ApolloSettings {
  readonly introspection: boolean;
  readonly explorer: Explorer;
  readonly log: Log;
}

/** Apollo Server with what it does unasked switched off: reports, traces, hints, quoted values. */
export function createApollo({ introspection, explorer, log }: ApolloSettings): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    schema: createSchema(),
    introspection,
    parseOptions: { maxLexicalTokens: limits.tokens },
    validationRules: [LimitsRule],
    validationOptions: { maxErrors: MOST_VALIDATION_ERRORS },
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    documentStore: createDocumentStore(),
    stopOnTerminationSignals: false,
    formatError: (_, error) => toClientError(error),
    logger: apolloLogger(log),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      explorerPlugin(explorer),
      admission,
      responseExtensions,
      answerHead,
      logOperations(log),
    ],
  });
}

/** Documents whose parsing is spared when they come again; a shop has a few dozen. */
const MOST_DOCUMENTS = 500;

/** Apollo Server's own store goes by the length of the text: what was parsed of it is some twenty times as large. */
function createDocumentStore(): NonNullable<ApolloServerOptions<RequestContext>['documentStore']> {
  const documents = new LRUCache<string, DocumentNode>({ max: MOST_DOCUMENTS });
  return {
    get: (key) => Promise.resolve(documents.get(key)),
    set: (key, document) => {
      documents.set(key, document);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(documents.delete(key)),
  };
}

/** Lets an operation run, or refuses it before any of it does. */
const admission: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: (resolved) =>
        new Promise((resolve) => {
          admitOrRefuse(resolved);
          resolve();
        }),
    }),
};

type Resolved = GraphQLRequestContextDidResolveOperation<RequestContext>;

function admitOrRefuse({ schema, document, operation, request, contextValue }: Resolved): void {
  // Apollo Server refuses an operation that the document does not have later on.
  if (operation === undefined) return;
  const { caller, maxIyzicoCalls } = contextValue;
  const variables = request.variables ?? {};
  try {
    contextValue.calls = admit({ schema, document, operation, variables, caller, maxIyzicoCalls });
  } catch (error) {
    throw error instanceof Refusal ? withHttpStatus(error) : error;
  }
}

/** Apollo Server answers 500 to what is thrown before execution, unless it is told otherwise. */
function withHttpStatus(refusal: Refusal): GraphQLError {
  const status = factsOf(refusal.code).httpStatus;
  return new GraphQLError(refusal.message, { originalError: refusal, extensions: { http: { status } } });
}

/** Every answer tells the name of its request, and what it can have cost. */
const responseExtensions: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ response: { body }, contextValue: { requestId, calls, maxIyzicoCalls } }) => {
        if (body.kind === 'single') {
          body.singleResult.extensions = {
            ...body.singleResult.extensions,
            requestId,
            ...(calls !== undefined && { cost: { iyzicoCalls: calls, limit: maxIyzicoCalls } }),
          };
        }
        return Promise.resolve();
      },
    }),
};

/** What GraphQL itself has against a request: a client that expects 200 is told so in the body alone. */
const mistakes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
] satisfies ErrorCode[]);

const answerHead: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ request, response: { body, http } }) => {
        // Apollo Server's, on some refusals, is weaker than ours.
        http.headers.delete('cache-control');
        const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
        const waits = errors.flatMap(({ extensions }) =>
          typeof extensions?.retryAfter === 'number' ? [extensions.retryAfter] : [],
        );
        if (waits.length > 0) http.headers.set('retry-after', String(Math.max(...waits)));
        const isMistaken = errors.length > 0 && errors.every(({ extensions }) => mistakes.has(extensions?.code));
        if (isMistaken && expectsStatus200(request.http?.headers.get('accept'))) http.status = 200;
        return Promise.resolve();
      },
    }),
};

/** Apollo's own words may hold anything: that something was said is all that is kept. */
function apolloLogger(log: Log) {
  const quiet = () => undefined;
  return {
    debug: quiet,
    info: quiet,
    warn: () => {
      log.warn('warning of Apollo Server');
    },
    error: () => {
      log.error('error of Apollo Server');
    },
  };
}
