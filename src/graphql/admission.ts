import { OperationTypeNode, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { callCostOf } from './call-cost.js';
import type { Caller } from './caller.js';
import { checkPermissions } from './permissions.js';
import { Refusal } from './refusal.js';
import { markRoundedEntries } from './rounded-numbers.js';
import { selectedOperationOf } from './selection-fold.js';
import { checkVariables } from './variables.js';

/** A valid operation to admit, with its caller. */
export interface OperationRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  /** The most iyzico calls that it may cause. */
  readonly maxIyzicoCalls: number;
}

export interface AdmittedOperation {
  /** The most iyzico calls that it can cause. */
  readonly calls: number;
  /** The variables to run it with. */
  readonly variables: Record<string, unknown>;
}

/**
 * Decides whether an operation may run, before any part of it does.
 * @throws Refusal FORBIDDEN, BAD_USER_INPUT, LIMIT_EXCEEDED, BAD_REQUEST
 */
export function admit({
  schema,
  document,
  operation,
  variables: sent,
  caller,
  maxIyzicoCalls,
}: OperationRequest): AdmittedOperation {
  // Apollo Server would run a subscription as a query.
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new Refusal('BAD_REQUEST', 'Subscriptions are not supported.');
  }
  const selected = selectedOperationOf({ schema, document, operation });
  checkPermissions(selected, caller);
  checkVariables(selected, sent);
  const variables = markRoundedEntries(sent);
  const calls = callCostOf(selected, variables);
  if (calls > maxIyzicoCalls) {
    throw new Refusal(
      'LIMIT_EXCEEDED',
      `The operation can cause ${calls} calls to iyzico; ${maxIyzicoCalls} are allowed.`,
    );
  }
  return { calls, variables };
}
