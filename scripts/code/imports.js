// What the files of src import of one another, types included, and the arrows between places that this makes.
import { posix } from 'node:path';
import ts from 'typescript';
import { eachNode, lineAt } from './files.js';
import { isDownhill, placeOf, places } from './rooms.js';

/** @typedef {import('./files.js').Source} Source */
/** @typedef {{ path: string, line: number, target: string }} Import */
/** @typedef {{ from: string, to: string, isDownhill: boolean, imports: Import[] }} Arrow */

/**
 * The arrows between different places of src, in the order of the places.
 *
 * @param {Source[]} sources
 * @returns {Arrow[]}
 */
export function arrowsBetween(sources) {
  /** @type {Map<string, Arrow>} */
  const arrows = new Map();
  for (const found of sources.flatMap(importsIn)) {
    const [from, to] = [placeOf(found.path), placeOf(found.target)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from} ${to}`;
    const arrow = arrows.get(key) ?? { from, to, isDownhill: isDownhill(from, to), imports: [] };
    arrows.set(key, { ...arrow, imports: [...arrow.imports, found] });
  }
  return [...arrows.values()].sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
}

/**
 * The project's own files that a file imports or exports from, statically or not.
 *
 * @param {Source} source
 * @returns {Import[]}
 */
export function importsIn(source) {
  const found = [];
  eachNode(source.tree, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined || !specifier.text.startsWith('.')) return;
    const target = posix.join(posix.dirname(source.path), specifier.text).replace(/\.js$/, '.ts');
    found.push({ path: source.path, line: lineAt(source, specifier.getStart()), target });
  });
  return found;
}

function specifierOf(node) {
  const specifier = isStaticImport(node) ? node.moduleSpecifier : (dynamicSpecifierOf(node) ?? typeSpecifierOf(node));
  return specifier !== undefined && ts.isStringLiteral(specifier) ? specifier : undefined;
}

function isStaticImport(node) {
  return ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
}

function dynamicSpecifierOf(node) {
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}

function typeSpecifierOf(node) {
  return ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
}

function rank(place) {
  return places.indexOf(place);
}
