// Fails when the bundle contains a package whose licence is not on the list below. The licence is the one that the
// installed package names in its package.json.
import { bundledPackages } from './code/bundled-packages.js';

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

const packages = await bundledPackages();
const refused = packages
  .filter(({ license }) => !isAllowed(license))
  .map(({ name, version, license }) => `${name}@${version}: ${JSON.stringify(license) ?? 'no licence'}`);

if (packages.length === 0) refused.push('the bundle contains no package');
if (refused.length > 0) {
  process.stderr.write(`Licences that scripts/check-licences.js does not allow:\n${refused.join('\n')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`The licences of ${packages.length} bundled packages are allowed.\n`);
}

/** Reads `A`, `(A OR B)` and `(A AND B)`; refuses everything else, so that a person looks at it. */
function isAllowed(licence) {
  if (typeof licence !== 'string') return false;
  const expression = licence.replace(/^\((.*)\)$/, '$1');
  if (expression.includes(' OR ')) return expression.split(' OR ').some((part) => allowed.has(part));
  return expression.split(' AND ').every((part) => allowed.has(part));
}
