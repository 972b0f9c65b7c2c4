import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FailureCode } from './failure.js';

export interface Keys {
  readonly apiKey: string;
  readonly secretKey: string;
}

/** The parts of a request that its signature covers, and the headers that carry it. */
export interface SignedRequest {
  readonly headers: IncomingHttpHeaders;
  /** Without host and query. */
  readonly path: string;
  /** The bytes as they were received. */
  readonly body: Buffer;
}

/**
 * What is wrong with a request's IYZWSv2 authorization; undefined when nothing is. Which code iyzico gives to which
 * mistake is inferred: 1004 where a header is missing or of another scheme, 1001 for a strange key, 1000 for the rest.
 */
export function authorizationFault(request: SignedRequest, keys: Keys): FailureCode | undefined {
  const { authorization, 'x-iyzi-rnd': announced } = request.headers;
  const encoded = /^IYZWSv2 (?<credentials>\S+)$/.exec(authorization ?? '')?.groups?.credentials;
  if (encoded === undefined || typeof announced !== 'string' || announced === '') return '1004';

  const credentials = readCredentials(encoded);
  if (!credentials) return '1000';
  if (!equal(credentials.apiKey, keys.apiKey)) return '1001';
  if (credentials.randomKey !== announced) return '1000';
  return equal(credentials.signature, expectedSignature(request, announced, keys)) ? undefined : '1000';
}

function readCredentials(encoded: string): { apiKey: string; randomKey: string; signature: string } | undefined {
  if (!/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(encoded)) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const parts = /^apiKey:(.*)&randomKey:(.*)&signature:([0-9a-f]{64})$/s.exec(text);
  return parts ? { apiKey: parts[1] ?? '', randomKey: parts[2] ?? '', signature: parts[3] ?? '' } : undefined;
}

function expectedSignature({ path, body }: SignedRequest, randomKey: string, { secretKey }: Keys): string {
  return createHmac('sha256', secretKey)
    .update(randomKey + path)
    .update(body)
    .digest('hex');
}

// timingSafeEqual refuses unequal lengths, and a length is no secret.
function equal(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
