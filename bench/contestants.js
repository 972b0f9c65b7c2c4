/**
 * What is compared, in the order of the report.
 * - `file`: started with Node, relative to this folder. See README.md for its environment and what it must serve
 * - `env`: more of its environment
 * - `nodeOptions`: options of Node
 * - `answers`: what it answers with, `graphql` by default: see rig/answers.js
 * - `does`, `lacks`: its duties, for the report
 * - `without`: names of scenarios that it is not measured in
 */
const ours = {
  file: '../dist/main.js',
  does: 'all of it: authentication, scopes, limits, exact money, checked signatures, logs, metrics',
  lacks: '',
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
    env: { METRICS_PORT: '0', IYZICO_TRANSPORT: 'got' },
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
    name: 'floor',
    title: 'bare proxy, undici',
    file: 'contestants/floor.js',
    answers: 'bodies',
    does: 'signs and sends both calls, and returns iyzico’s bodies',
    lacks: 'GraphQL, and everything else',
  },
];
