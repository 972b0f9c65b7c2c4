import type { Fields } from '../wire/fields.js';

/** Three capital letters. iyzico's list is open, so that a currency which it adds tomorrow passes as well. */
export function readCurrency(fields: Fields): string | null {
  return fields.matching('currency', /^[A-Z]{3}$/);
}
