/**
 * What is compared, in the order of the report.
 * - `file`: started with Node, relative to this folder. See README.md for its environment and what it must serve
 * - `env`: more of its environment
 * - `nodeOptions`: options of Node
 * - `answers`: what it answers with, `graphql` by default: see rig/answers.js
 * - `mustNotLog`: what its log must not contain after its first answer
 * - `does`, `lacks`: its duties, for the report
 * - `without`: names of scenarios that it is not measured in
 */
const ours = {
  file: '../dist/main.js',
  does: 'all of it: authentication, scopes, limits, exact money, checked signatures, logs, metrics',
  lacks: '',
  // As npm start does.
  nodeOptions: ['--max-semi-space-size=16'],
  // It starts without a setting that it does not know, and would be measured as something else.
  mustNotLog: /unknown setting/,
};
const handWritten = {
  does: 'Apollo Server 5 standalone, signed calls, data loaders, access tokens kept for each session',
  lacks: 'authentication, limits, logs, metrics, exact money, checked signatures, retries',
};

export const contestants = [
  {
    ...ours,
    name: 'ours-got',
    title: 'iyzico-graphql, got (default)',
    env: { METRICS_PORT: '0' },
  },
  {
    ...ours,
    name: 'ours-undici',
    title: 'iyzico-graphql, undici',
    env: { METRICS_PORT: '0', IYZICO_TRANSPORT: 'undici' },
  },
  {
    ...handWritten,
    name: 'hand-written-rest',
    title: 'hand-written, RESTDataSource',
    file: 'contestants/hand-written-rest.js',
  },
  {
    ...handWritten,
    name: 'hand-written-got',
    title: 'hand-written, got',
    file: 'contestants/hand-written-got.js',
  },
  {
    ...handWritten,
    name: 'hand-written-undici',
    title: 'hand-written, undici',
    file: 'contestants/hand-written-undici.js',
  },
  {
    name: 'same-duties',
    title: 'hand-written, same duties',
    file: 'contestants/same-duties.js',
    does:
      'Apollo Server 5 on Fastify with undici: JWT with scopes (jose), helmet, GraphQL Armor (depth, cost, aliases, tokens), ' +
      'validated input (class-validator), timeouts, one retry, exact money (lossless-json, big.js), checked signatures, ' +
      'a log line for each request and call (pino), histograms (prom-client)',
    lacks: 'rate limits, a call budget, shared calls, bulkheads, a circuit breaker, drift reports, traces',
  },
  {
    ...handWritten,
    name: 'yoga',
    title: 'GraphQL Yoga, undici',
    file: 'contestants/yoga.js',
    does: 'GraphQL Yoga with its default plugins and caches; the hand-written resolvers',
  },
  {
    ...handWritten,
    name: 'mercurius',
    title: 'Mercurius with JIT, undici',
    file: 'contestants/mercurius.js',
    does: 'Mercurius on Fastify, operations compiled at their first use; the hand-written resolvers',
  },
  {
    name: 'hive-gateway',
    title: 'Hive Gateway',
    file: 'contestants/hive-gateway.js',
    does:
      'Hive Gateway as a library, over a supergraph of iyzico’s REST services; calls are signed in its fetch hook, and ' +
      'additional resolvers join the card with the access token',
    lacks:
      'authentication, limits, logs, metrics, exact money (amounts are floats), checked signatures, retries, iyzico’s refusals as errors',
  },
  {
    name: 'floor',
    title: 'bare proxy, undici',
    file: 'contestants/floor.js',
    answers: 'bodies',
    does: 'signs and sends both calls, and returns iyzico’s bodies',
    lacks: 'GraphQL, and everything else',
  },
];
