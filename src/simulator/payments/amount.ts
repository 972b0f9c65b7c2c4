import { ExactNumber } from '../wire/exact-json.js';

/** Money, a percentage or a rate, in units of 0.00000001: iyzico writes at most eight decimals. Never negative. */
export type Amount = bigint;

const one: Amount = 100_000_000n;

/** From cents, or from hundredths of a percent. */
export function fromHundredths(count: number): Amount {
  return BigInt(count) * 1_000_000n;
}

/** From units of 0.0001, as exchange rates are given. */
export function fromTenThousandths(count: number): Amount {
  return BigInt(count) * 10_000n;
}

/** With all eight decimals, and zero as iyzico writes it: `12.50000000`, `0E-8`. */
export function writeAllDecimals(amount: Amount): ExactNumber {
  if (amount === 0n) return new ExactNumber('0E-8');
  return new ExactNumber(`${amount / one}.${(amount % one).toString().padStart(8, '0')}`);
}

/** Without trailing zeros: `12.5`, `0`. */
export function writeShort(amount: Amount): ExactNumber {
  if (amount % one === 0n) return new ExactNumber((amount / one).toString());
  return new ExactNumber(writeAllDecimals(amount).text.replace(/0+$/, ''));
}

export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** Rounds half up. */
export function multiply(amount: Amount, rate: Amount): Amount {
  return (amount * rate + one / 2n) / one;
}

/** `part` in percent of `whole`. Rounds half up. */
export function ratioInPercent(part: Amount, whole: Amount): Amount {
  return (part * 100n * one + whole / 2n) / whole;
}

export function min(left: Amount, right: Amount): Amount {
  return left < right ? left : right;
}

export function percentOf(amount: Amount, percentage: Amount): Amount {
  return multiply(amount, percentage / 100n);
}

/** Splits the total in proportion to the weights. The parts add up to the total exactly. */
export function splitByWeight(total: Amount, weights: readonly Amount[]): Amount[] {
  let [weightLeft, amountLeft] = [sum(weights), total];
  return weights.map((weight) => {
    const part = weightLeft === 0n ? 0n : (amountLeft * weight) / weightLeft;
    weightLeft -= weight;
    amountLeft -= part;
    return part;
  });
}
