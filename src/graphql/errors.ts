import { GraphQLError, Kind, type GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import { IyzicoRejected, IyzicoUnavailable } from '../iyzico/index.js';
import { factsOf, type ErrorCode } from './error-codes.js';
import { brokenRules, literalPath, type FieldError } from './field-errors.js';
import { hasTooManyTokens, limits } from './limits.js';
import { NOT_FOUND_MESSAGE, Refusal, type RefusalDetails } from './refusal.js';

/** iyzico closes a service for about a minute, and does not say for how long. */
const RATE_LIMIT_RETRY_AFTER = 60;
/** A lane is full for as long as its calls take. */
const BULKHEAD_RETRY_AFTER = 1;
const NO_MORE_CALLS = 'iyzico answers no more calls for now.';

/** Characters, and places in a document: enough to find a mistake, too few to fill an answer with a caller's own names. */
const LONGEST_TEXT = 300;
const MOST_LOCATIONS = 5;

/** What a client is told of an error, beside where it happened. */
interface ErrorDescription extends RefusalDetails {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
  readonly iyzico?: { errorCode: string | null; errorMessage: string | null; errorGroup: string | null };
}

/** An error as clients get it. */
export interface ClientError extends GraphQLFormattedError {
  readonly extensions: { readonly code: ErrorCode; readonly [more: string]: unknown };
}

/**
 * What a client may see of an error: a code of the closed list and words of our own. Nothing of an error that is not
 * known here is passed on.
 */
export function toClientError(error: unknown): ClientError {
  const { message, code, retryable = factsOf(code).retryable, fields, ...more } = describeError(error);
  const { locations, path } = error instanceof GraphQLError ? error : {};
  return {
    message: cut(message),
    ...(locations && { locations: locations.slice(0, MOST_LOCATIONS) }),
    ...(path && { path }),
    extensions: { code, retryable, ...(fields && { fields: fields.map(cutField) }), ...more },
  };
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function cutField({ path, message }: FieldError): FieldError {
  return { path: cut(path), message: cut(message) };
}

/** The error that was thrown, out of the ones that frameworks wrapped around it. */
export function originalErrorOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined && !(error instanceof Refusal)
    ? originalErrorOf(error.originalError)
    : error;
}

function describeError(error: unknown): ErrorDescription {
  const cause = originalErrorOf(error);
  if (cause instanceof IyzicoRejected) return describeRejected(cause);
  if (cause instanceof IyzicoUnavailable) return describeUnavailable(cause);
  if (cause instanceof Refusal) return { code: cause.code, message: cause.message, ...cause.details };
  if (cause instanceof ArgumentValidationError) {
    // Set by type-graphql from class-validator's own list.
    const fields = brokenRules(cause.extensions.validationErrors);
    return { code: 'BAD_USER_INPUT', message: 'An argument breaks its rule.', fields };
  }
  return error instanceof GraphQLError ? describeGraphQLError(error) : internalError;
}

/** What is said of a bug, whatever it was. */
export const BUG_MESSAGE = 'Something went wrong on this server. Quote the requestId when you report it.';

const internalError: ErrorDescription = { code: 'INTERNAL_SERVER_ERROR', message: BUG_MESSAGE };

function describeRejected({ failure }: IyzicoRejected): ErrorDescription {
  const { errorCode, errorMessage, errorGroup, retryAfter } = failure;
  switch (failure.meaning) {
    case 'not-found':
    case 'session-not-found':
      return { code: 'NOT_FOUND', message: NOT_FOUND_MESSAGE };
    case 'payment-pending':
      return { code: 'PAYMENT_PENDING', message: 'No payment has been made with this checkout form yet.' };
    case 'missing-key':
      return {
        code: 'BAD_USER_INPUT',
        message: 'iyzico misses the token of the checkout form.',
      };
    case 'rate-limited':
      return {
        code: 'IYZICO_RATE_LIMITED',
        message: NO_MORE_CALLS,
        retryAfter: retryAfter ?? RATE_LIMIT_RETRY_AFTER,
      };
    case 'system-error':
      return unavailable;
    case 'misconfigured':
      return {
        code: 'IYZICO_MISCONFIGURED',
        message: 'This server is not set up for iyzico. Its operators know more.',
      };
    case 'in-progress':
    case 'already-expired':
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
      return unavailable;
    case 'timeout':
      return { code: 'IYZICO_TIMEOUT', message: 'iyzico did not answer in time.' };
    case 'bad-response':
      return { code: 'IYZICO_BAD_RESPONSE', message: `iyzico's answer breaks its contract at: ${detail}.` };
    case 'quota':
      return { code: 'IYZICO_RATE_LIMITED', message: NO_MORE_CALLS, retryAfter: retryAfter ?? RATE_LIMIT_RETRY_AFTER };
    case 'bulkhead-full':
      return {
        code: 'OVERLOADED',
        message: 'Too many calls to iyzico are under way: ask again in a moment.',
        retryAfter: BULKHEAD_RETRY_AFTER,
      };
    case 'signature':
      return { code: 'SIGNATURE_MISMATCH', message: "The signature of iyzico's answer does not hold." };
  }
}

/** Errors of graphql-js and of Apollo Server, told apart by the code that Apollo gives them. */
function describeGraphQLError(error: GraphQLError): ErrorDescription {
  switch (error.extensions.code) {
    case 'GRAPHQL_PARSE_FAILED':
      return describeUnparsed(error);
    case 'GRAPHQL_VALIDATION_FAILED':
      return describeInvalid(error);
    case 'BAD_USER_INPUT':
      return { code: 'BAD_USER_INPUT', message: 'An argument or variable does not fit.' };
    case 'OPERATION_RESOLUTION_FAILURE':
      return { code: 'BAD_REQUEST', message: 'The document has no such operation: check operationName.' };
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      // Apollo Client goes by this message, and sends the whole document next time.
      return { code: 'BAD_REQUEST', message: error.message };
    case 'BAD_REQUEST':
      return { code: 'BAD_REQUEST', message: 'This is not a GraphQL request.' };
    default:
      return internalError;
  }
}

function describeUnparsed(error: GraphQLError): ErrorDescription {
  if (error.source !== undefined && hasTooManyTokens(error.source.body)) {
    return { code: 'LIMIT_EXCEEDED', message: `The document is too large: tokens are limited to ${limits.tokens}.` };
  }
  return {
    code: 'GRAPHQL_PARSE_FAILED',
    message: quotesText(error) ? 'Syntax Error: unexpected value.' : error.message,
  };
}

/** Validation quotes the literals that it refuses, which may be anybody's token: those are told by their place. */
function describeInvalid(error: GraphQLError): ErrorDescription {
  const code = 'GRAPHQL_VALIDATION_FAILED';
  const token = error.nodes?.find(({ kind }) => literals.has(kind))?.loc?.startToken;
  if (token === undefined) return { code, message: error.message };
  const path = literalPath(token);
  return {
    code,
    message: `The value of ${path} is not of the type that the schema asks for.`,
    fields: [{ path, message: 'must be of the type that the schema asks for' }],
  };
}

const literals: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/** Whether a syntax error stands at a word, a string, an escape inside of one, or a number, which its message would quote. */
function quotesText({ source, positions }: GraphQLError): boolean {
  const at = positions?.[0];
  return source === undefined || at === undefined || /^["\\\w-]/.test(source.body.slice(at));
}
