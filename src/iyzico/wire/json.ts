import { parse } from 'lossless-json';

/** Deeper than any answer of iyzico, shallower than the parser's stack. */
const DEEPEST = 32;

/** Why a text is not JSON that can be trusted; `field` names a key that was given twice with different values. */
export class UnreadableJson extends Error {
  override readonly name = 'UnreadableJson';

  constructor(readonly field: string | null) {
    super(field === null ? 'not JSON' : `the field ${field} has two different values`);
  }
}

/**
 * Reads UTF-8 JSON in which every number keeps its own characters (as a `LosslessNumber`).
 * @throws UnreadableJson where it is not JSON, nested deeper than 32, or gives a key twice with different values:
 *   whichever of the two were taken, the other might have been meant.
 */
export function readJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableJson(null);
  }
  if (depthOf(text) > DEEPEST) throw new UnreadableJson(null);
  try {
    return parse(text, null, {
      onDuplicateKey: ({ key }) => {
        // A name that is none of iyzico's may be long, and is told to nobody.
        throw new UnreadableJson(/^\w{1,64}$/.test(key) ? key : null);
      },
    });
  } catch (error) {
    throw error instanceof UnreadableJson ? error : new UnreadableJson(null);
  }
}

/** How deep brackets nest outside of strings. Looked at before parsing, because the parser recurses. */
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
