import { writeFileSync } from 'node:fs';
import { median } from './statistics.js';

const folder = new URL('../', import.meta.url);

export function writeResults(samples, run) {
  writeFileSync(new URL('results.json', folder), `${JSON.stringify({ run, samples }, null, 2)}\n`);
  const names = new Set(samples.map(({ contestant }) => contestant));
  for (const name of names) {
    const cpu = samples.filter(({ contestant }) => contestant === name).map((s) => s.scenarios['three-items'].cpu);
    process.stdout.write(`${name}: ${median(cpu)} µs\n`);
  }
}
