import type { IncomingMessage } from 'node:http';

/** The longest request body that is read, in bytes. */
const bodyLimit = 1_048_576;

export interface Body {
  /** As received; of a body over the limit, the part that fitted. */
  readonly bytes: Buffer;
  readonly tooLong: boolean;
}

/** Reads a request to its end, so that a refusal of a long body still reaches the one who is sending it. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= bodyLimit) kept.push(chunk);
  }
  return { bytes: Buffer.concat(kept), tooLong: length > bodyLimit };
}

/** The text members of a JSON object; undefined when the body is no JSON object. Every field iyzico takes is text. */
export function readFields(bytes: Buffer): ReadonlyMap<string, string> | undefined {
  const parsed = parseJson(bytes.toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  return new Map(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
