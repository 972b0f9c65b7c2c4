import { isLosslessNumber } from 'lossless-json';
import { plainDecimal } from './decimal.js';
import { istanbulInstant } from './istanbul-time.js';

/** What a set of fields tells about itself while it is read. */
export interface FieldListener {
  /** A required field is missing or of a wrong type: ends the reading. */
  refuse(field: string): never;
  /** A field is not what the contract says: it reads as `null` or `UNKNOWN`, and this is told, without the indices. */
  drifted(field: string, kind: DriftKind): void;
}

/**
 * How a field differs from the contract.
 * - `unknown-value`: a closed list's stranger
 * - `malformed`: of a wrong type or form
 * - `missing`: promised, and not there
 */
export type DriftKind = 'unknown-value' | 'malformed' | 'missing';

/** A closed list of iyzico's, as a frozen object of its own names. */
type ClosedList = Readonly<Record<string, string>>;

/**
 * An object out of an answer, read field by field: a field comes out typed or not at all.
 * Optional fields read as `null` where they are missing, null or of a wrong type.
 */
export class Fields {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly listener: FieldListener,
    private readonly path = '',
  ) {}

  /** Text, or a number's own characters: iyzico writes some ids both ways. */
  text(name: string): string | null {
    return this.optional(name, textOf);
  }

  /** Text by which something is asked for again: empty, it names nothing. */
  id(name: string): string | null {
    const value = this.text(name);
    return value === '' ? null : value;
  }

  requiredText(name: string): string {
    const value = textOf(this.own(name));
    return value === null || value === '' ? this.refuse(name) : value;
  }

  /** Exact, in plain notation; `spellings` are the other names under which iyzico writes the same field. */
  decimal(name: string, ...spellings: string[]): string | null {
    const written = [name, ...spellings].find((spelling) => present(this.own(spelling))) ?? name;
    return this.optional(written, (value) => {
      const text = textOf(value);
      return text === null ? null : plainDecimal(text);
    });
  }

  integer(name: string): number | null {
    return this.optional(name, (value) => {
      const text = textOf(value);
      return text !== null && /^-?\d{1,9}$/.test(text) ? Number(text) : null;
    });
  }

  boolean(name: string): boolean | null {
    return this.optional(name, (value) => (typeof value === 'boolean' ? value : null));
  }

  /** Text that has the form `pattern`. */
  matching(name: string, pattern: RegExp): string | null {
    return this.optional(name, (value) => {
      const text = textOf(value);
      return text !== null && pattern.test(text) ? text : null;
    });
  }

  /** Epoch milliseconds; `null` for the zero that iyzico sends where it has no time. */
  epoch(name: string): Date | null {
    const date = this.optional(name, (value) => {
      const text = textOf(value);
      return text !== null && /^\d{1,15}$/.test(text) ? new Date(Number(text)) : null;
    });
    return date !== null && date.getTime() > 0 ? date : null;
  }

  istanbulTime(name: string): Date | null {
    return this.optional(name, (value) => (typeof value === 'string' ? istanbulInstant(value) : null));
  }

  /** A member of a closed list, `null` where it is missing or a stranger. */
  member<L extends ClosedList>(name: string, list: L, normalise = (value: string) => value): L[keyof L] | null {
    const read = (value: unknown) => {
      const text = textOf(value);
      const key = text === null ? null : normalise(text);
      return key !== null && Object.hasOwn(list, key) ? (list[key] as L[keyof L]) : null;
    };
    return this.optional(name, read, textOf(this.own(name)) === null ? 'malformed' : 'unknown-value');
  }

  /** A member of a closed list that has a name for strangers: `UNKNOWN` for those, `null` where it is missing. */
  memberOrUnknown<L extends ClosedList & { UNKNOWN: 'UNKNOWN' }>(name: string, list: L): L[keyof L] | 'UNKNOWN' | null {
    return present(this.own(name)) ? (this.member(name, list) ?? 'UNKNOWN') : null;
  }

  object(name: string): Fields | null {
    return this.optional(name, (value) => (isObject(value) ? this.inner(value, name) : null));
  }

  /** The objects of a list; empty where the list is missing. @throws by the listener where an entry is no object. */
  objects(name: string): Fields[] {
    const entries = this.optional(name, (value) => (Array.isArray(value) ? (value as unknown[]) : null)) ?? [];
    return entries.map((entry, index) => {
      const place = `${name}[${index}]`;
      return isObject(entry) ? this.inner(entry, place) : this.refuse(place);
    });
  }

  /** Whether iyzico wrote anything under this name. */
  has(name: string): boolean {
    return present(this.own(name));
  }

  /** Tells of those fields that the contract promises and iyzico left out; they are read like any other. */
  promised(...names: readonly string[]): void {
    for (const name of names) if (!this.has(name)) this.drift(name, 'missing');
  }

  /** Refuses an answer that is about another thing than the one asked for. */
  expect(name: string, asked: string): void {
    if (this.requiredText(name) !== asked) this.refuse(name);
  }

  /** Ends the reading: the answer breaks the contract at this field. */
  refuse(name: string): never {
    return this.listener.refuse(this.path + name);
  }

  private optional<T>(name: string, read: (value: unknown) => T | null, drift: DriftKind = 'malformed'): T | null {
    const value = this.own(name);
    if (!present(value)) return null;
    const typed = read(value);
    if (typed === null) this.drift(name, drift);
    return typed;
  }

  private drift(name: string, kind: DriftKind): void {
    this.listener.drifted((this.path + name).replace(/\[\d+\]/g, ''), kind);
  }

  private own(name: string): unknown {
    return Object.hasOwn(this.values, name) ? this.values[name] : undefined;
  }

  private inner(values: Readonly<Record<string, unknown>>, name: string): Fields {
    return new Fields(values, this.listener, `${this.path}${name}.`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return isLosslessNumber(value) ? value.value : null;
}
