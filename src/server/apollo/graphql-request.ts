import { acceptsAnswers, answerTypeNames } from '../http/answer-type.js';
import { HttpRefusal } from '../http/refusal.js';
import type { TrustedDocuments } from './trusted-documents.js';

/** Deeper than any variable of the contract. Bounds the recursion over a body. */
const MAX_BODY_DEPTH = 16;

/**
 * Reads a body as a GraphQL request.
 * @param trusted the only documents that may run; `null` if any may
 * @throws HttpRefusal 400, 415
 */
export function readGraphQLRequest(bytes: unknown, trusted: TrustedDocuments | null): Record<string, unknown> {
  const body = readJson(bytes);
  if (!isRecord(body)) throw new HttpRefusal(400, 'The body must be a JSON object; batches are not supported.');
  if (isDeeperThan(MAX_BODY_DEPTH, body)) {
    throw new HttpRefusal(400, `The body must not be nested deeper than ${MAX_BODY_DEPTH}.`);
  }

  const { query, operationName, variables, extensions } = body;
  if (operationName != null && typeof operationName !== 'string') {
    throw new HttpRefusal(400, '`operationName` must be a string.');
  }
  if (variables != null && !isRecord(variables)) throw new HttpRefusal(400, '`variables` must be an object.');
  if (extensions != null && !isRecord(extensions)) throw new HttpRefusal(400, '`extensions` must be an object.');
  if (trusted !== null) {
    // Without `extensions`, which may hold a document's hash. Apollo Server accepts null here, but not undefined.
    return { query: trusted(body), operationName: operationName ?? null, variables: variables ?? null };
  }

  const isPersisted = isRecord(extensions) && 'persistedQuery' in extensions;
  if (!(typeof query === 'string' && query.trim() !== '') && !(query === undefined && isPersisted)) {
    throw new HttpRefusal(400, '`query` must be the text of a GraphQL document.');
  }
  return body;
}

/** @throws HttpRefusal 415 if the content type names another charset than UTF-8 */
export function checkMediaType(contentType = ''): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw new HttpRefusal(415, 'The body must be UTF-8.');
}

/** Checked before an operation runs; Apollo Server checks `accept` only afterwards. @throws HttpRefusal 406 */
export function checkAcceptable(accept: string | undefined): void {
  if (!acceptsAnswers(accept)) throw new HttpRefusal(406, `Answers are sent as ${answerTypeNames}.`);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readJson(bytes: unknown): unknown {
  if (!Buffer.isBuffer(bytes)) throw new HttpRefusal(415, 'The body must be application/json.');
  try {
    return JSON.parse(utf8.decode(bytes));
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
