import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { queryPayment, startedProcesses, urlIn, type StartedProcess } from '../harness/started-process.js';

// Builds of a copy of this project, because other tests run the build of this one.

const { run, readBanner } = startedProcesses();

let project: string;
const dist = (name = '') => join(project, 'dist', name);

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'build-'));
  const from = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
  for (const name of ['package.json', 'tsconfig.json', 'samples', 'schema', 'scripts', 'src']) {
    await cp(from(name), join(project, name), { recursive: true });
  }
  await symlink(from('node_modules'), join(project, 'node_modules'));
  await Promise.all([build(), build()]);
}, 60_000);
afterAll(() => rm(project, { recursive: true }));

/** Builds the copy. @returns what was printed */
async function build(nodeOptions: readonly string[] = []): Promise<string> {
  const child = spawn(process.execPath, [...nodeOptions, 'scripts/build.js'], { cwd: project });
  const [exit, output, errors] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  expect({ exit, errors }).toEqual({ exit: [0, null], errors: '' });
  return output;
}

/** The files of the build; a file that was written again has another inode. */
async function inodes(): Promise<ReadonlyMap<string, number>> {
  const names = (await readdir(dist(), { recursive: true })).sort();
  return new Map(await Promise.all(names.map(async (name) => [name, (await stat(dist(name))).ino] as const)));
}

test('two builds at once leave a server that works, and a third one finds nothing to write', async () => {
  const server = run([process.execPath, dist('main.js')], ['ignore', 'pipe', 'pipe']) as StartedProcess;
  const url = urlIn(await readBanner(server, 'curl'));
  expect(await queryPayment(url)).toMatchObject({ data: { payment: { paymentStatus: 'SUCCESS' } } });
  const before = await inodes();
  await build();
  expect(await inodes()).toEqual(before);
});

test('a build removes the code that an earlier one left, and no other file', async () => {
  const before = await inodes();
  // A Node that keeps compiled code has made the folder in an earlier test.
  await mkdir(dist('.compile-cache'), { recursive: true });
  const kept = ['THIRD-PARTY-NOTICES.txt', '.compile-cache/1f2e3d4c'];
  const stale = ['removed.js', 'chunks/redis-AAAAAAAA.js', 'chunks/redis-AAAAAAAA.js.map', 'simulator/removed.d.ts'];
  for (const name of [...kept, ...stale]) await writeFile(dist(name), '');
  await build();
  const after = await inodes();
  expect(new Set(after.keys())).toEqual(new Set([...before.keys(), '.compile-cache', ...kept]));
  expect(after).toEqual(new Map([...after, ...before]));
});

/** Starts the server, stops it when it is ready, and exits as it does. */
const startOnce = `
  import { spawn } from 'node:child_process';
  const server = spawn(process.execPath, ['dist/main.js'], { env: { PORT: '0' }, stdio: ['ignore', 'pipe', 'ignore'] });
  server.stdout.on('data', (chunk) => String(chunk).includes('curl ') && server.kill());
  server.on('exit', (code) => process.exit(code));
  process.on('SIGTERM', () => server.kill('SIGKILL'));`;

/** Does that after each change of a file of code, and prints how the server ended. */
const startAfterEachChange = `
  import { spawnSync } from 'node:child_process';
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  for (const name of ['renameSync', 'rmSync']) {
    const change = fs[name];
    fs[name] = (...paths) => {
      change(...paths);
      const file = paths.findLast((path) => typeof path === 'string');
      if (file.endsWith('.js')) console.log(name, spawnSync(process.execPath, ['start-once.mjs'], { timeout: 20_000 }).status);
    };
  }
  syncBuiltinESMExports();`;

test('a server can start after each single change that a build makes', async () => {
  await appendFile(join(project, 'src/iyzico/wire/got-sender.ts'), '\nObject.freeze(createGotSender);\n');
  await writeFile(join(project, 'start-once.mjs'), startOnce);
  await writeFile(join(project, 'preload.mjs'), startAfterEachChange);
  const starts = (await build(['--import', './preload.mjs'])).trim().split('\n');
  // At least the changed chunk and what loads it are written, and the earlier chunk is removed.
  expect(starts.length).toBeGreaterThanOrEqual(3);
  expect(new Set(starts)).toEqual(new Set(['renameSync 0', 'rmSync 0']));
}, 60_000);
