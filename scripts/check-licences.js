// Fails when a production package has a licence that is not on the list below. The licence is the one that the installed
// package names in its package.json; for a package that this platform does not install, the one in package-lock.json.
import { existsSync, readFileSync } from 'node:fs';

/** SPDX identifiers of licences that allow use in closed products and ask for attribution at most. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
]);

const root = new URL('../', import.meta.url);
const { packages } = readJson(new URL('package-lock.json', root));
const production = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
const refused = production.flatMap(([path, { version, license }]) => {
  const manifest = new URL(`${path}/package.json`, root);
  const licence = existsSync(manifest) ? readJson(manifest).license : license;
  return isAllowed(licence) ? [] : [`${path}@${version}: ${JSON.stringify(licence) ?? 'no licence'}`];
});

if (production.length === 0) refused.push('package-lock.json lists no production package');
if (refused.length > 0) {
  process.stderr.write(`Licences that scripts/check-licences.js does not allow:\n${refused.join('\n')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`The licences of ${production.length} production packages are allowed.\n`);
}

/** Reads `A`, `(A OR B)` and `(A AND B)`; refuses everything else, so that a person looks at it. */
function isAllowed(licence) {
  if (typeof licence !== 'string') return false;
  const expression = licence.replace(/^\((.*)\)$/, '$1');
  if (expression.includes(' OR ')) return expression.split(' OR ').some((part) => allowed.has(part));
  return expression.split(' AND ').every((part) => allowed.has(part));
}

function readJson(url) {
  return JSON.parse(readFileSync(url, 'utf8'));
}
