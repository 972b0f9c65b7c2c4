/**
 * What every contestant is measured in, in this order.
 * - `items`: items of each payment
 * - `connections`: queries at a time
 * - `forms`: `fresh`, a checkout form of its own for each query, or `hot`, one for all
 * - `warmUp`: queries before the first round: V8 goes on compiling for thousands of them
 * - `count`: queries in each round
 */
export const scenarios = [
  { name: 'three-items', title: '3 items', items: 3, connections: 32, forms: 'fresh', warmUp: 4000, count: 400 },
  {
    name: 'hot-key',
    title: 'One hot key',
    items: 3,
    connections: 300,
    forms: 'hot',
    warmUp: 2400,
    count: 600,
  },
  {
    name: 'two-hundred-items',
    title: '200 items',
    items: 200,
    connections: 16,
    forms: 'fresh',
    warmUp: 200,
    count: 40,
  },
];

/** Fewer queries: rougher figures in less time. */
export const quickScenarios = scenarios.map(({ warmUp, count, ...scenario }) => ({
  ...scenario,
  warmUp: Math.ceil(warmUp / 4),
  count: Math.ceil(count / 2),
}));
