/**
 * What every contestant is measured in, in this order.
 * - `items`: items of each payment
 * - `connections`: queries at a time
 * - `forms`: `fresh`, a checkout form of its own for each query, or `hot`, one for all
 * - `count`: queries in each round
 * - `warmUps`: rounds that do not count: V8 goes on compiling for thousands of queries
 */
export const scenarios = [
  { name: 'three-items', title: '3 items', items: 3, connections: 32, forms: 'fresh', count: 400, warmUps: 10 },
  {
    name: 'hot-key',
    title: 'One hot key',
    items: 3,
    connections: 300,
    forms: 'hot',
    count: 600,
    warmUps: 4,
  },
  {
    name: 'two-hundred-items',
    title: '200 items',
    items: 200,
    connections: 16,
    forms: 'fresh',
    count: 40,
    warmUps: 5,
  },
];

/** Fewer queries: rougher figures in less time. */
export const quickScenarios = scenarios.map(({ warmUps, count, ...scenario }) => ({
  ...scenario,
  warmUps: Math.ceil(warmUps / 2),
  count: Math.ceil(count / 2),
}));
