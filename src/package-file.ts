import { existsSync } from 'node:fs';

/**
 * The URL of a file that this package ships.
 * @param path relative to the package's folder: the nearest one with a `package.json` above this file, because sources
 * and the bundle built of them lie at different depths
 */
export function packageFile(path: string): URL {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder)) && folder.pathname !== '/') folder = new URL('../', folder);
  return new URL(path, folder);
}
