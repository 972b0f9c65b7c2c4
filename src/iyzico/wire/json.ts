import { isUtf8 } from 'node:buffer';
import { ExactNumber, isEqual } from './json-value.js';

/** More levels of nesting than any answer of iyzico's has, and fewer than the reader's recursion can take. */
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
 * Reads UTF-8 JSON as strictly as `JSON.parse`. Every number keeps its own characters, as an `ExactNumber`.
 * @throws UnreadableJson where it is not JSON, is nested deeper than `MAX_DEPTH`, or has a key with two different
 *   values, of which either may be the right one
 */
export function readJson(bytes: Uint8Array): unknown {
  return isUtf8(bytes) ? new JsonReader(decoder.decode(bytes)).read() : refuse();
}

const decoder = new TextDecoder();

const [TAB, LINE_FEED, CARRIAGE_RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a];
const [OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
const [SMALL_F, SMALL_N, SMALL_T] = [0x66, 0x6e, 0x74];

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** In a string: an escape, or a character that needs one. */
const unusualPattern = /[\\\u0000-\u001f]/;

/** Reads a text from its start to its end, by the grammar of RFC 8259. */
class JsonReader {
  private position = 0;
  private depth = 0;
  /** Whether strings must be searched for escapes. Most answers have none. */
  private readonly isUnusual: boolean;

  constructor(private readonly text: string) {
    this.isUnusual = unusualPattern.test(text);
  }

  read(): unknown {
    const value = this.value();
    return this.position === this.text.length ? value : refuse();
  }

  /** A value, with the whitespace around it. */
  private value(): unknown {
    const value = this.bareValue(this.next());
    this.next();
    return value;
  }

  private bareValue(first: number): unknown {
    switch (first) {
      case QUOTE:
        return this.string();
      case OPENING_BRACE:
        return this.object();
      case OPENING_BRACKET:
        return this.array();
      case SMALL_T:
        return this.literal('true', true);
      case SMALL_F:
        return this.literal('false', false);
      case SMALL_N:
        return this.literal('null', null);
      default:
        return this.number();
    }
  }

  private object(): object {
    const object: Record<string, unknown> = {};
    this.open();
    if (this.next() !== CLOSING_BRACE) {
      do this.member(object);
      while (this.hasMore(CLOSING_BRACE));
    }
    this.close();
    return object;
  }

  private member(object: Record<string, unknown>): void {
    if (this.next() !== QUOTE) refuse();
    const key = this.string();
    this.next();
    if (!this.accept(COLON)) refuse();
    const value = this.value();
    if (Object.hasOwn(object, key)) {
      // The key gets into logs, so only a key that looks like a field name is kept.
      if (!isEqual(object[key], value)) throw new UnreadableJson(/^\w{1,64}$/.test(key) ? key : null);
    } else if (key === '__proto__') {
      // An assignment would set the prototype.
      Object.defineProperty(object, key, { value, enumerable: true });
    } else object[key] = value;
  }

  private array(): unknown[] {
    const array: unknown[] = [];
    this.open();
    if (this.next() !== CLOSING_BRACKET) {
      do array.push(this.value());
      while (this.hasMore(CLOSING_BRACKET));
    }
    this.close();
    return array;
  }

  private open(): void {
    this.position++;
    if (++this.depth > MAX_DEPTH) refuse();
  }

  private close(): void {
    this.position++;
    this.depth--;
  }

  /** Whether another member or entry follows, and not the end. @param bracket the one that ends it */
  private hasMore(bracket: number): boolean {
    if (this.accept(COMMA)) return true;
    return this.code() === bracket ? false : refuse();
  }

  private string(): string {
    const { text, position: start } = this;
    const end = text.indexOf('"', start + 1);
    const string = text.slice(start + 1, end);
    if (end < 0 || (this.isUnusual && unusualPattern.test(string))) return this.unusualString();
    this.position = end + 1;
    return string;
  }

  private unusualString(): string {
    const { text, position: start } = this;
    let end = start + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    this.position = end + 1;
    try {
      return JSON.parse(text.slice(start, this.position)) as string;
    } catch {
      return refuse();
    }
  }

  private number(): ExactNumber {
    const start = this.position;
    numberPattern.lastIndex = start;
    if (!numberPattern.test(this.text)) refuse();
    this.position = numberPattern.lastIndex;
    return new ExactNumber(this.text.slice(start, this.position));
  }

  private literal<T>(name: string, value: T): T {
    if (!this.text.startsWith(name, this.position)) refuse();
    this.position += name.length;
    return value;
  }

  /** Steps over the next character where it is this one. */
  private accept(code: number): boolean {
    if (this.code() !== code) return false;
    this.position++;
    return true;
  }

  /** The next character that is no whitespace; NaN at the end of the text. */
  private next(): number {
    for (; ; this.position++) {
      const code = this.code();
      if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return code;
    }
  }

  private code(): number {
    return this.text.charCodeAt(this.position);
  }
}

function refuse(): never {
  throw new UnreadableJson(null);
}
