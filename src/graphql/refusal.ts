import { GraphQLError } from 'graphql';
import type { ErrorCode } from './error-codes.js';
import type { FieldError } from './field-errors.js';

/** What a refusal tells beside its code and message. */
export interface RefusalDetails {
  readonly fields?: readonly FieldError[];
  /** The fields that need a scope, each with its alternatives. */
  readonly required?: readonly { readonly path: string; readonly scopes: readonly (readonly string[])[] }[];
  /** Whole seconds, 1 or more. */
  readonly retryAfter?: number;
}

/** A request, or a field of it, turned away by this server itself: nothing was asked of iyzico for it. */
export class Refusal extends GraphQLError {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: RefusalDetails = {},
  ) {
    super(message);
  }
}

/** The same words whether it does not exist or belongs to somebody else. */
export const NOT_FOUND_MESSAGE = 'There is no such payment or session, or it is not yours to know.';
