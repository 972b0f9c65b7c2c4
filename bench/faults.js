// Measures how the built server handles failures of iyzico and Redis, and writes docs/reliability.md. Everything runs on
// this machine's loopback and takes about five minutes. With names of measurements it runs those, and writes nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import { measureBigAnswers } from './faults/big-answers.js';
import { measureBrownOut } from './faults/brown-out.js';
import { measureCircuitBreaker } from './faults/circuit-breaker.js';
import { documentOf, textOf } from './faults/document.js';
import { measureHotPayment } from './faults/hot-payment.js';
import { stopAll, stopAllOnInterrupt } from './faults/processes.js';
import { measureOperators } from './faults/operators.js';
import { measureRedis } from './faults/redis.js';
import { measureShutdown } from './faults/shutdown.js';

/** In the order of the document. */
const measurements = {
  'hot-payment': measureHotPayment,
  'brown-out': measureBrownOut,
  'circuit-breaker': measureCircuitBreaker,
  shutdown: measureShutdown,
  'big-answers': measureBigAnswers,
  redis: measureRedis,
  operators: measureOperators,
};
/** Milliseconds after which a run counts as stuck. */
const LONGEST_RUN = 10 * 60_000;

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in measurements));
if (unknown.length > 0) {
  process.stderr.write(`Unknown measurement: ${unknown.join(', ')}. Known: ${Object.keys(measurements).join(', ')}.\n`);
  process.exit(2);
}

stopAllOnInterrupt();
setTimeout(() => {
  process.stderr.write('The run took too long and was stopped.\n');
  process.exit(1);
}, LONGEST_RUN).unref();

const figures = [];
for (const [name, measure] of Object.entries(measurements)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const figure = await measure();
  figures.push(figure);
  process.stdout.write(textOf(figure));
}
await stopAll();

if (chosen.length === 0) {
  const folder = new URL('../docs/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('reliability.md', folder), documentOf(figures));
}
const broken = figures.flatMap(({ rows }) => rows.filter(({ holds }) => holds === false));
for (const { what, figure, limit } of broken) {
  process.stderr.write(`LIMIT BROKEN: ${what}: ${figure}, where ${limit} is the limit.\n`);
}
process.exit(broken.length > 0 ? 1 : 0);
