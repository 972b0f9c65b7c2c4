/** More digits than any amount has; an exponent may not blow a short text up into a long one. */
const MOST_DIGITS = 60;

/**
 * A number's own characters in plain notation without trailing zeros, every digit kept:
 * `1.00000000` → `1`, `0E-8` → `0`, `12345678901234567.89000000` → `12345678901234567.89`.
 * `null` where the text is no decimal number, or one of more than 60 digits.
 */
export function plainDecimal(text: string): string | null {
  const [, sign, whole, fraction = '', exponent = '0'] =
    /^(-?)(\d{1,60})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text) ?? [];
  if (sign === undefined || whole === undefined) return null;

  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (/^0*$/.test(digits)) return '0';

  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const units = padded.slice(0, Math.max(point, 1)).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(Math.max(point, 1)).replace(/0+$/, '');
  if (units.length + rest.length > MOST_DIGITS) return null;
  return sign + units + (rest === '' ? '' : `.${rest}`);
}
