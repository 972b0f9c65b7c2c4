import { createHash } from 'node:crypto';

/** Choices that look like chance and are always the same for the same token and purpose. */
export interface SeededRandom {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  digits(count: number): string;
  pick<Choice>(choices: readonly [Choice, ...Choice[]]): Choice;
}

/** Each purpose draws from a hash of its own, so that a draw more in one place changes nothing in another. */
export function seededRandom(token: string, purpose: string): SeededRandom {
  let block = hash(`${token}/${purpose}`);
  let used = 0;
  const next = (): number => {
    if (used === block.length) [block, used] = [hash(block), 0];
    used += 4;
    return block.readUInt32BE(used - 4);
  };
  return {
    between: (least, most) => least + (next() % (most - least + 1)),
    digits: (count) => Array.from({ length: count }, () => next() % 10).join(''),
    pick: (choices) => choices[next() % choices.length] ?? choices[0],
  };
}

function hash(input: string | Buffer): Buffer {
  return createHash('sha256').update(input).digest();
}
