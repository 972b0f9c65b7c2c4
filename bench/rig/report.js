import { growthOf } from '../growth/report.js';
import { section, shown, table } from './markdown.js';
import { figureIn, figureOf, outcomeOf, ratioOf } from './ratios.js';

/** Every figure is compared with this contestant's. */
const BASELINE = 'hand-written-rest';

/**
 * The page of results.
 * @param run what was measured: samples, contestants, scenarios, targets, and the machine and versions
 */
export function reportOf(run) {
  return [
    openingOf(run),
    '![CPU a query](results.svg)\n',
    targetsOf(run),
    ...run.scenarios.map((scenario) => scenarioOf(run, scenario)),
    latencyOf(run),
    growthOf(run),
    processOf(run),
    dutiesOf(run),
  ].join('\n');
}

function openingOf({ date, machine, node, isQuick, starts, rounds, versions }) {
  const kind = isQuick ? 'a quick run, with few queries: its figures are rough' : 'a full run';
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `# Benchmark results

\`npm run bench\` writes this page; [README.md](README.md) says how it measures. ${date}, ${kind}: each server was started ${starts} times, and measured in ${rounds} rounds after each start.
Servers run on Node ${node.replace('v', '')}, each on one core of: ${machine}.

Ratios hold on other machines, absolute figures do not. All figures are medians of the rounds.

Versions: ${packages.join(', ')}.
`;
}

function targetsOf({ samples, targets, contestants }) {
  const titleOf = (name) => contestants.find((contestant) => contestant.name === name)?.title ?? name;
  const rows = targets.map((target) => {
    const { title, of, against, unit = '', atMost, found, isReached } = outcomeOf(samples, target);
    const what = against ? `${titleOf(of)} / ${titleOf(against)}` : titleOf(of);
    if (found === null) return [title, what, 'not measured', `≤ ${atMost} ${unit}`, ''];
    const range = `${shown(found.median)} (${shown(found.least)}–${shown(found.most)}) ${unit}`;
    return [title, what, range, `≤ ${atMost} ${unit}`, isReached ? 'reached' : '**not reached**'];
  });
  return section('Targets', table(['', '', 'Median (range)', 'Target', ''], rows));
}

function scenarioOf({ samples, contestants }, { name, title, connections }) {
  const figure = (key) => figureIn(name, key);
  const rows = contestants.map((contestant) => {
    const median = (key) => shown(figureOf(samples, contestant.name, figure(key))?.median);
    const ratio = ratioOf(samples, { of: contestant.name, against: BASELINE, figure: figure('cpu') });
    return [
      contestant.title,
      median('cpu'),
      shown(ratio?.median),
      ...['perSecond', 'p50', 'p99', 'calls'].map((key) => median(key)),
    ];
  });
  const head = [
    '',
    'CPU µs a query',
    '× RESTDataSource',
    'queries a second',
    'p50 ms',
    'p99 ms',
    'iyzico calls a query',
  ];
  return section(`${title}, ${connections} queries at a time`, table(head, rows));
}

function latencyOf({ latencies, contestants }) {
  const rows = latencies.map(({ contestant, p50, p99, direct }) => {
    const { title } = contestants.find(({ name }) => name === contestant);
    return [title, ...[p50 - direct.p50, p99 - direct.p99, direct.p50, direct.p99].map(shown)];
  });
  return section(
    'Added latency, 50 queries a second, iyzico at 100 ms',
    table(['', 'added p50, ms', 'added p99, ms', 'iyzico alone p50', 'iyzico alone p99'], rows),
    'A query makes two calls, one after the other. iyzico alone: a client that makes both itself in the same seconds, without GraphQL.',
  );
}

function processOf({ samples, contestants }) {
  const rows = contestants.map(({ name, title }) => {
    const median = (key) => shown(figureOf(samples, name, (sample) => sample[key])?.median);
    return [title, median('start'), median('idle'), median('peak')];
  });
  return section(
    'Start and memory',
    table(['', 'Start to first answer, ms', 'Memory idle, MB', 'Memory peak, MB'], rows),
    'Idle: after the first answer. Peak: the most until the end of the run.',
  );
}

function dutiesOf({ contestants }) {
  const rows = contestants.map(({ title, does, lacks }) => [title, does, lacks]);
  return section('What each server does', table(['', 'Does', 'Does not'], rows));
}
