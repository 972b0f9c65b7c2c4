import type { Fields } from '../wire/fields.js';

/** The field `currency`: three capital letters. iyzico's list is open, so every such code is accepted. */
export function readCurrency(fields: Fields): string | null {
  return fields.matching('currency', /^[A-Z]{3}$/);
}
