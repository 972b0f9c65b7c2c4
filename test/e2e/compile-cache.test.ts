import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { queryPayment, readUntil, startedProcesses, urlIn, type StartedProcess } from '../harness/started-process.js';

// A copy of the build, because the folder of compiled code lies beside the code.

const { folder, run, readBanner } = startedProcesses();
const cache = () => join(folder(), 'dist/.compile-cache');
/** Node 22.1 and later. */
const canKeep = 'enableCompileCache' in module;

beforeEach(async () => {
  for (const name of ['package.json', 'samples', 'schema', 'dist']) {
    const source = fileURLToPath(new URL(`../../${name}`, import.meta.url));
    await cp(source, join(folder(), name), { recursive: true, filter: (path) => !path.endsWith('.compile-cache') });
  }
});

/** Starts the copy, queries a payment and stops it. @returns its exit code and the messages of its log */
async function queryOnce(): Promise<unknown> {
  const main = join(folder(), 'dist/main.js');
  const server = run([process.execPath, main], ['ignore', 'pipe', 'pipe']) as StartedProcess;
  const log = readUntil(server.stderr);
  const answer = await queryPayment(urlIn(await readBanner(server, 'curl')));
  server.kill();
  const [code] = (await once(server, 'exit')) as [number];
  const lines = (await log).split('\n').filter(Boolean);
  return {
    data: (answer as { data: unknown }).data,
    code,
    messages: lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
  };
}

const answered = {
  data: { payment: { paymentStatus: 'SUCCESS' } },
  code: 0,
  messages: ['starting', 'ready', 'iyzico call', 'operation answered', 'stopping', 'stopped'],
};

/** The mode of the folder of compiled code, and the number of its entries; `null` where there is no such folder. */
async function kept(): Promise<{ mode: number; entries: number } | null> {
  if (!existsSync(cache())) return null;
  return { mode: (await stat(cache())).mode & 0o777, entries: (await readdir(cache())).length };
}

describe('compiled code', () => {
  test('is kept beside the code, in a folder of this user, by a Node that can keep it', async () => {
    const expected = canKeep ? { mode: 0o700, entries: 1 } : null;
    expect([await queryOnce(), await kept()]).toEqual([answered, expected]);
    // The next start reads it.
    expect([await queryOnce(), await kept()]).toEqual([answered, expected]);
  });

  test.each([
    ['a file', () => writeFile(cache(), '')],
    ['a folder where not even root can write', () => symlink('/sys', cache())],
  ])('is not kept where its folder is %s, and the server works as without it', async (_what, occupy) => {
    await occupy();
    expect(await queryOnce()).toEqual(answered);
  });
});
