// The functions of a file and how many lines each takes, and the limits that they keep to.
import ts from 'typescript';
import { eachNode, lineAt } from './files.js';

/** @typedef {import('./files.js').Source} Source */
/** @typedef {{ path: string, line: number, name: string, kind: 'function' | 'test' | 'describe', lines: number }} Sized */

/** The most lines of a file, and of a function by what it is. ESLint enforces the same for src and scripts. */
export const limits = { file: 200, function: 40, test: 40, describe: 150 };

/**
 * Every function of a file that has a body.
 *
 * @param {Source} source
 * @returns {Sized[]}
 */
export function functionsIn(source) {
  const found = [];
  eachNode(source.tree, (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined) found.push(sizeOf(source, node));
  });
  return found;
}

/**
 * The longer of two sized things.
 *
 * @template {{ lines: number }} T
 * @param {T} a
 * @param {T} b
 * @returns {T}
 */
export function longer(a, b) {
  return b.lines > a.lines ? b : a;
}

function sizeOf(source, node) {
  const [first, last] = [lineAt(source, startOf(node)), lineAt(source, node.end)];
  return { path: source.path, line: first, name: nameOf(node), kind: kindOf(node), lines: last - first + 1 };
}

/** A decorator describes a method and is no part of its length. */
function startOf(node) {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  return node.name !== undefined && decorators.length > 0 ? node.name.getStart() : node.getStart();
}

function nameOf(node) {
  const named = [node, node.parent].find(({ name }) => name !== undefined);
  if (named !== undefined) return named.name.getText();
  return ts.isCallExpression(node.parent) ? titleOf(node.parent) : 'nameless';
}

/** The title of a test, or the name of what is called with the function. */
function titleOf(call) {
  const [first] = call.arguments;
  return first !== undefined && ts.isStringLiteralLike(first) ? `'${first.text}'` : `given to ${calleeOf(call)}`;
}

/** Whether it is the body of a `describe` (or `describeWithRedis`) or of a `test`, with or without `.each`. */
function kindOf(node) {
  const callee = ts.isCallExpression(node.parent) ? calleeOf(node.parent) : '';
  if (callee.startsWith('describe')) return 'describe';
  return callee === 'test' || callee === 'it' ? 'test' : 'function';
}

/** The first name of what is called: `test` of `test.each(rows)(name, body)`. */
function calleeOf(call) {
  let callee = call.expression;
  while (!ts.isIdentifier(callee)) {
    const inner = callee.expression ?? callee.tag;
    if (inner === undefined) return 'a call';
    callee = inner;
  }
  return callee.text;
}
