import { Kind, type GraphQLError } from 'graphql';
import type { ErrorDescription } from './error-description.js';
import { literalPath } from './field-errors.js';
import { hasTooManyTokens, limits } from './limits.js';

/**
 * Describes an error of graphql-js or Apollo Server, by the code that Apollo Server gives it.
 * @returns `undefined` for an unknown code
 */
export function describeGraphQLError(error: GraphQLError): ErrorDescription | undefined {
  switch (error.extensions.code) {
    case 'GRAPHQL_PARSE_FAILED':
      return describeUnparsed(error);
    case 'GRAPHQL_VALIDATION_FAILED':
      return describeInvalid(error);
    case 'BAD_USER_INPUT':
      return { code: 'BAD_USER_INPUT', message: 'An argument or variable has a wrong value.' };
    case 'OPERATION_RESOLUTION_FAILURE':
      return { code: 'BAD_REQUEST', message: 'The document has no such operation: check operationName.' };
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      // On this message Apollo Client repeats the request with the whole document.
      return { code: 'BAD_REQUEST', message: error.message };
    case 'BAD_REQUEST':
      return { code: 'BAD_REQUEST', message: 'This is not a GraphQL request.' };
    default:
      return undefined;
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

/** graphql-js quotes a refused literal, which may be a token: the answer has the literal's path instead. */
function describeInvalid(error: GraphQLError): ErrorDescription {
  const code = 'GRAPHQL_VALIDATION_FAILED';
  // Apollo Server's own message names a setting that this server does not have.
  if (error.message.startsWith('GraphQL introspection is not allowed')) {
    return { code, message: 'Introspection is off: the operators set it with INTROSPECTION.' };
  }
  const token = error.nodes?.find(({ kind }) => literalKinds.has(kind))?.loc?.startToken;
  if (token === undefined) return { code, message: error.message };
  const path = literalPath(token);
  const missing = missingFieldOf(error);
  if (missing !== undefined) {
    const message = `must be given, as ${missing.type}`;
    return { code, message: error.message, fields: [{ path: `${path}.${missing.name}`, message }] };
  }
  return {
    code,
    message: `The value of ${path} does not have the type that the schema requires.`,
    fields: [{ path, message: 'must have the type that the schema requires' }],
  };
}

/** The field that an input object lacks. graphql-js tells it only in its message, which then quotes nothing else. */
function missingFieldOf({ message }: GraphQLError): { readonly name: string; readonly type: string } | undefined {
  const [, name, type] = /^Field "\w+\.(\w+)" of required type "([\w![\]]+)" was not provided\.$/.exec(message) ?? [];
  return name === undefined || type === undefined ? undefined : { name, type };
}

const literalKinds: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/** Whether a syntax error is at a name, a string, an escape or a number: its message would quote it. */
function quotesText({ source, positions }: GraphQLError): boolean {
  const at = positions?.[0];
  return source === undefined || at === undefined || /^["\\\w-]/.test(source.body.slice(at));
}
