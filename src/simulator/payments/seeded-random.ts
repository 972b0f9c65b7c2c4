import { createHash } from 'node:crypto';

/** Pseudo-random choices that are always the same for the same token and purpose. */
export interface SeededRandom {
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  digits(count: number): string;
  pick<Choice>(choices: readonly [Choice, ...Choice[]]): Choice;
}

/** Each purpose has an independent sequence, so that another draw for one purpose does not change the others. */
export function seededRandom(token: string, purpose: string): SeededRandom {
  let block = hash(`${token}/${purpose}`);
  let used = 0;
  const next = (): number => {
    if (used === block.length) [block, used] = [hash(block), 0];
    used += 4;
    return block.readUInt32BE(used - 4);
  };
  return {
    between: (min, max) => min + (next() % (max - min + 1)),
    digits: (count) => Array.from({ length: count }, () => next() % 10).join(''),
    pick: (choices) => choices[next() % choices.length] ?? choices[0],
  };
}

function hash(input: string | Buffer): Buffer {
  return createHash('sha256').update(input).digest();
}
