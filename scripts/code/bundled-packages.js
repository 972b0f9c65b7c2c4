// The packages of which the published bundle contains code.
import { readFileSync } from 'node:fs';
import { bundleAll } from './bundle.js';

const root = new URL('../../', import.meta.url);

/**
 * @typedef {object} BundledPackage
 * @property {URL} folder
 * @property {string} name
 * @property {string} version
 * @property {unknown} license what its package.json says
 * @property {string | undefined} integrity the hash of its archive, in package-lock.json
 */

/** @returns {Promise<BundledPackage[]>} by path */
export async function bundledPackages() {
  const { packages } = readJson(new URL('package-lock.json', root));
  const outputs = (await bundleAll()).flatMap(({ metafile }) => Object.values(metafile.outputs));
  const files = outputs.flatMap(({ inputs }) => Object.keys(inputs));
  const paths = new Set(files.flatMap((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  return [...paths].sort().map((path) => {
    const folder = new URL(`${path}/`, root);
    const { name, version, license } = readJson(new URL('package.json', folder));
    return { folder, name, version, license, integrity: packages[path]?.integrity };
  });
}

function readJson(url) {
  return JSON.parse(readFileSync(url, 'utf8'));
}
