import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { contestants } from '../contestants.js';
import { growthChart } from '../growth/report.js';
import { targetsOn } from '../targets.js';
import { barChart } from './chart.js';
import { figureIn, figureOf } from './ratios.js';
import { reportOf } from './report.js';

const folder = new URL('../', import.meta.url);

/**
 * Writes RESULTS.md, results.json, results.svg and growth.svg.
 * @param run its samples, scenarios, growth, starts, rounds, the version of Node, and whether it is quick
 */
export function writeResults(run) {
  const measured = contestants.filter(({ name }) => run.samples.some(({ contestant }) => contestant === name));
  const facts = { date: new Date().toISOString().slice(0, 10), machine: machine(), versions: versions(), ...run };
  write('results.json', `${JSON.stringify(facts, rounded, 2)}\n`);
  write('RESULTS.md', reportOf({ ...facts, contestants: measured, targets: targetsOn(run.node) }));
  write('growth.svg', growthChart({ ...facts, contestants: measured }));
  write('results.svg', barChart(run.scenarios.map((scenario) => panelOf(run.samples, measured, scenario))));
}

function write(name, text) {
  writeFileSync(new URL(name, folder), text);
}

function panelOf(samples, measured, { name, title }) {
  const bars = measured.flatMap((contestant) => {
    const found = figureOf(samples, contestant.name, figureIn(name, 'cpu'));
    if (found === null) return [];
    const value = found.median;
    const text = `${(value / 1000).toPrecision(3)} ms`;
    return [{ label: contestant.title, value, text, isOurs: contestant.name.startsWith('ours') }];
  });
  return { title: `${title}: CPU a query`, bars: bars.sort((a, b) => a.value - b.value) };
}

function rounded(_, value) {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}

function machine() {
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return `${cpus()[0].model.trim()}, ${cpus().length} cores, ${gigabytes} GB of memory, Linux`;
}

/** Of the server's packages and those of the others. */
function versions() {
  const own = readJson('../package.json');
  const { dependencies } = readJson('package.json');
  return { 'iyzico-graphql': own.version, ...dependencies };
}

function readJson(path) {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
}
