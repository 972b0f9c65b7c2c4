import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { builtFile, readUntil, startedProcesses, type Settings } from '../harness/started-process.js';

// What a process loads of the bundle, and where an error in it is said to be.

const { folder, run, start } = startedProcesses();

const ownKeys = {
  NODE_ENV: 'production',
  IYZICO_API_KEY: 'key',
  IYZICO_SECRET_KEY: '5ecret',
  IYZICO_BASE_URL: 'http://127.0.0.1:1',
  AUTH_JWT_SECRET: 'canary-secret-of-the-one-developer',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'iyzico-graphql',
};

/** Node options that import a script before the server. */
async function preload(script: string): Promise<readonly string[]> {
  const path = join(folder(), 'preload.mjs');
  await writeFile(path, script);
  return ['--import', path];
}

/** Prints the address of each file that is loaded. */
const printFiles = `
  import { register } from 'node:module';
  const hooks = \`import { writeSync } from 'node:fs';
    export const load = (url, context, next) => (writeSync(2, url + '\\\\n'), next(url, context));\`;
  register('data:text/javascript,' + encodeURIComponent(hooks));`;

/** The files of the bundle in the output, without the hashes in their names. */
const filesIn = (output: string) =>
  [...output.matchAll(/\/dist\/([\w/.]+?)(?:-[A-Z\d]{8})?\.js$/gm)].map(([, name]) => name);

async function filesLoadedWith(settings: Settings): Promise<unknown[]> {
  const server = start(settings, await preload(printFiles));
  const [, output] = await Promise.all([
    readUntil(server.stdout, /^Callers .*\n/m).then(() => server.kill()),
    readUntil(server.stderr),
  ]);
  return filesIn(output);
}

test('a server with its own keys loads no simulator, explorer, metrics or Redis client', async () => {
  const files = await filesLoadedWith(ownKeys);
  expect(files).toEqual(expect.arrayContaining(['main', 'start']));
  expect(files.filter((name) => /simulator|default|metrics|redis|token/.test(String(name)))).toEqual([]);
});

test.each([
  ['simulator', { IYZICO_SIMULATOR: 'on' }],
  ['default', { NODE_ENV: 'development' }],
  ['metrics', { METRICS_PORT: '0' }],
  ['redis', { REDIS_URL: 'redis://127.0.0.1:1' }],
])('the chunk %s is loaded where a setting needs it', async (chunk, settings: Settings) => {
  const isSimulated = 'IYZICO_SIMULATOR' in settings;
  const files = await filesLoadedWith({ ...(isSimulated ? { NODE_ENV: 'production' } : ownKeys), ...settings });
  expect(files).toContain(`chunks/${chunk}`);
});

test('minting a token loads nothing but its command', async () => {
  const options = await preload(printFiles);
  const child = run(
    [process.execPath, ...options, builtFile('main.js'), 'token'],
    ['ignore', 'ignore', 'pipe'],
    ownKeys,
  );
  expect(filesIn(child.stderr ? await text(child.stderr) : '')).toEqual(['main', 'token']);
});

test('the log names the line of the source where an error was thrown', async () => {
  const failing = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const read = fs.readFileSync;
    fs.readFileSync = (path, ...rest) => {
      if (String(path).endsWith('/package.json')) throw new Error('5ecret');
      return read(path, ...rest);
    };
    syncBuiltinESMExports();`;
  const server = start(ownKeys, await preload(failing));
  const [log, exit] = await Promise.all([readUntil(server.stderr), once(server, 'exit')]);
  expect(exit).toEqual([1, null]);
  expect(log).toMatch(/"at readVersion \(src\/process\/version\.ts:\d+:\d+\)"/);
  expect(log).not.toContain('5ecret');
});
