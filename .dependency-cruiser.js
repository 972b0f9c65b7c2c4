import { layers, rooms } from './scripts/code/rooms.js';

/** The packages that send spans to a collector: loaded on request only, before anything else. */
const tracing = ['@opentelemetry/(exporter|resources|sdk)[^/]*'];

/** The only place that may import a package. */
const homes = [
  { packages: ['fastify', '@fastify/[^/]+', '@apollo/server', 'jose'], place: 'server' },
  { packages: ['type-graphql', 'class-validator'], place: 'graphql' },
  { packages: ['dataloader'], place: 'loaders' },
  { packages: ['got', 'undici'], place: 'iyzico/wire' },
  { packages: ['ioredis'], place: 'redis' },
  { packages: ['prom-client'], place: 'metrics' },
];

/** What a layer may import of other layers, and that they reach it by its index.ts only. */
function layerRules([layer, below]) {
  const inside = `^src/${layer}[./]`;
  return [
    {
      name: `${layer}-imports-downhill`,
      severity: 'error',
      from: { path: inside },
      to: { path: '^src/', pathNot: [layer, ...below].map((allowed) => `^src/${allowed}[./]`) },
    },
    {
      name: `${layer}-is-entered-by-its-index`,
      severity: 'error',
      from: { path: '^src/', pathNot: inside },
      // A layer that is a file is entered by that file.
      to: { path: inside, pathNot: `^src/${layer}(/index)?\\.ts$` },
    },
  ];
}

/** What a room may import of its layer: the rooms below it, and never the files beside the rooms. */
function roomRules([layer, roomsOfLayer]) {
  return Object.entries(roomsOfLayer).map(([room, below]) => ({
    name: `${layer}-${room}-imports-downhill`,
    severity: 'error',
    from: { path: `^src/${layer}/${room}/` },
    to: { path: `^src/${layer}/`, pathNot: [room, ...below].map((allowed) => `^src/${layer}/${allowed}/`) },
  }));
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      // Has types only, and so no file to resolve to.
      to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' },
    },
    { name: 'source-knows-no-test', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|scripts)/' } },
    {
      name: 'tests-share-only-the-harness',
      severity: 'error',
      from: { path: '^test/' },
      to: { path: '^test/', pathNot: '^test/harness/' },
    },
    ...Object.entries(layers).flatMap(layerRules),
    ...Object.entries(rooms).flatMap(roomRules),
    {
      name: 'only-otel-sends-spans',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/otel\\.ts$' },
      to: { path: tracing.map((name) => `node_modules/${name}/`) },
    },
    {
      name: 'only-server-and-iyzico-make-spans',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server/|iyzico/|tracing\\.ts$|process/flush-traces\\.ts$)' },
      to: { path: 'node_modules/@opentelemetry/api/' },
    },
    ...homes.map(({ packages, place }) => ({
      name: `only-${place.replace('/', '-')}-imports-its-packages`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${place}/` },
      to: { path: packages.map((name) => `node_modules/${name}/`) },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      mainFields: ['main', 'types'],
    },
  },
};
