// Finds the words that the project no longer uses, in identifiers, comments, texts and file names.
import { filesIn, readText } from './files.js';

/** @typedef {{ path: string, line: number, word: string, instead: string }} Finding */

/**
 * `words` are patterns for the lower-case words that names and prose split into (`openSocket` and `open-socket` are "open
 * socket"); `names` are patterns for the text as written. `in` is how the paths begin to which the row applies, by default
 * all. `refused` and `allowed` are examples, held by a test.
 *
 * @typedef {{ instead: string, in?: string, words?: string[], names?: string[], refused: string[], allowed: string[] }} Row
 */

const listPath = 'scripts/retired-words.json';

/** These name the words on purpose. */
const exempt = [listPath, 'test/scripts/words.test.ts'];

/** @type {Row[]} */
export const retired = JSON.parse(readText(listPath));

const patterns = retired.map(({ instead, in: start = '', words = [], names = [] }) => ({
  instead,
  start,
  words: new RegExp(`\\b(?:${words.join('|') || '(?!)'})\\b`),
  names: new RegExp(`(?<!\\w)(?:${names.join('|') || '(?!)'})(?!\\w)`),
}));

const searched = ['src', 'test', 'docs', 'bench', 'scripts', 'schema/operations', '.ci', '.github'].concat([
  'README.md',
  'DECISIONS.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  '.env.example',
  'package.json',
]);

/**
 * The retired words of the whole project.
 *
 * @returns {Finding[]}
 */
export function retiredWordsInProject() {
  return filesIn(searched)
    .filter((path) => !exempt.includes(path))
    .flatMap((path) => retiredWordsIn(path, readText(path)));
}

/**
 * The retired words of one file: line 0 is its path.
 *
 * @param {string} path
 * @param {string} text
 * @returns {Finding[]}
 */
export function retiredWordsIn(path, text) {
  const rules = patterns.filter(({ start }) => path.startsWith(start));
  const lines = [path, ...withoutOldNames(path, text).split('\n')];
  return lines.flatMap((line, number) => {
    const next = number === 0 ? '' : (lines[number + 1] ?? '');
    return findWords(line, next, rules).map((found) => ({ path, line: number, ...found }));
  });
}

/** A changelog quotes the old names of what was renamed. */
function withoutOldNames(path, text) {
  return path === 'CHANGELOG.md' ? text.replace(/`[^`\n]+`/g, '``') : text;
}

/** The next line may go on with what this one begins. */
function findWords(line, next, rules) {
  const split = splitNames(line);
  const wrapped = `${split} ${splitNames(next.replace(/^[\s*/#>-]+/, ''))}`;
  return rules.flatMap(({ instead, words, names }) => {
    const name = names.exec(line);
    const phrase = words.exec(wrapped);
    if (name !== null) return [{ word: name[0], instead }];
    return phrase !== null && phrase.index < split.length ? [{ word: phrase[0], instead }] : [];
  });
}

function splitNames(line) {
  return line
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .toLowerCase();
}
