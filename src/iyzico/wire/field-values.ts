import { plainDecimal } from './decimal.js';
import { istanbulInstant } from './istanbul-time.js';
import { ExactNumber } from './json-value.js';

// Each reads a value of an answer as one type, and is `null` for a value of another type or form.

/** Systems of iyzico write no time from before or after. */
const [FIRST_YEAR, LAST_YEAR] = [2000, 2100];

/** Text, or the characters of a number. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return value instanceof ExactNumber ? value.text : null;
}

export function decimalOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null ? null : plainDecimal(text);
}

export function integerOf(value: unknown): number | null {
  const text = textOf(value);
  return text !== null && /^-?\d{1,9}$/.test(text) ? Number(text) : null;
}

export function booleanOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

export function epochOf(value: unknown): Date | null {
  const text = textOf(value);
  const date = text !== null && /^\d{1,15}$/.test(text) ? new Date(Number(text)) : null;
  const year = date?.getUTCFullYear() ?? 0;
  return year >= FIRST_YEAR && year <= LAST_YEAR ? date : null;
}

export function istanbulTimeOf(value: unknown): Date | null {
  return typeof value === 'string' ? istanbulInstant(value) : null;
}
