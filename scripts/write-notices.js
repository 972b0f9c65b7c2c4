// Writes dist/THIRD-PARTY-NOTICES.txt: the licences of the packages that the bundle contains. `prepack` runs it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bundledPackages } from './code/bundled-packages.js';

const notices = (await bundledPackages()).map(({ folder, name, version, license }) => {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(new URL(file, folder), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
});
const title = 'This product contains code of the following packages.';
const text = [title, ...notices].join(`\n\n${'-'.repeat(80)}\n\n`);
writeFileSync(new URL('../dist/THIRD-PARTY-NOTICES.txt', import.meta.url), `${text}\n`);
