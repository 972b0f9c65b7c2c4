/** Parses an answer with its numbers as bigints in units of 0.00000001, without the rounding of JSON.parse. */
export function amountsOf(text: string): AmountObject {
  const exact = text.replace(/(?<=[[:,{])\s*(-?\d[\d.E+-]*)(?=[,}\]])/g, '"#$1"');
  return JSON.parse(exact, (_name, value: unknown) =>
    typeof value === 'string' && value.startsWith('#') ? toUnits(value.slice(1)) : value,
  ) as AmountObject;
}

/** A JSON object whose numbers are bigints. */
export interface AmountObject {
  readonly [name: string]: bigint | string | AmountObject | AmountObject[] | undefined;
}

export function amount(object: AmountObject, name: string): bigint {
  const value = object[name];
  if (typeof value !== 'bigint') throw new TypeError(`${name} is not a number but ${typeof value}`);
  return value;
}

export function itemsOf(payment: AmountObject): AmountObject[] {
  return payment.itemTransactions as AmountObject[];
}

export function total(objects: readonly AmountObject[], name: string): bigint {
  return objects.reduce((sum, object) => sum + amount(object, name), 0n);
}

function toUnits(text: string): bigint {
  if (text === '0E-8') return 0n;
  const [whole = '', decimals = ''] = text.split('.');
  if (decimals.length > 8) throw new RangeError(`${text} has more than eight decimals`);
  return BigInt(whole + decimals.padEnd(8, '0'));
}
