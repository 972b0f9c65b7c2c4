// Builds dist. Each file is replaced at once and only if it changes, chunks before the files that load them. So builds at
// the same time, and processes that start after any of these changes, do not break each other.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleAll } from './code/bundle.js';

const bundles = await bundleAll();
const files = bundles.flatMap(({ outputFiles }) => outputFiles);
const isChunk = ({ path }) => basename(dirname(path)) === 'chunks';
files.sort((a, b) => Number(isChunk(b)) - Number(isChunk(a)));
for (const { path, contents } of files) write(path, contents);
removeStale(new Set(files.map(({ path }) => path)));

function write(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  // The command is executable.
  writeFileSync(temporary, contents, { mode: path.endsWith('main.js') ? 0o755 : 0o644 });
  renameSync(temporary, path);
}

/** Removes what an earlier build of other sources has left. */
function removeStale(built) {
  const folder = fileURLToPath(new URL('../dist/', import.meta.url));
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    if (/\.(js|map|d\.ts)$/.test(name) && !built.has(path)) rmSync(path, { force: true });
  }
}
