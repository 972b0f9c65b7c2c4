import { booleanOf, decimalOf, epochOf, integerOf, istanbulTimeOf, textOf } from './field-values.js';
import { isObject } from './json-value.js';

/** Callbacks for the fields of an answer that break the contract. */
export interface FieldListener {
  /** Called where the answer cannot be used because of a field, with the field's whole path. It must throw. */
  refuse(field: string): never;
  /** Called for a field that reads as `null` or `UNKNOWN` because of its value; its path has no list indices. */
  drifted(field: string, kind: DriftKind): void;
}

/**
 * How a field differs from the contract.
 * - `unknown-value`: a value that is not in the closed list
 * - `malformed`: a value of a wrong type or form
 * - `missing`: a field that the contract promises and iyzico left out
 */
export type DriftKind = 'unknown-value' | 'malformed' | 'missing';

const MAX_FREE_TEXT = 500;
/** The start of a longer text. No character of two code units is cut in half. */
const freeTextStart = new RegExp(`^.{0,${MAX_FREE_TEXT}}`, 'su');

/** A closed list: iyzico's values, and this project's name for each. */
type ClosedList = Readonly<Record<string, string>>;

/**
 * An object of an answer, which is read field by field, each with its type.
 * An optional field reads as `null` where it is missing or null. A wrong type reads as `null` too, and is reported.
 */
export class Fields {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly listener: FieldListener,
    private readonly path = '',
  ) {}

  /** Text, or the characters of a number: iyzico writes some ids both ways. */
  text(name: string): string | null {
    return this.optional(name, textOf);
  }

  /** Text for people, or an open list. It is cut to 500 characters: a text of any length would reach every client. */
  freeText(name: string): string | null {
    const text = this.text(name);
    return text === null || text.length <= MAX_FREE_TEXT ? text : (freeTextStart.exec(text)?.[0] ?? null);
  }

  /** The id of something that can be requested; `null` where it is empty. */
  id(name: string): string | null {
    const value = this.text(name);
    return value === '' ? null : value;
  }

  /** Text that must not be missing or empty: without it the answer is refused. */
  requiredText(name: string): string {
    const value = textOf(this.own(name));
    return value === null || value === '' ? this.refuse(name) : value;
  }

  /** An exact decimal in plain notation. @param otherSpelling another name under which iyzico writes the same field */
  decimal(name: string, otherSpelling?: string): string | null {
    return this.optional(otherSpelling === undefined || this.has(name) ? name : otherSpelling, decimalOf);
  }

  integer(name: string): number | null {
    return this.optional(name, integerOf);
  }

  boolean(name: string): boolean | null {
    return this.optional(name, booleanOf);
  }

  /** Text that matches `pattern`. */
  matching(name: string, pattern: RegExp): string | null {
    return this.optional(name, (value) => {
      const text = textOf(value);
      return text !== null && pattern.test(text) ? text : null;
    });
  }

  /** The time of epoch milliseconds, in the years 2000 to 2100; `null` for 0, which iyzico sends where it has no time. */
  epoch(name: string): Date | null {
    return textOf(this.own(name)) === '0' ? null : this.optional(name, epochOf);
  }

  /** The instant of a wall time in Istanbul, written `yyyy-MM-dd HH:mm:ss`. */
  istanbulTime(name: string): Date | null {
    return this.optional(name, istanbulTimeOf);
  }

  /** A value of a closed list; `null` where it is missing or not in the list. */
  member<L extends ClosedList>(name: string, list: L, normalise?: (value: string) => string): L[keyof L] | null {
    const text = this.text(name);
    if (text === null) return null;
    const key = normalise ? normalise(text) : text;
    if (Object.hasOwn(list, key)) return list[key] as L[keyof L];
    this.drift(name, 'unknown-value');
    return null;
  }

  /** A value of a closed list: `UNKNOWN` where it is not in the list, `null` where it is missing. */
  memberOrUnknown<L extends ClosedList & { UNKNOWN: 'UNKNOWN' }>(name: string, list: L): L[keyof L] | 'UNKNOWN' | null {
    return isPresent(this.own(name)) ? (this.member(name, list) ?? 'UNKNOWN') : null;
  }

  object(name: string): Fields | null {
    return this.optional(name, (value) => (isObject(value) ? this.inner(value, name) : null));
  }

  /** The objects of a list; empty where the list is missing. An entry that is not an object refuses the answer. */
  objects(name: string): Fields[] {
    const entries = this.optional(name, (value) => (Array.isArray(value) ? (value as unknown[]) : null)) ?? [];
    return entries.map((entry, index) => {
      const path = `${name}[${index}]`;
      return isObject(entry) ? this.inner(entry, path) : this.refuse(path);
    });
  }

  /** Whether the field is there and not null. */
  has(name: string): boolean {
    return isPresent(this.own(name));
  }

  /** Reports those of the named fields that iyzico left out although the contract promises them. */
  promised(...names: readonly string[]): void {
    for (const name of names) if (!this.has(name)) this.drift(name, 'missing');
  }

  /** Refuses an answer whose field has another value than the requested one: it answers another request. */
  expect(name: string, requested: string): void {
    if (this.requiredText(name) !== requested) this.refuse(name);
  }

  /** Refuses the answer, because it breaks the contract at this field. */
  refuse(name: string): never {
    return this.listener.refuse(this.path + name);
  }

  private optional<T>(name: string, read: (value: unknown) => T | null): T | null {
    const value = this.own(name);
    if (!isPresent(value)) return null;
    const typed = read(value);
    if (typed === null) this.drift(name, 'malformed');
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

/** `null` for an object of which iyzico sent nothing. */
export function nullIfEmpty<T extends object>(object: T): T | null {
  return Object.values(object).every((value) => value === null) ? null : object;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
