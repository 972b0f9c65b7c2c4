import { GraphQLError } from 'graphql';
import type { ErrorCode } from './error-codes.js';
import type { FieldError } from './field-errors.js';

/** What a refusal adds to its code and message. */
export interface RefusalDetails {
  readonly fields?: readonly FieldError[];
  /** The fields that need a scope, each with its alternatives. */
  readonly required?: readonly { readonly path: string; readonly scopes: readonly (readonly string[])[] }[];
  /** Whole seconds, at least 1. */
  readonly retryAfter?: number;
}

/** Which limit gave RATE_LIMITED. The log names it, and clients do not see it. */
export type ExceededLimit = 'call-budget' | 'lookup-misses';

/** A request or a field that this server refuses itself, as opposed to errors of iyzico. */
export class Refusal extends GraphQLError {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: RefusalDetails & { readonly limit?: ExceededLimit } = {},
  ) {
    super(message);
  }
}

/** The same message for what does not exist and for what belongs to somebody else, so that neither is revealed. */
export const NOT_FOUND_MESSAGE = 'There is no such payment or session, or you may not read it.';
