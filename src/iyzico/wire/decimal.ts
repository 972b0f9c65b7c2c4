/** More digits than any amount has. It keeps a large exponent from turning a short text into a very long one. */
const MAX_DIGITS = 60;
const decimalPattern = new RegExp(`^(-?)(\\d{1,${MAX_DIGITS}})(?:\\.(\\d{1,${MAX_DIGITS}}))?(?:[eE]([+-]?\\d{1,3}))?$`);
/** A number without an exponent and leading zeros, as nearly all of iyzico's are. */
const ordinaryPattern = /^(?:0|[1-9]\d{0,19})(?:\.\d{1,20})?$/;
/** Zero with any exponent: iyzico writes `0E-8`. */
const zeroPattern = new RegExp(`^-?0{1,${MAX_DIGITS}}(?:\\.0{1,${MAX_DIGITS}})?(?:[eE][+-]?\\d{1,3})?$`);

/**
 * A decimal number in plain notation: without an exponent, without trailing zeros, and with every other digit.
 * `1.00000000` → `1`, `0E-8` → `0`, `12345678901234567.89000000` → `12345678901234567.89`
 * @returns `null` where the text is not a decimal number, or has more than `MAX_DIGITS` digits in plain notation
 */
export function plainDecimal(text: string): string | null {
  if (ordinaryPattern.test(text)) return withoutTrailingZeros(text);
  if (zeroPattern.test(text)) return '0';
  const [, sign, whole, fraction = '', exponent = '0'] = decimalPattern.exec(text) ?? [];
  if (sign === undefined || whole === undefined) return null;

  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const units = padded.slice(0, Math.max(point, 1)).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(Math.max(point, 1)).replace(/0+$/, '');
  if (units.length + rest.length > MAX_DIGITS) return null;
  return sign + units + (rest === '' ? '' : `.${rest}`);
}

function withoutTrailingZeros(text: string): string {
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text[end - 1] === '0') end--;
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end);
}
