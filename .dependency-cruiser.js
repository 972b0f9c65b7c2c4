/** Which layers each layer may import, beside itself: main → server → graphql → loaders → iyzico. */
const downhill = {
  config: ['server', 'iyzico'],
  server: ['graphql', 'loaders', 'iyzico'],
  graphql: ['loaders', 'iyzico'],
  loaders: ['iyzico'],
  iyzico: [],
  redis: ['server', 'iyzico'],
  metrics: ['server', 'iyzico'],
  // Shares nothing with src/iyzico, so that a mistake there cannot hide here.
  simulator: [],
};

/** The packages that send spans to a collector: loaded on request only, before anything else. */
const tracing = ['@opentelemetry/(exporter|resources|sdk)[^/]*'];

/** The only layer that may import a package. */
const homes = [
  {
    packages: ['fastify', '@fastify/[^/]+', '@apollo/server', 'jose', 'pino'],
    layer: 'server',
  },
  { packages: ['type-graphql', 'class-validator'], layer: 'graphql' },
  { packages: ['dataloader'], layer: 'loaders' },
  { packages: ['got'], layer: 'iyzico' },
  { packages: ['ioredis'], layer: 'redis' },
  { packages: ['prom-client'], layer: 'metrics' },
];

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
    ...Object.entries(downhill).flatMap(([layer, below]) => [
      {
        name: `${layer}-imports-downhill`,
        severity: 'error',
        from: { path: `^src/${layer}/` },
        to: { path: '^src/', pathNot: [layer, ...below].map((allowed) => `^src/${allowed}/`) },
      },
      {
        name: `${layer}-is-entered-by-its-door`,
        severity: 'error',
        from: { path: '^src/', pathNot: `^src/${layer}/` },
        to: { path: `^src/${layer}/`, pathNot: `^src/${layer}/index\\.ts$` },
      },
    ]),
    {
      name: 'only-otel-sends-spans',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/otel\\.ts$' },
      to: { path: tracing.map((name) => `node_modules/${name}/`) },
    },
    {
      name: 'only-server-and-iyzico-make-spans',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server/|iyzico/|process/)' },
      to: { path: 'node_modules/@opentelemetry/api/' },
    },
    { name: 'nothing-imports-otel', severity: 'error', from: { path: '^src/' }, to: { path: '^src/otel\\.ts$' } },
    ...homes.map(({ packages, layer }) => ({
      name: `only-${layer}-imports-its-packages`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${layer}/` },
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
