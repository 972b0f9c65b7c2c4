import { ExactNumber } from '../wire/exact-json.js';

/** Money, a percentage or a rate, in hundred-millionths: the finest step that iyzico writes. Never negative. */
export type Amount = bigint;

const one: Amount = 100_000_000n;

/** From hundredths: cents, or hundredths of a percent. */
export function hundredths(count: number): Amount {
  return BigInt(count) * 1_000_000n;
}

/** From ten-thousandths, in which exchange rates are told. */
export function tenThousandths(count: number): Amount {
  return BigInt(count) * 10_000n;
}

/** With all eight decimals, and zero as iyzico has it: `12.50000000`, `0E-8`. */
export function inFull(amount: Amount): ExactNumber {
  if (amount === 0n) return new ExactNumber('0E-8');
  return new ExactNumber(`${amount / one}.${(amount % one).toString().padStart(8, '0')}`);
}

/** With no more decimals than needed: `12.5`, `0`. */
export function inShort(amount: Amount): ExactNumber {
  if (amount % one === 0n) return new ExactNumber((amount / one).toString());
  return new ExactNumber(inFull(amount).text.replace(/0+$/, ''));
}

export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** The amount times a rate, rounded half up. */
export function times(amount: Amount, rate: Amount): Amount {
  return (amount * rate + one / 2n) / one;
}

export function percentOf(amount: Amount, percentage: Amount): Amount {
  return times(amount, percentage / 100n);
}

/** Shares in proportion to the weights, which add up to the total whatever the rounding. */
export function split(total: Amount, weights: readonly Amount[]): Amount[] {
  const allWeights = sum(weights);
  let [weightLeft, amountLeft] = [allWeights, total];
  return weights.map((weight) => {
    const share = weightLeft === 0n ? 0n : (amountLeft * weight) / weightLeft;
    weightLeft -= weight;
    amountLeft -= share;
    return share;
  });
}
