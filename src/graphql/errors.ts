import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import { IyzicoRejected, IyzicoUnavailable } from '../iyzico/index.js';
import { factsOf, type ErrorCode } from './error-codes.js';
import type { ErrorDescription } from './error-description.js';
import { brokenRules, type FieldError } from './field-errors.js';
import { describeGraphQLError } from './graphql-errors.js';
import { NOT_FOUND_MESSAGE, Refusal, type RefusalDetails } from './refusal.js';

/** After too many calls iyzico closes a service for about a minute, and does not send the exact time. */
const RATE_LIMIT_RETRY_SECONDS = 60;
/** A bulkhead is full only until one of its calls ends. */
const BULKHEAD_RETRY_SECONDS = 1;
const RATE_LIMIT_MESSAGE = 'iyzico accepts no more calls for now.';

/** Characters of a message. Enough to find a mistake, and a caller's own names cannot make an answer large. */
const MAX_TEXT_LENGTH = 300;
/** Places in a document, limited for the same reason. */
const MAX_LOCATIONS = 5;

/** An error in an answer. */
export interface ClientError extends GraphQLFormattedError {
  readonly extensions: { readonly code: ErrorCode; readonly [more: string]: unknown };
}

/** The payments of a batch that an error is about, in its `extensions`. */
export interface FailedPayments {
  readonly paymentId?: string;
  /** All of them, where several payments fail by the same cause. */
  readonly paymentIds?: readonly string[];
}

/**
 * Translates an error into what a client may see of it: a code of the closed list and a message of this server. Of an
 * unknown error a client sees nothing.
 */
export function toClientError(error: unknown): ClientError {
  const { message, code, retryable = factsOf(code).retryable, fields, ...more } = describeError(error);
  const { locations, path, extensions = {} } = error instanceof GraphQLError ? error : {};
  const { paymentId, paymentIds }: FailedPayments = extensions;
  return {
    message: cut(message),
    ...(locations && { locations: locations.slice(0, MAX_LOCATIONS) }),
    ...(path && { path }),
    extensions: {
      code,
      retryable,
      ...(fields && { fields: fields.map(cutField) }),
      ...more,
      ...(paymentId !== undefined && { paymentId }),
      ...(paymentIds && { paymentIds }),
    },
  };
}

function cut(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
}

function cutField({ path, message }: FieldError): FieldError {
  return { path: cut(path), message: cut(message) };
}

/** Unwraps the error that was thrown: graphql-js wraps the errors of resolvers. */
export function originalErrorOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined && !(error instanceof Refusal)
    ? originalErrorOf(error.originalError)
    : error;
}

export function describeError(error: unknown): ErrorDescription {
  const cause = originalErrorOf(error);
  if (cause instanceof IyzicoRejected) return describeRejected(cause);
  if (cause instanceof IyzicoUnavailable) return describeUnavailable(cause);
  if (cause instanceof Refusal) return { code: cause.code, message: cause.message, ...visibleDetailsOf(cause) };
  if (cause instanceof ArgumentValidationError) {
    // type-graphql puts class-validator's errors here.
    const fields = brokenRules(cause.extensions.validationErrors);
    return { code: 'BAD_USER_INPUT', message: 'An argument breaks its rule.', fields };
  }
  const description = error instanceof GraphQLError ? describeGraphQLError(error) : undefined;
  return description ?? internalError;
}

/** The message for every unexpected error. */
export const BUG_MESSAGE = 'Something went wrong on this server. Quote the requestId when you report it.';

const internalError: ErrorDescription = { code: 'INTERNAL_SERVER_ERROR', message: BUG_MESSAGE };

function describeRejected({ failure }: IyzicoRejected): ErrorDescription {
  const { errorCode, errorMessage, errorGroup, retryAfter } = failure;
  switch (failure.meaning) {
    case 'not-found':
    case 'session-not-found':
      return { code: 'NOT_FOUND', message: NOT_FOUND_MESSAGE };
    case 'payment-pending':
      return {
        code: 'PAYMENT_PENDING',
        message: 'No payment has been made with this checkout form yet.',
        ...(retryAfter !== null && { retryAfter }),
      };
    case 'missing-key':
      return { code: 'BAD_USER_INPUT', message: 'iyzico did not receive the token of the checkout form.' };
    case 'rate-limited':
      return {
        code: 'IYZICO_RATE_LIMITED',
        message: RATE_LIMIT_MESSAGE,
        retryAfter: retryAfter ?? RATE_LIMIT_RETRY_SECONDS,
      };
    case 'system-error':
      return unavailable;
    case 'misconfigured':
      return {
        code: 'IYZICO_MISCONFIGURED',
        message: 'This server is not set up for iyzico: contact its operators.',
      };
    case 'in-progress':
    case 'already-expired':
    case 'declined':
    case 'rejected':
      return {
        code: 'IYZICO_REJECTED',
        message: 'iyzico refused: see extensions.iyzico.',
        retryable: failure.meaning === 'in-progress',
        iyzico: { errorCode, errorMessage, errorGroup },
      };
  }
}

const unavailable: ErrorDescription = { code: 'IYZICO_UNAVAILABLE', message: 'iyzico gave no usable answer.' };

function describeUnavailable({ reason, detail, retryAfter }: IyzicoUnavailable): ErrorDescription {
  switch (reason) {
    case 'unreachable':
      return { ...unavailable, ...(retryAfter !== null && { retryAfter }) };
    case 'timeout':
      return { code: 'IYZICO_TIMEOUT', message: 'iyzico did not answer in time.' };
    case 'bad-response':
      return { code: 'IYZICO_BAD_RESPONSE', message: `iyzico's answer breaks its contract at: ${detail}.` };
    case 'quota':
      return {
        code: 'IYZICO_RATE_LIMITED',
        message: RATE_LIMIT_MESSAGE,
        retryAfter: retryAfter ?? RATE_LIMIT_RETRY_SECONDS,
      };
    case 'bulkhead-full':
    case 'caller-full':
      return {
        code: 'OVERLOADED',
        message: 'Too many calls to iyzico are in progress: retry in a moment.',
        retryAfter: BULKHEAD_RETRY_SECONDS,
      };
    case 'exhausted':
      return {
        code: 'OVERLOADED',
        message: 'This server has no connection left for a call to iyzico: retry in a moment.',
        retryAfter: BULKHEAD_RETRY_SECONDS,
      };
    case 'signature':
      return { code: 'SIGNATURE_MISMATCH', message: "The signature of iyzico's answer is not valid." };
  }
}

/** Without the limit, which is for the log only. */
function visibleDetailsOf({ details: { fields, required, retryAfter } }: Refusal): RefusalDetails {
  return { ...(fields && { fields }), ...(required && { required }), ...(retryAfter !== undefined && { retryAfter }) };
}
