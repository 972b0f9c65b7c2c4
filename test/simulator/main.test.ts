import { transformFile } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Runs the simulator in a folder without the project's layers and packages, to prove that it needs none of them.

const source = fileURLToPath(new URL('../../src', import.meta.url));
const samples = fileURLToPath(new URL('../../samples', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  await symlink(samples, join(folder, 'samples'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const simulator = await readdir(join(source, 'simulator'), { recursive: true });
  for (const file of simulator.filter((name) => name.endsWith('.ts'))) await compile(join('simulator', file));
  await compile('package-file.ts');
});
afterAll(() => rm(folder, { recursive: true }));

async function compile(file: string): Promise<void> {
  const { code } = await transformFile(join(source, file), {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
    configFile: false,
    swcrc: false,
  });
  const target = join(folder, 'dist', file.replace(/ts$/, 'js'));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}

function run(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['dist/simulator/main.js', ...args], { cwd: folder, env: {}, stdio: 'pipe' });
}

async function firstOutput(child: ChildProcess, stream: 'stdout' | 'stderr'): Promise<string> {
  const [chunk] = (await once(child[stream] ?? child, 'data')) as [Buffer];
  return chunk.toString();
}

test.each(['SIGINT', 'SIGTERM'] as const)('the simulator answers until %s, then exits with code 0', async (signal) => {
  const simulator = run('0');
  const [url = ''] = /http:\/\/\S+\d/.exec(await firstOutput(simulator, 'stdout')) ?? [];
  expect((await fetch(url)).status).toBe(200);
  simulator.kill(signal);
  expect(await once(simulator, 'exit')).toEqual([0, null]);
});

test('a failed start prints a message for people and exits with code 1', async () => {
  const simulator = run('nonsense');
  expect(await firstOutput(simulator, 'stderr')).toBe(
    '"nonsense" is not a port. Use one whole number from 0 (any free port) to 65535.\n',
  );
  expect(await once(simulator, 'exit')).toEqual([1, null]);
});
