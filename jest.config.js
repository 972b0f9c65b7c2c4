// Tests of calls and of iyzico's failures run once with each HTTP library, and `test/harness/transport.ts` chooses it.
const testsOfTransports = [
  'test/iyzico/{faults,listener}.test.ts',
  'test/iyzico/call/stale-connection.test.ts',
  'test/iyzico/wire/{endpoints,http,http.never-sent,kept-connections}.test.ts',
  'test/server/faults.{answers,property,simulated,transport}.test.ts',
  'test/e2e/{canaries,exhaustion,pause}.test.ts',
];

const project = {
  testEnvironment: 'node',
  // `--watch` follows changes in both.
  roots: ['<rootDir>/src', '<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  // TypeScript's nodenext imports name the emitted `.js`; under jest the source is the `.ts` beside it.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  setupFiles: ['<rootDir>/test/harness/realm.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/harness/canary-watch.ts'],
};

/** @type {import('jest').Config} */
export default {
  projects: [
    { ...project, displayName: 'got', testMatch: ['**/*.test.ts'], globals: { transport: 'got' } },
    {
      ...project,
      displayName: 'undici',
      testMatch: testsOfTransports.map((pattern) => `<rootDir>/${pattern}`),
      globals: { transport: 'undici' },
    },
  ],
  reporters: ['default', '<rootDir>/test/harness/skipped-tests-reporter.js'],
  // Started processes take a second or two on a busy machine.
  testTimeout: 20_000,
  // One more than the cores of a small machine: half of a run's time is waiting for started processes and time-outs.
  maxWorkers: 3,
  // Jest keeps about 20 MB of each test file's modules; a worker that grew past this is replaced. A new worker compiles
  // everything anew: at 300 MB, every sixth file paid for that.
  workerIdleMemoryLimit: '800MB',
};
