// The generated blocks of docs/architecture.md, each between two comments that name it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText, root } from './files.js';

const path = 'docs/architecture.md';

/** @typedef {Record<string, string>} Blocks the text of each block, by its name */

/**
 * Writes the blocks into the document.
 *
 * @param {Blocks} blocks
 */
export function writeBlocks(blocks) {
  const text = Object.entries(blocks).reduce(
    (document, [name, block]) =>
      document.replace(blockNamed(name), () => `${openingOf(name)}\n${block}\n${closingOf(name)}`),
    readText(path),
  );
  writeFileSync(join(root, path), text);
}

/**
 * What is wrong with the blocks in the document: missing, or no longer what would be written.
 *
 * @param {Blocks} blocks
 * @returns {string[]}
 */
export function staleBlocks(blocks) {
  return Object.entries(blocks).flatMap(([name, block]) => {
    const written = writtenBlock(name);
    if (written === undefined) return [`${path} has no block ${name}`];
    return isFresh(written, block) ? [] : [`${path}: ${name} is stale: npm run measure -- --write`];
  });
}

/**
 * A block as the document has it.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function writtenBlock(name) {
  return blockNamed(name).exec(readText(path))?.[1].trim();
}

/**
 * Whether a written block still says what would be written now. Numbers may be off by a tenth, or by two where they are
 * small, so that not every commit makes the block stale.
 *
 * @param {string} written
 * @param {string} block
 * @returns {boolean}
 */
export function isFresh(written, block) {
  const [before, now] = [written, block].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  const isSameText = written.replace(/\d+/g, '0') === block.replace(/\d+/g, '0');
  return isSameText && now.every((number, i) => Math.abs(number - before[i]) <= Math.max(2, number / 10));
}

function blockNamed(name) {
  return new RegExp(`${openingOf(name)}([^]*?)${closingOf(name)}`);
}

function openingOf(name) {
  return `<!-- ${name} -->`;
}

function closingOf(name) {
  return `<!-- /${name} -->`;
}
