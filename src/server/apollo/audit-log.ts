import type { ApolloServerPlugin } from '@apollo/server';
import { auditedIn, selectedOperationOf, type AuditTarget } from '../../graphql/index.js';
import type { Log } from '../http/log.js';
import { cutName, outcomeOf } from './operation-log.js';
import type { RequestContext } from './request-context.js';

/** An opaque, stable id of a secret. */
export type OpaqueId = (secret: string) => string;

/** Characters of a text that a token chooses. */
const MAX_TEXT_LENGTH = 64;
/** Fields and targets in one line; an operation can name at most 50 payments. */
const MAX_ENTRIES = 60;

/**
 * Logs one line for each operation that ends a session or selects fields with the scope `member:read`, whatever its
 * outcome: its caller, and what it names.
 */
export function auditOperations(log: Log, opaqueId: OpaqueId): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ schema, document, operation, operationName, request, contextValue, errors = [] }) => {
          if (!operation || !document) return Promise.resolve();
          const selected = selectedOperationOf({ schema, document, operation });
          const { fields, targets } = auditedIn(selected, request.variables ?? {});
          if (fields.length === 0) return Promise.resolve();
          log.audit('audit', {
            requestId: contextValue.requestId,
            operationName: cutName(operationName),
            operationType: operation.operation,
            ...callerFields(contextValue, opaqueId),
            fields: fields.slice(0, MAX_ENTRIES),
            targets: [...new Set(targets.map((target) => nameOf(target, opaqueId)))].slice(0, MAX_ENTRIES),
            outcome: outcomeOf(errors),
          });
          return Promise.resolve();
        },
      }),
  };
}

function callerFields({ caller: { kind }, subject, tokenId }: RequestContext, opaqueId: OpaqueId) {
  return {
    caller: kind,
    // A system's subject names a program; a shopper's names a person.
    ...(subject !== null && { subject: kind === 'system' ? printable(subject) : opaqueId(`subject ${subject}`) }),
    ...(tokenId !== null && { tokenId: printable(tokenId) }),
  };
}

/** A session has the same id as in the API. */
function nameOf({ kind, key }: AuditTarget, opaqueId: OpaqueId): string {
  return `${kind} ${opaqueId(kind === 'session' ? key : `${kind} ${key}`)}`;
}

function printable(text: string): string {
  return text.slice(0, MAX_TEXT_LENGTH).replace(/[^\x20-\x7e]/g, '?');
}
