import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { checkVariables, createSchema, Refusal, thrown, toClientError, type Context } from '../graphql/index.js';
import { IyzicoRejected, IyzicoUnavailable } from '../iyzico/index.js';
import { explorerPlugin, type Explorer } from './explorer.js';
import { traceOf, type Log, type LogFields } from './log.js';

/** The longest document, in tokens: the contract with every field fits several times; recursion over more may overflow. */
const MOST_TOKENS = 3000;

/** What a request brings along: what its resolvers need, and its own name. */
export interface RequestContext extends Context {
  readonly requestId: string;
}

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
    parseOptions: { maxLexicalTokens: MOST_TOKENS },
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
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
      nameAnswers,
      logErrors(log),
    ],
  });
}

/** What is refused before any of an operation runs. */
const admission: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ schema, operation, request }) => {
        if (operation === undefined) return Promise.resolve();
        if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
          // Apollo Server would run it as a query.
          return Promise.reject(new Refusal('BAD_REQUEST', 'There are no subscriptions.'));
        }
        checkVariables(schema, operation, request.variables ?? {});
        return Promise.resolve();
      },
    }),
};

/** Every answer tells the name of its request. */
const nameAnswers: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ response: { body }, contextValue: { requestId } }) => {
        if (body.kind === 'single') body.singleResult.extensions = { ...body.singleResult.extensions, requestId };
        return Promise.resolve();
      },
    }),
};

/** Operators learn what clients are not told: which service failed and how, and where an unknown error came from. */
function logErrors(log: Log): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, operationName, contextValue: { requestId } }) => {
          for (const error of errors) {
            const code = String(toClientError(error).extensions?.code);
            const fields: LogFields = { requestId, operationName: operationName ?? null, code, ...causeOf(error) };
            if (code === 'INTERNAL_SERVER_ERROR' || code === 'IYZICO_MISCONFIGURED')
              log.error('operation failed', fields);
            else if (fields.service !== undefined) log.warn('operation failed', fields);
          }
          return Promise.resolve();
        },
      }),
  };
}

function causeOf(error: unknown): LogFields {
  const cause = thrown(error);
  if (cause instanceof IyzicoRejected) return { service: cause.service, iyzicoCode: cause.failure.errorCode };
  if (cause instanceof IyzicoUnavailable) return { service: cause.service, reason: cause.reason, field: cause.detail };
  return cause instanceof GraphQLError && cause.originalError === undefined ? {} : traceOf(cause);
}

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
