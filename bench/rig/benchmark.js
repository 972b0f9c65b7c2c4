import { spawnSync } from 'node:child_process';
import { contestants } from '../contestants.js';
import { measureGrowth } from '../growth/measure.js';
import { quickScenarios, scenarios } from '../scenarios.js';
import { targetsOn } from '../targets.js';
import { measureAddedLatency } from './added-latency.js';
import { createCallers } from './callers.js';
import { startIyzico } from './iyzico.js';
import { outcomeOf } from './ratios.js';
import { writeResults } from './results.js';
import { runRounds } from './rounds.js';

/**
 * - `starts`, `rounds`: how often each contestant is started, and measured in each scenario after that
 * - `passes`, `share`: passes of the growth's sizes, and the part of their batches
 * - `latencyRounds`, `seconds`: how often the added latency is measured, and how long each time
 */
const full = { starts: 3, rounds: 5, passes: 3, share: 1, latencyRounds: 3, seconds: 10 };
const rough = { starts: 1, rounds: 3, passes: 1, share: 0.15, latencyRounds: 1, seconds: 4 };
const latencyOf = ['ours-got', 'ours-undici', 'hand-written-rest', 'same-duties'];

/**
 * Runs the benchmark, and writes its results if all contestants took part.
 * @param quick whether to measure with fewer queries
 * @param node the path of the Node that runs the contestants
 * @param only names of contestants; empty for all
 */
export async function runBenchmark({ quick, node, only }) {
  const chosen = contestants.filter(({ name }) => only.length === 0 || only.includes(name));
  if (chosen.length < only.length) throw new Error(`Unknown contestant. Known: ${contestants.map(({ name }) => name)}`);
  const iyzico = await startIyzico();
  const callers = await createCallers();
  const report = (line) => process.stdout.write(`${line}\n`);
  const measured = quick ? quickScenarios : scenarios;
  const rig = { iyzico, callers, node, report };
  const { starts, rounds, latencyRounds, seconds, passes, share } = quick ? rough : full;
  const samples = await runRounds(chosen, { starts, rounds, scenarios: measured, ...rig });
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (only.length > 0) return report(ratiosOf(samples, version));
  samples.push(...(await measureAddedLatency(latencyOf, { rounds: latencyRounds, seconds, ...rig })));
  const growth = await measureGrowth({ passes, share, ...rig });
  await iyzico.close();
  writeResults({ isQuick: quick, node: version, starts, rounds, scenarios: measured, samples, growth });
}

/** The targets between the contestants that were measured. */
function ratiosOf(samples, version) {
  const outcomes = targetsOn(version)
    .map((target) => outcomeOf(samples, target))
    .filter(({ found }) => found !== null);
  return outcomes
    .map(({ title, of, against, found }) => `${title}: ${of} / ${against}: ${JSON.stringify(found)}`)
    .join('\n');
}
