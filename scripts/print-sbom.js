// Prints the software bill of materials (CycloneDX) of the packages that the bundle contains.
import { readFileSync } from 'node:fs';
import { bundledPackages } from './code/bundled-packages.js';

const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const components = (await bundledPackages()).map((bundled) => ({
  ...componentOf('library', bundled),
  licenses: [
    / (AND|OR) /.test(bundled.license) ? { expression: bundled.license } : { license: { id: bundled.license } },
  ],
  ...(bundled.integrity && { hashes: [hashOf(bundled.integrity)] }),
}));
const bill = {
  $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { timestamp: new Date().toISOString(), component: componentOf('application', { name, version }) },
  components,
};
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);

function componentOf(type, { name, version }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type, 'bom-ref': purl, name, version, purl };
}

/** @param integrity such as `sha512-` and the hash in Base64 */
function hashOf(integrity) {
  const [algorithm, hash] = integrity.split(/-(.*)/);
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(hash, 'base64').toString('hex') };
}
