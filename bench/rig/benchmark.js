import { spawnSync } from 'node:child_process';
import { contestants } from '../contestants.js';
import { measureGrowth } from '../growth/measure.js';
import { quickScenarios, scenarios } from '../scenarios.js';
import { measureAddedLatency } from './added-latency.js';
import { createCallers } from './callers.js';
import { startIyzico } from './iyzico.js';
import { writeResults } from './results.js';
import { runRounds } from './rounds.js';

const ROUNDS = 3;
/** Passes of the growth's sizes, the part of their batches, and seconds of each measurement of added latency. */
const full = { passes: 3, share: 1, seconds: 20 };
const rough = { passes: 1, share: 0.15, seconds: 4 };
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
  const samples = await runRounds(chosen, { rounds: ROUNDS, scenarios: measured, ...rig });
  if (only.length > 0) return;
  const { seconds, ...effort } = quick ? rough : full;
  const latencies = await measureAddedLatency(latencyOf, { seconds, ...rig });
  const growth = await measureGrowth({ ...effort, ...rig });
  await iyzico.close();
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  writeResults({ isQuick: quick, node: version, rounds: ROUNDS, scenarios: measured, samples, latencies, growth });
}
