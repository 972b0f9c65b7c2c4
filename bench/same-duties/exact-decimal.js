import Big from 'big.js';

/** An amount in plain notation, without trailing zeros: `10.50000000` → `10.5`, `0E-8` → `0`. */
export function exactDecimal(text) {
  return text === undefined ? null : new Big(text).toFixed();
}
