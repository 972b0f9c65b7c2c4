import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FailureCode } from './failure.js';

export interface Keys {
  readonly apiKey: string;
  readonly secretKey: string;
}

/** The signed parts of a request, and the headers that contain the signature. */
export interface SignedRequest {
  readonly headers: IncomingHttpHeaders;
  /** Without host and query. */
  readonly path: string;
  /** The bytes as received. */
  readonly body: Buffer;
}

/**
 * Checks a request's IYZWSv2 authorization. The codes are inferred: 1004 for a missing header or another scheme, 1001
 * for an unknown API key, 1000 for anything else.
 *
 * @returns `undefined` when the authorization is valid
 */
export function authorizationFailure(request: SignedRequest, keys: Keys): FailureCode | undefined {
  const { authorization, 'x-iyzi-rnd': randomKey } = request.headers;
  const encoded = /^IYZWSv2 (?<credentials>\S+)$/.exec(authorization ?? '')?.groups?.credentials;
  if (encoded === undefined || typeof randomKey !== 'string' || randomKey === '') return '1004';

  const credentials = readCredentials(encoded);
  if (!credentials) return '1000';
  if (!equal(credentials.apiKey, keys.apiKey)) return '1001';
  if (credentials.randomKey !== randomKey) return '1000';
  return equal(credentials.signature, expectedSignature(request, randomKey, keys)) ? undefined : '1000';
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

// timingSafeEqual throws for unequal lengths. Lengths are not secret.
function equal(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
