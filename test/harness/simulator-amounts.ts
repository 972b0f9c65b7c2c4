/** Reads the amounts of an answer from their own characters, as hundred-millionths. */
export function amountsOf(text: string): AmountObject {
  const exact = text.replace(/(?<=[[:,{])\s*(-?\d[\d.E+-]*)(?=[,}\]])/g, '"#$1"');
  return JSON.parse(exact, (_name, value: unknown) =>
    typeof value === 'string' && value.startsWith('#') ? hundredMillionths(value.slice(1)) : value,
  ) as AmountObject;
}

/** An object of which the members that are numbers on the wire are bigints. */
export interface AmountObject {
  readonly [name: string]: bigint | string | AmountObject | AmountObject[] | undefined;
}

export function amount(object: AmountObject, name: string): bigint {
  const value = object[name];
  if (typeof value !== 'bigint') throw new TypeError(`${name} is no number but ${typeof value}`);
  return value;
}

export function itemsOf(payment: AmountObject): AmountObject[] {
  return payment.itemTransactions as AmountObject[];
}

export function total(objects: readonly AmountObject[], name: string): bigint {
  return objects.reduce((sum, object) => sum + amount(object, name), 0n);
}

function hundredMillionths(text: string): bigint {
  if (text === '0E-8') return 0n;
  const [whole = '', decimals = ''] = text.split('.');
  if (decimals.length > 8) throw new RangeError(`${text} has more than eight decimals`);
  return BigInt(whole + decimals.padEnd(8, '0'));
}
