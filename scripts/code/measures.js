// The measures of the project: sizes, arrows between rooms, retired words; and which of them break a rule.
import { posix } from 'node:path';
import { sourcesIn } from './files.js';
import { functionsIn, limits, longer } from './functions.js';
import { arrowsBetween } from './imports.js';
import { placeOf, places } from './rooms.js';
import { retiredWordsInProject } from './words.js';

/** @typedef {import('./files.js').Source} Source */
/** @typedef {{ path: string, lines: number }} SizedFile */
/** @typedef {import('./functions.js').Sized} Sized */
/** @typedef {{ name: string, files: number, lines: number, functions: number, longestFunction: Sized, longestFile: SizedFile }} Row */
/** @typedef {import('./imports.js').Arrow} Arrow */
/** @typedef {{ rows: Row[], arrows: Arrow[], retired: number, violations: string[] }} Measures */

/**
 * Reads the whole project.
 *
 * @returns {Measures}
 */
export function measure() {
  const src = sourcesIn(['src']);
  const test = sourcesIn(['test']);
  const scripts = sourcesIn(['scripts']);
  const arrows = arrowsBetween(src);
  const ofPlaces = places.map((place) =>
    rowOf(
      place,
      src.filter(({ path }) => placeOf(path) === place),
    ),
  );
  return {
    rows: [...ofPlaces, rowOf('src', src), rowOf('test', test), rowOf('scripts', scripts)].filter(hasFiles),
    arrows,
    retired: retiredWordsInProject().length,
    violations: [...longFiles([...src, ...scripts]), ...longFunctions([...src, ...scripts, ...test])].concat(
      upwardImports(arrows),
      src.filter(({ path }) => placeOf(path) === undefined).map(({ path }) => `${path} lies in no room`),
      strayTests(test, src),
    ),
  };
}

function rowOf(name, sources) {
  const functions = sources.flatMap(functionsIn);
  return {
    name,
    files: sources.length,
    lines: sources.reduce((sum, { lines }) => sum + lines, 0),
    functions: functions.length,
    longestFunction: functions.filter(({ kind }) => kind !== 'describe').reduce(longer, { name: '', lines: 0 }),
    longestFile: sources.reduce(longer, { path: '', lines: 0 }),
  };
}

function hasFiles({ files }) {
  return files > 0;
}

function longFiles(sources) {
  return sources
    .filter(({ lines }) => lines > limits.file)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${limits.file}`);
}

function longFunctions(sources) {
  return sources
    .flatMap(functionsIn)
    .filter(({ kind, lines }) => lines > limits[kind])
    .map(({ path, line, name, kind, lines }) => {
      return `${path}:${line} the ${kind} ${name} has ${lines} lines, more than ${limits[kind]}`;
    });
}

function upwardImports(arrows) {
  return arrows
    .filter(({ isDownhill }) => !isDownhill)
    .flatMap(({ imports }) => imports)
    .map(({ path, line, target }) => `${path}:${line} imports ${target}, against the direction of the rooms`);
}

/** The folders of tests that mirror no folder of src: what tests share, and tests of more than src. */
const ownFolders = ['test/harness', 'test/e2e', 'test/docs', 'test/scripts', 'test/bench'];

function strayTests(test, src) {
  const mirrored = src.map(({ path }) => posix.dirname(path).replace('src', 'test'));
  const folders = new Set([...ownFolders, ...mirrored]);
  const stray = test.filter(({ path }) => !path.startsWith('test/harness/'));
  return [
    ...stray.filter(({ path }) => !path.endsWith('.test.ts')).map(({ path }) => `${path} belongs in test/harness`),
    ...stray
      .filter(({ path }) => !folders.has(posix.dirname(path)))
      .map(({ path }) => `${path} lies in a folder that src does not have`),
  ];
}
