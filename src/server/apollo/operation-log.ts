import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { originalErrorOf, Refusal, toClientError, type ErrorCode } from '../../graphql/index.js';
import { IyzicoRejected, IyzicoUnavailable, loggableCode } from '../../iyzico/index.js';
import { traceOf, type Log, type LogFields } from '../http/log.js';
import type { RequestContext } from './request-context.js';

/**
 * Logs one line for each operation, and one for each error that operators can act on: which service failed and how, or
 * where an unknown error was thrown. Clients do not see these details.
 */
export function logOperations(log: Log): ApolloServerPlugin<RequestContext> {
  return {
    // A bug of a plugin. Apollo Server's own line about it has neither the request's id nor the stack.
    unexpectedErrorProcessingRequest: ({ requestContext: { contextValue }, error }) => {
      const { requestId } = contextValue;
      log.error('request failed', { requestId, code: 'INTERNAL_SERVER_ERROR', ...traceOf(error) });
      return Promise.resolve();
    },
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, operationName, contextValue: { requestId } }) => {
          for (const error of errors) {
            const code = codeOf(error);
            const fields: LogFields = { requestId, operationName: cutName(operationName), code, ...causeOf(error) };
            if (needsOperator(code)) log.error('operation failed', fields);
            else if (fields.service !== undefined && !isExpected(code)) log.warn('operation failed', fields);
          }
          return Promise.resolve();
        },
        willSendResponse: ({ contextValue, operation, operationName, queryHash, errors = [] }) => {
          const outcome = outcomeOf(errors);
          const { record } = contextValue;
          record.code = outcome;
          if (operation && operation.operation !== OperationTypeNode.SUBSCRIPTION) record.type = operation.operation;
          log.info('operation answered', {
            requestId: contextValue.requestId,
            operationName: cutName(operationName),
            operationHash: queryHash,
            caller: contextValue.caller.kind,
            outcome,
            ...limitOf(errors[0]),
            milliseconds: Math.round(performance.now() - contextValue.startedAt),
          });
          return Promise.resolve();
        },
      }),
  };
}

/** The code of an answer's first error, or `OK`. */
export function outcomeOf([first]: readonly unknown[]): ErrorCode | 'OK' {
  return first === undefined ? 'OK' : codeOf(first);
}

function codeOf(error: unknown): ErrorCode {
  return toClientError(error).extensions.code;
}

/** Whether only the operators can fix the cause. */
function needsOperator(code: ErrorCode): boolean {
  return code === 'INTERNAL_SERVER_ERROR' || code === 'IYZICO_MISCONFIGURED';
}

/** Whether iyzico answered as it does where nothing is wrong: a page polls an unpaid form, or asks for an unknown one. */
function isExpected(code: ErrorCode): boolean {
  return code === 'PAYMENT_PENDING' || code === 'NOT_FOUND';
}

function causeOf(error: unknown): LogFields {
  const cause = originalErrorOf(error);
  if (cause instanceof IyzicoRejected)
    return { service: cause.service, iyzicoCode: loggableCode(cause.failure.errorCode) };
  if (cause instanceof IyzicoUnavailable) return { service: cause.service, reason: cause.reason, field: cause.detail };
  return cause instanceof GraphQLError && cause.originalError === undefined ? {} : traceOf(cause);
}

/** The exceeded limit, which the code RATE_LIMITED does not name. */
function limitOf(error: unknown): Pick<LogFields, 'reason'> {
  const cause = originalErrorOf(error);
  return cause instanceof Refusal && cause.details.limit !== undefined ? { reason: cause.details.limit } : {};
}

/** Characters of an operation's name that are logged. The caller chooses the name. */
const MAX_NAME_LENGTH = 64;

export function cutName(operationName: string | null | undefined): string | null {
  return operationName?.slice(0, MAX_NAME_LENGTH) ?? null;
}
