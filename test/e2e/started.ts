import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { leaksOfText } from '../support/canaries.js';

/** The process as operators start it: what was built, in a folder of its own, with no settings but the test's. */
export interface Started {
  /** All that was announced, once it was. */
  readonly announced: Promise<string>;
  /** What it wrote to its log so far. */
  readonly logged: () => string;
  /** Its exit code, or the signal that killed it. */
  readonly exit: Promise<number | string>;
  /** Where it serves, once it does. */
  url(): Promise<string>;
  metricsUrl(): Promise<string>;
  send(signal: NodeJS.Signals): void;
}

const built = (name: string) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
const running: { process: ChildProcessByStdio<null, Readable, Readable>; folder: string; logged: string }[] = [];

/** @param preloaded what of the build is loaded before the server */
export async function startBuilt(
  settings: Record<string, string>,
  preloaded: readonly string[] = [],
): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'started-'));
  const env = { PATH: process.env.PATH, PORT: '0', ...settings };
  const args = [...preloaded.flatMap((name) => ['--import', built(name)]), built('main.js')];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const started = { process: child, folder, logged: '' };
  running.push(started);
  child.stderr.on('data', (chunk: Buffer) => (started.logged += chunk.toString()));
  const announced = new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/^Callers .*\n/m.test(text)) resolve(text);
    });
    child.stdout.once('end', () => {
      resolve(text);
    });
  });
  const found = async (pattern: RegExp) => pattern.exec(await announced)?.[1] ?? '';
  return {
    announced,
    logged: () => started.logged,
    exit: once(child, 'close').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? ''),
    url: () => found(/^GraphQL +(.*)\/graphql$/m),
    metricsUrl: () => found(/^Metrics +(.*)$/m),
    send: (signal) => void child.kill(signal),
  };
}

/** Ends whatever still runs, and looks at what all of it logged. */
export async function endAllStarted(): Promise<void> {
  const logged = running.map((started) => started.logged).join('');
  for (const started of running.splice(0)) {
    started.process.kill('SIGKILL');
    await rm(started.folder, { recursive: true });
  }
  expect({ leaksInLog: leaksOfText(logged) }).toEqual({ leaksInLog: [] });
}
