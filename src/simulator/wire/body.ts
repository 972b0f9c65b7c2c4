import type { IncomingMessage } from 'node:http';

const MAX_BODY_BYTES = 1_048_576;

export interface Body {
  /** As received; of a body over the limit, the chunks that fit. */
  readonly bytes: Buffer;
  readonly tooLong: boolean;
}

/** Reads the request to its end, even over the limit: a client that is still sending could not read the refusal. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) kept.push(chunk);
  }
  return { bytes: Buffer.concat(kept), tooLong: length > MAX_BODY_BYTES };
}

/**
 * The members of a JSON object whose values are strings; every field that iyzico accepts is a string.
 *
 * @returns `undefined` when the body is not a JSON object
 */
export function readFields(bytes: Buffer): ReadonlyMap<string, string> | undefined {
  const parsed = parseJson(bytes);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  return new Map(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** The JSON value; `undefined` when the bytes are not JSON. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
