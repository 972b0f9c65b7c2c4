import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { thrown, toClientError, type ErrorCode } from '../../graphql/index.js';
import { IyzicoRejected, IyzicoUnavailable, loggableCode } from '../../iyzico/index.js';
import { traceOf, type Log, type LogFields } from '../http/log.js';
import type { RequestContext } from './request-context.js';

/**
 * One line an operation, and one more for each error that operators can do something about: which service failed and
 * how, and where an unknown error came from. Clients are told none of that.
 */
export function logOperations(log: Log): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, operationName, contextValue: { requestId } }) => {
          for (const error of errors) {
            const code = codeOf(error);
            const fields: LogFields = { requestId, operationName: printable(operationName), code, ...causeOf(error) };
            if (isOurs(code)) log.error('operation failed', fields);
            else if (fields.service !== undefined) log.warn('operation failed', fields);
          }
          return Promise.resolve();
        },
        willSendResponse: ({ contextValue, operation, operationName, queryHash, errors = [] }) => {
          const outcome = errors[0] ? codeOf(errors[0]) : 'OK';
          const { record } = contextValue;
          record.code = outcome;
          if (operation && operation.operation !== OperationTypeNode.SUBSCRIPTION) record.type = operation.operation;
          log.info('operation answered', {
            requestId: contextValue.requestId,
            operationName: printable(operationName),
            operationHash: queryHash,
            caller: contextValue.caller.kind,
            outcome,
            milliseconds: Math.round(performance.now() - contextValue.startedAt),
          });
          return Promise.resolve();
        },
      }),
  };
}

function codeOf(error: unknown): ErrorCode {
  return toClientError(error).extensions.code;
}

/** Whether it is for the operators to mend, and for nobody else. */
function isOurs(code: ErrorCode): boolean {
  return code === 'INTERNAL_SERVER_ERROR' || code === 'IYZICO_MISCONFIGURED';
}

function causeOf(error: unknown): LogFields {
  const cause = thrown(error);
  if (cause instanceof IyzicoRejected)
    return { service: cause.service, iyzicoCode: loggableCode(cause.failure.errorCode) };
  if (cause instanceof IyzicoUnavailable) return { service: cause.service, reason: cause.reason, field: cause.detail };
  return cause instanceof GraphQLError && cause.originalError === undefined ? {} : traceOf(cause);
}

/** The longest name of an operation that is written down: it is the caller's own text. */
const LONGEST_NAME = 64;

function printable(operationName: string | null | undefined): string | null {
  return operationName?.slice(0, LONGEST_NAME) ?? null;
}
