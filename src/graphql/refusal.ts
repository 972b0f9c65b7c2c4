import { GraphQLError } from 'graphql';
import { factsOf, type ErrorCode } from './error-codes.js';
import type { FieldError } from './field-errors.js';

/** A request turned away by this server itself, before anything was asked of iyzico. */
export class Refusal extends GraphQLError {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly fields?: readonly FieldError[],
  ) {
    // Apollo Server takes the HTTP status from here, and would answer 500 without it.
    super(message, { extensions: { code, http: { status: factsOf(code).httpStatus } } });
  }
}
