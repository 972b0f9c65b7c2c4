import { spawnSync } from 'node:child_process';
import { contestants } from '../contestants.js';
import { quickScenarios, scenarios } from '../scenarios.js';
import { createCallers } from './callers.js';
import { startIyzico } from './iyzico.js';
import { writeResults } from './results.js';
import { runRounds } from './rounds.js';

const ROUNDS = 3;

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
  const samples = await runRounds(chosen, { rounds: ROUNDS, scenarios: measured, report, iyzico, callers, node });
  await iyzico.close();
  if (only.length > 0) return;
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  writeResults({ isQuick: quick, node: version, rounds: ROUNDS, scenarios: measured, samples });
}
