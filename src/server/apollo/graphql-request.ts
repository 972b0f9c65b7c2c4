import Negotiator from 'negotiator';
import { HttpRefusal } from '../http/refusal.js';
import type { TrustedDocuments } from './trusted-documents.js';

/** Deeper than any variable of the contract; recursion over the body ends here. */
const DEEPEST = 16;

/** The media type that came with GraphQL over HTTP: who takes it goes by the status of an answer. */
const GRAPHQL = 'application/graphql-response+json';
const ANSWERS = [GRAPHQL, 'application/json'];
/** Clients may name the charset, though there is only one. */
const ACCEPTABLE = ANSWERS.flatMap((type) => [type, `${type}; charset=utf-8`]);
const PAGE = 'text/html';

/**
 * Reads a body as a GraphQL request, so that what is none is refused before anything is done for it.
 * @param trusted the only documents that are run, or `null` where any is
 * @throws HttpRefusal 400
 */
export function readGraphQLRequest(bytes: unknown, trusted: TrustedDocuments | null): Record<string, unknown> {
  const body = readJson(bytes);
  if (!isRecord(body)) throw new HttpRefusal(400, 'The body must be a JSON object; batches are not answered.');
  if (isDeeperThan(DEEPEST, body)) throw new HttpRefusal(400, `The body must not be nested deeper than ${DEEPEST}.`);

  const { query, operationName, variables, extensions } = body;
  if (operationName != null && typeof operationName !== 'string') {
    throw new HttpRefusal(400, '`operationName` must be text.');
  }
  if (variables != null && !isRecord(variables)) throw new HttpRefusal(400, '`variables` must be an object.');
  if (extensions != null && !isRecord(extensions)) throw new HttpRefusal(400, '`extensions` must be an object.');
  // Apollo Server need not know by what name a trusted document was asked for.
  if (trusted !== null) {
    // `undefined` would be none of the types that Apollo Server knows.
    return { query: trusted(body), operationName: operationName ?? null, variables: variables ?? null };
  }

  const isPersisted = isRecord(extensions) && 'persistedQuery' in extensions;
  if (!(typeof query === 'string' && query.trim() !== '') && !(query === undefined && isPersisted)) {
    throw new HttpRefusal(400, '`query` must be the text of a GraphQL document.');
  }
  return body;
}

/** JSON in UTF-8, as JSON is. @throws HttpRefusal 415 */
export function checkMediaType(contentType = ''): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw new HttpRefusal(415, 'The body must be UTF-8.');
}

/** Apollo Server looks at `accept` when the operation has already run. @throws HttpRefusal 406 */
export function checkAcceptable(accept: string | undefined): void {
  if (new Negotiator({ headers: { accept } }).mediaType(ACCEPTABLE) === undefined) {
    throw new HttpRefusal(406, `Answers come as ${ANSWERS.join(' or ')}.`);
  }
}

/**
 * Whether a client takes any status but 200 for a failure of HTTP, below GraphQL: that is how `application/json` was
 * answered before there was a media type of GraphQL's own. Who takes both, or anything at all, knows statuses.
 */
export function expectsStatus200(accept: string | undefined): boolean {
  return new Negotiator({ headers: { accept } }).mediaType(ACCEPTABLE.filter(isGraphQL)) === undefined;
}

/** Whether a browser asks, to show the answer to a person. */
export function prefersPage(accept = ''): boolean {
  return new Negotiator({ headers: { accept } }).mediaType([...ACCEPTABLE, PAGE]) === PAGE;
}

function isGraphQL(type: string): boolean {
  return type.startsWith(GRAPHQL);
}

function readJson(bytes: unknown): unknown {
  if (!Buffer.isBuffer(bytes)) throw new HttpRefusal(415, 'The body must be application/json.');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new HttpRefusal(400, 'Invalid JSON: the body must be UTF-8 JSON.');
  }
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
