import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { packageFile } from '../../package-file.js';

/** The maps of this package's bundle, by the URL of their file; `null` for a file without one. */
const maps = new Map<string, SourceMap | null>();

/**
 * Replaces a place in the bundle by the place in its source, in a line of a stack. The map of a file is read when the
 * first error of it is logged: Node's own `--enable-source-maps` would read it at every start.
 */
export function withSourcePlace(line: string): string {
  const [place = '', file = '', row, column] = /(file:\S+\.js):(\d+):(\d+)/.exec(line) ?? [];
  const entry = mapOf(file)?.findEntry(Number(row) - 1, Number(column) - 1);
  // Code of packages has an empty source in the maps.
  if (!entry || !('originalSource' in entry) || !/\bsrc\//.test(entry.originalSource)) return line;
  const { originalSource, originalLine, originalColumn } = entry;
  const source = originalSource.replace(/^(\.\.\/)+/, '');
  return line.replace(place, `${source}:${originalLine + 1}:${originalColumn + 1}`);
}

function mapOf(file: string): SourceMap | null {
  // Only files of the bundle, so that there are few of them.
  if (!file.startsWith(packageFile('dist/').href)) return null;
  const map = maps.get(file) ?? readMap(new URL(`${file}.map`));
  maps.set(file, map);
  return map;
}

function readMap(url: URL): SourceMap | null {
  return existsSync(url) ? new SourceMap(JSON.parse(readFileSync(url, 'utf8')) as SourceMapPayload) : null;
}
