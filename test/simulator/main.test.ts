import { transformFile } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The simulator alone, far from the project's other code and packages: it runs only if it needs none of them.

const source = fileURLToPath(new URL('../../src/simulator', import.meta.url));
const samples = fileURLToPath(new URL('../../samples', import.meta.url));
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'simulator-'));
  await symlink(samples, join(home, 'samples'));
  await writeFile(join(home, 'package.json'), '{"type":"module"}');
  for (const file of await readdir(source, { recursive: true })) {
    if (file.endsWith('.ts')) await compile(file);
  }
});
afterAll(() => rm(home, { recursive: true }));

async function compile(file: string): Promise<void> {
  const { code } = await transformFile(join(source, file), {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
    configFile: false,
    swcrc: false,
  });
  const target = join(home, 'dist/simulator', file.replace(/ts$/, 'js'));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}

function run(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['dist/simulator/main.js', ...args], { cwd: home, env: {}, stdio: 'pipe' });
}

async function firstText(child: ChildProcess, stream: 'stdout' | 'stderr'): Promise<string> {
  const [chunk] = (await once(child[stream] ?? child, 'data')) as [Buffer];
  return chunk.toString();
}

test.each(['SIGINT', 'SIGTERM'] as const)('it answers until %s ends it cleanly', async (signal) => {
  const simulator = run('0');
  const [url = ''] = /http:\/\/\S+\d/.exec(await firstText(simulator, 'stdout')) ?? [];
  expect((await fetch(url)).status).toBe(200);
  simulator.kill(signal);
  expect(await once(simulator, 'exit')).toEqual([0, null]);
});

test('it fails in words when it cannot start', async () => {
  const simulator = run('nonsense');
  expect(await firstText(simulator, 'stderr')).toBe(
    '"nonsense" is no port. Give one whole number from 0 (any free port) to 65535.\n',
  );
  expect(await once(simulator, 'exit')).toEqual([1, null]);
});
