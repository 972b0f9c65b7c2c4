import Negotiator from 'negotiator';
import { rememberByHeader } from './by-header.js';

/** The media type of GraphQL over HTTP. Its clients read GraphQL errors from answers with any HTTP status. */
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const PAGE_TYPE = 'text/html';

/** The first is sent to a client that accepts anything. */
const ANSWER_TYPES = [JSON_TYPE, GRAPHQL_TYPE];

/** The media types of answers, for people. */
export const answerTypeNames = 'application/graphql-response+json or application/json';

/**
 * The media type of an answer to a request with this `accept` header, by its weights. A client that names both types
 * with the same weight gets the one of GraphQL over HTTP, in whichever order it names them.
 */
export const answerTypeOf = rememberByHeader((accept) => {
  const ranges = accept?.split(',') ?? [];
  // Negotiator breaks ties by order, so a type that comes first in either order has at least the other one's weight.
  const preferred = [ranges, [...ranges].reverse()].map((list) => preferredType(list.join(','), ANSWER_TYPES));
  return preferred.includes(GRAPHQL_TYPE) ? GRAPHQL_TYPE : JSON_TYPE;
});

/** Whether the client accepts one of the media types of answers. */
export const acceptsAnswers = rememberByHeader((accept) => preferredType(accept, ANSWER_TYPES) !== undefined);

/**
 * Whether a client takes every status except 200 for a failure below GraphQL. Clients that accept only
 * `application/json` do: they are older than the media type of GraphQL over HTTP.
 */
export function expectsStatus200(accept: string | undefined): boolean {
  return preferredType(accept, [GRAPHQL_TYPE]) === undefined;
}

/** Whether the client is a browser that shows the answer to a person. */
export function prefersPage(accept = ''): boolean {
  return preferredType(accept, [...ANSWER_TYPES, PAGE_TYPE]) === PAGE_TYPE;
}

function preferredType(accept: string | undefined, types: readonly string[]): string | undefined {
  return new Negotiator({ headers: { accept } }).mediaType([...types]);
}
