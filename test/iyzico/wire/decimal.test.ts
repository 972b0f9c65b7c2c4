import fc from 'fast-check';
import { plainDecimal } from '../../../src/iyzico/wire/decimal.js';

test.each([
  ['1.00000000', '1'],
  ['0E-8', '0'],
  ['10.50', '10.5'],
  ['12345678901234567.89000000', '12345678901234567.89'],
  ['0.00', '0'],
  ['100.00', '100'],
  ['100.010', '100.01'],
  [`1${'0'.repeat(20)}.${'0'.repeat(21)}`, `1${'0'.repeat(20)}`],
  ['-0', '0'],
  ['-0.00', '0'],
  ['-1.50', '-1.5'],
  ['100', '100'],
  ['0.01750000', '0.0175'],
  ['1e2', '100'],
  ['1.5E+3', '1500'],
  ['15e-1', '1.5'],
  ['1E-8', '0.00000001'],
  ['-12.34e-3', '-0.01234'],
  ['007', '7'],
])('%s is written as %s, and keeps every digit', (text, plain) => {
  expect(plainDecimal(text)).toBe(plain);
});

test.each([['1e60'], ['1e999'], ['1e-999'], ['1e1000000'], ['9'.repeat(61)], [`1e${'9'.repeat(400)}`]])(
  '%s is null, because it would be too long',
  (text) => {
    expect(plainDecimal(text)).toBeNull();
  },
);

test.each([
  [''],
  [' 1'],
  ['1\n'],
  ['+1'],
  ['.5'],
  ['5.'],
  ['1,5'],
  ['1e'],
  ['0x10'],
  ['NaN'],
  ['Infinity'],
  ['--1'],
  ['١'],
])('%j is not a number', (text) => {
  expect(plainDecimal(text)).toBeNull();
});

test('the plain text is the same number, without an exponent or trailing zeros', () => {
  fc.assert(
    fc.property(numberText, (text) => {
      const plain = plainDecimal(text) ?? '';
      expect(plain).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
      expect(isSameNumber(plain, text)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

const digits = (minLength: number) => fc.stringMatching(new RegExp(`^\\d{${minLength},20}$`));

const numberText = fc
  .tuple(fc.constantFrom('', '-'), digits(1), fc.option(digits(1)), fc.option(fc.integer({ min: -15, max: 15 })))
  .map(([sign, whole, fraction, exponent]) =>
    [sign, whole, fraction === null ? '' : `.${fraction}`, exponent === null ? '' : `e${exponent}`].join(''),
  );

/** Compares the numbers as exact fractions. */
function isSameNumber(left: string, right: string): boolean {
  const [a, b] = [fractionOf(left), fractionOf(right)];
  return a.numerator * b.denominator === b.numerator * a.denominator;
}

function fractionOf(text: string): { numerator: bigint; denominator: bigint } {
  const [number = '', exponent = '0'] = text.split('e');
  const [whole = '', fraction = ''] = number.split('.');
  const power = Number(exponent) - fraction.length;
  const unscaled = BigInt(whole + fraction);
  return power < 0
    ? { numerator: unscaled, denominator: 10n ** BigInt(-power) }
    : { numerator: unscaled * 10n ** BigInt(power), denominator: 1n };
}
