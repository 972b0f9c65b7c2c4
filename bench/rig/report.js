import { growthOf } from '../growth/report.js';
import { section, shown, table } from './markdown.js';
import { addedLatency, figureIn, figureOf, outcomeOf, ratioOf } from './ratios.js';

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

\`npm run bench\` writes this page; [README.md](README.md) says how it measures. On ${date}, in ${kind}, each server was started ${starts} times, and measured in ${rounds} rounds after each start.
Servers run on Node ${node.replace('v', '')}, each on one core of: ${machine}.

Figures are medians of the rounds; those of starts and memory, of the starts. A ratio is the median of the ratios within
each round, and not the ratio of two medians: the machine is shared, and changes its speed between rounds. The interval
contains the true median with a chance of 90 %. Where it contains the target, the verdict is *within the noise*.
Ratios compare better with other machines than absolute figures do.

Versions: ${packages.join(', ')}.
`;
}

function targetsOf({ samples, targets, contestants }) {
  const titleOf = (name) => contestants.find((contestant) => contestant.name === name)?.title ?? name;
  const rows = targets.map((target) => {
    const { title, of, against, unit = '', atMost, found, isReached, isCertain } = outcomeOf(samples, target);
    const what = against ? `${titleOf(of)} / ${titleOf(against)}` : titleOf(of);
    if (found === null) return [title, what, 'not measured', `≤ ${atMost} ${unit}`, ''];
    const range = `${shown(found.median)} (${shown(found.least)}–${shown(found.most)}) ${unit}`;
    const verdict = isReached ? 'reached' : '**not reached**';
    return [title, what, range, `≤ ${atMost} ${unit}`, isCertain ? verdict : `${verdict}, within the noise`];
  });
  return section('Targets', table(['', '', 'Median (90 % interval)', 'Target', ''], rows));
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

function latencyOf({ samples, contestants }) {
  const measured = contestants.filter(({ name }) => figureOf(samples, name, addedLatency('p50')) !== null);
  const rows = measured.map(({ name, title }) => {
    const median = (figure) => shown(figureOf(samples, name, figure)?.median);
    const alone = (quantile) => median(({ direct }) => direct?.[quantile]);
    return [title, median(addedLatency('p50')), median(addedLatency('p99')), alone('p50'), alone('p99')];
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
