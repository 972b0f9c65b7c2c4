import { parse } from 'lossless-json';

/** More levels of nesting than any answer of iyzico's has, and fewer than the parser's recursion can take. */
const MAX_DEPTH = 32;

/** A text is not JSON that can be trusted. */
export class UnreadableJson extends Error {
  override readonly name = 'UnreadableJson';

  /** @param field the key that has two different values; `null` for every other cause */
  constructor(readonly field: string | null) {
    super(field === null ? 'not JSON' : `the field ${field} has two different values`);
  }
}

/**
 * Parses UTF-8 JSON. Every number keeps its own characters, as a `LosslessNumber`.
 * @throws UnreadableJson where it is not JSON, is nested deeper than `MAX_DEPTH`, or has a key with two different
 *   values, of which either may be the right one
 */
export function readJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableJson(null);
  }
  if (depthOf(text) > MAX_DEPTH) throw new UnreadableJson(null);
  try {
    return parse(text, null, {
      onDuplicateKey: ({ key }) => {
        // The key gets into logs, so only a key that looks like a field name is kept.
        throw new UnreadableJson(/^\w{1,64}$/.test(key) ? key : null);
      },
    });
  } catch (error) {
    throw error instanceof UnreadableJson ? error : new UnreadableJson(null);
  }
}

/** How deep brackets nest outside strings. It is checked before parsing, because the parser is recursive. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
  }
  return deepest;
}
