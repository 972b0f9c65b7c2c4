/**
 * What every contestant is measured in, in this order, in each round.
 * - `items`: items of each payment
 * - `connections`: queries at a time
 * - `forms`: `fresh`, a checkout form of its own for each query, or `hot`, one for all
 * - `warmUp`, `count`: queries before the measurement, and in it
 */
export const scenarios = [
  { name: 'three-items', title: '3 items', items: 3, connections: 32, forms: 'fresh', warmUp: 2000, count: 3000 },
  {
    name: 'hot-key',
    title: 'One hot key',
    items: 3,
    connections: 300,
    forms: 'hot',
    warmUp: 600,
    count: 3000,
  },
  {
    name: 'two-hundred-items',
    title: '200 items',
    items: 200,
    connections: 16,
    forms: 'fresh',
    warmUp: 150,
    count: 300,
  },
];

/** Fewer queries: rougher figures in less time. */
export const quickScenarios = scenarios.map(({ warmUp, count, ...scenario }) => ({
  ...scenario,
  warmUp: Math.ceil(warmUp / 3),
  count: Math.ceil(count / 3),
}));
