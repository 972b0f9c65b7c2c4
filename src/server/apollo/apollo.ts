import {
  ApolloServer,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type GraphQLRequestContextDidResolveOperation,
  type GraphQLRequestContextWillSendResponse,
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
import { auditOperations, type OpaqueId } from './audit-log.js';
import { answerTypeOf, expectsStatus200 } from '../http/answer-type.js';
import type { Log } from '../http/log.js';
import { logOperations } from './operation-log.js';
import type { RequestContext } from './request-context.js';

/** Validation errors in one answer. graphql-js adds one more, which says that it stopped. */
const MAX_VALIDATION_ERRORS = 4;

export interface ApolloSettings {
  readonly introspection: boolean;
  readonly explorerPlugin: ApolloServerPlugin;
  readonly log: Log;
  /** Names what an audited operation is about. */
  readonly opaqueId: OpaqueId;
}

/** Apollo Server without its default reports, traces, hints and quoted values. */
export function createApollo({
  introspection,
  explorerPlugin,
  log,
  opaqueId,
}: ApolloSettings): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    schema: createSchema(),
    introspection,
    parseOptions: { maxLexicalTokens: limits.tokens },
    validationRules: [LimitsRule],
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
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
      explorerPlugin,
      admissionAndAnswer,
      logOperations(log),
      auditOperations(log, opaqueId),
    ],
  });
}

/** Parsed documents that are kept, so that repeated ones are not parsed again. A shop has a few dozen. */
const MAX_DOCUMENTS = 500;

/** Apollo Server's default store is limited by the size of the texts, but parsed documents are about twenty times larger. */
function createDocumentStore(): NonNullable<ApolloServerOptions<RequestContext>['documentStore']> {
  const documents = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS });
  return {
    get: (key) => Promise.resolve(documents.get(key)),
    set: (key, document) => {
      documents.set(key, document);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(documents.delete(key)),
  };
}

/** Admits each operation, and completes each answer. One plugin: each one costs every request some promises. */
const admissionAndAnswer: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: (resolved) =>
        new Promise((resolve) => {
          admitOrRefuse(resolved);
          resolve();
        }),
      willSendResponse: (answered) => {
        addExtensions(answered);
        setStatusAndHeaders(answered);
        return Promise.resolve();
      },
    }),
};

type Resolved = GraphQLRequestContextDidResolveOperation<RequestContext>;

/** Admits an operation, or refuses it before any part of it runs. */
function admitOrRefuse({ schema, document, operation, request, contextValue }: Resolved): void {
  // The document has no such operation: Apollo Server refuses it after this hook.
  if (operation === undefined) return;
  const { caller, maxIyzicoCalls } = contextValue;
  const variables = request.variables ?? {};
  try {
    const admitted = admit({ schema, document, operation, variables, caller, maxIyzicoCalls });
    contextValue.calls = admitted.calls;
    request.variables = admitted.variables;
  } catch (error) {
    throw error instanceof Refusal ? withHttpStatus(error) : error;
  }
}

/** Without a status in its extensions, Apollo Server answers 500 to an error that is thrown before execution. */
function withHttpStatus(refusal: Refusal): GraphQLError {
  const status = factsOf(refusal.code).httpStatus;
  return new GraphQLError(refusal.message, { originalError: refusal, extensions: { http: { status } } });
}

type Answered = GraphQLRequestContextWillSendResponse<RequestContext>;

/** Adds the request's id and the operation's call cost to the `extensions` of every answer. */
function addExtensions({ response: { body }, contextValue: { requestId, calls, maxIyzicoCalls } }: Answered): void {
  if (body.kind !== 'single') return;
  body.singleResult.extensions = {
    ...body.singleResult.extensions,
    requestId,
    ...(calls !== undefined && { cost: { iyzicoCalls: calls, limit: maxIyzicoCalls } }),
  };
}

/** Errors in a document or its variables: clients that accept only `application/json` get them with status 200. */
const requestErrors: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
] satisfies ErrorCode[]);

/** Sets the status and the headers that depend on the errors of an answer. */
function setStatusAndHeaders({ request, response: { body, http } }: Answered): void {
  // On some refusals Apollo Server sets a weaker value than `no-store`.
  http.headers.delete('cache-control');
  const accept = request.http?.headers.get('accept');
  // Apollo Server breaks ties by the order in `accept`. The refusals of the HTTP layer do not.
  http.headers.set('content-type', answerTypeOf(accept));
  const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
  const delays = errors.flatMap(({ extensions }) =>
    typeof extensions?.retryAfter === 'number' ? [extensions.retryAfter] : [],
  );
  if (delays.length > 0) http.headers.set('retry-after', String(Math.max(...delays)));
  const isRequestError = errors.length > 0 && errors.every(({ extensions }) => requestErrors.has(extensions?.code));
  if (isRequestError && expectsStatus200(accept)) http.status = 200;
}

/** Apollo Server's messages may quote anything, so only the fact that there was one is logged. */
function apolloLogger(log: Log) {
  const ignore = () => undefined;
  return {
    debug: ignore,
    info: ignore,
    warn: () => {
      log.warn('apollo server warning');
    },
    error: () => {
      log.error('apollo server error');
    },
  };
}
