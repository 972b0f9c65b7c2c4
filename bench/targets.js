import { addedLatency, figureIn } from './rig/ratios.js';

const start = ({ start: milliseconds }) => milliseconds;
const cpuIn = (scenario) => figureIn(scenario, 'cpu');

/**
 * What iyzico-graphql shall reach. A figure comes from a sample of one contestant in one round. With `against`, it is
 * divided by the same figure of another contestant in the same round.
 */
const targets = [
  {
    title: 'CPU a query, 3 items',
    of: 'ours-undici',
    against: 'hand-written-rest',
    figure: cpuIn('three-items'),
    atMost: 1.15,
    atMostOnNode24: 1,
  },
  {
    title: 'CPU a query, 3 items',
    of: 'ours-undici',
    against: 'same-duties',
    figure: cpuIn('three-items'),
    atMost: 0.75,
  },
  {
    title: 'CPU a query, 3 items',
    of: 'ours-undici',
    against: 'hive-gateway',
    figure: cpuIn('three-items'),
    atMost: 0.5,
  },
  {
    title: 'CPU a query, 3 items',
    of: 'ours-got',
    against: 'hand-written-got',
    figure: cpuIn('three-items'),
    atMost: 1.7,
  },
  {
    title: 'CPU a query, 200 items',
    of: 'ours-undici',
    against: 'hand-written-rest',
    figure: cpuIn('two-hundred-items'),
    atMost: 1.2,
  },
  {
    title: 'CPU a query, 200 items',
    of: 'ours-got',
    against: 'hand-written-rest',
    figure: cpuIn('two-hundred-items'),
    atMost: 1.2,
  },
  {
    title: 'CPU a query, hot key',
    of: 'ours-undici',
    against: 'hand-written-rest',
    figure: cpuIn('hot-key'),
    atMost: 0.5,
  },
  {
    title: 'CPU a query, hot key',
    of: 'ours-got',
    against: 'hand-written-rest',
    figure: cpuIn('hot-key'),
    atMost: 0.5,
  },
  { title: 'Added latency, p50', unit: 'ms', of: 'ours-undici', figure: addedLatency('p50'), atMost: 3 },
  { title: 'Added latency, p99', unit: 'ms', of: 'ours-undici', figure: addedLatency('p99'), atMost: 10 },
  { title: 'Added latency, p50', unit: 'ms', of: 'ours-got', figure: addedLatency('p50'), atMost: 3 },
  { title: 'Added latency, p99', unit: 'ms', of: 'ours-got', figure: addedLatency('p99'), atMost: 10 },
  { title: 'Start to first answer', of: 'ours-got', against: 'hand-written-rest', figure: start, atMost: 1.6 },
  { title: 'Memory, idle', unit: 'MB', of: 'ours-got', figure: ({ idle }) => idle, atMost: 110 },
  { title: 'Memory, peak', unit: 'MB', of: 'ours-got', figure: ({ peak }) => peak, atMost: 210 },
];

/** The targets with a version of Node, such as `v20.20.2`. */
export function targetsOn(version) {
  const isNode24 = Number.parseInt(version.slice(1)) >= 24;
  return targets.map(({ atMostOnNode24, ...target }) =>
    isNode24 && atMostOnNode24 !== undefined ? { ...target, atMost: atMostOnNode24 } : target,
  );
}
