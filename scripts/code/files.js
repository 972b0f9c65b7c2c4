// The project's own files, read once: text, lines and, for code, the syntax tree.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @typedef {{ path: string, text: string, lines: number, tree: ts.SourceFile }} Source */

/**
 * The files below each of `places` (folders or files, from the project's root), as paths from the root.
 *
 * @param {string[]} places
 * @returns {string[]}
 */
export function filesIn(places) {
  return places
    .filter((place) => existsSync(join(root, place)))
    .flatMap((place) => (statSync(join(root, place)).isDirectory() ? filesBelow(place) : [place]))
    .sort();
}

/**
 * The TypeScript and JavaScript files below `places`, parsed.
 *
 * @param {string[]} places
 * @returns {Source[]}
 */
export function sourcesIn(places) {
  return filesIn(places)
    .filter((path) => ['.ts', '.js'].includes(extname(path)))
    .map((path) => parseSource(path, readText(path)));
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {Source}
 */
export function parseSource(path, text) {
  return { path, text, lines: countLines(text), tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/**
 * @param {string} path from the project's root
 * @returns {string}
 */
export function readText(path) {
  return readFileSync(join(root, path), 'utf8');
}

/**
 * Calls `visit` with every node of a syntax tree, parents first.
 *
 * @param {ts.Node} node
 * @param {(node: ts.Node) => void} visit
 */
export function eachNode(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => {
    eachNode(child, visit);
  });
}

/**
 * The line, counted from 1, on which a position of the source lies.
 *
 * @param {Source} source
 * @param {number} position
 * @returns {number}
 */
export function lineAt({ tree }, position) {
  return tree.getLineAndCharacterOfPosition(position).line + 1;
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('/node_modules/'));
}

function countLines(text) {
  const breaks = text.split('\n').length - 1;
  return text === '' || text.endsWith('\n') ? breaks : breaks + 1;
}
