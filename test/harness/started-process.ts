import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { leaksOfAnswer, leaksOfText } from './canaries.js';

/** A server that was started as whoever installs it would, from what was built. */
export type StartedProcess = ChildProcessByStdio<null, Readable, Readable>;

export type Settings = Readonly<Record<string, string>>;

/** The processes that one test starts. */
export interface StartedProcesses {
  /** Where they run. */
  readonly folder: () => string;
  /** @param nodeOptions what Node itself is told before the server is named */
  readonly start: (settings?: Settings, nodeOptions?: readonly string[]) => StartedProcess;
  /** What a process tells of itself, up to the line that tells of iyzico, or to the command to paste. */
  readonly bannerOf: (server: StartedProcess, last: 'iyzico' | 'curl') => Promise<string>;
  /** As `start`, for who wants to know how it fares. @param preloaded what of the build is loaded before the server */
  readonly observe: (settings?: Settings, preloaded?: readonly string[]) => ObservedProcess;
}

/** A started server, and what it says and comes to. */
export interface ObservedProcess {
  /** All that was announced, once it was. */
  readonly announced: Promise<string>;
  /** What it wrote to its log so far. */
  readonly logged: () => string;
  /** Its exit code, or the signal that killed it. */
  readonly exit: Promise<number | string>;
  /** Where it serves, once it does. */
  readonly url: () => Promise<string>;
  readonly metricsUrl: () => Promise<string>;
  readonly send: (signal: NodeJS.Signals) => void;
}

const built = (name: string) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));

/** To be called by a test file at its head: ends what each test started, and holds its log to what may be seen. */
export function startedProcesses(): StartedProcesses {
  let folder: string;
  let spawned: StartedProcess[];
  /** What all of them wrote to their logs. */
  let logged: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start-'));
    spawned = [];
    logged = '';
  });
  afterEach(async () => {
    expect({ leaksInLog: leaksOfText(logged) }).toEqual({ leaksInLog: [] });
    for (const server of spawned) server.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  function start(settings: Settings = {}, nodeOptions: readonly string[] = []): StartedProcess {
    const env = { PATH: process.env.PATH, PORT: '0', ...settings };
    const server = spawn(process.execPath, [...nodeOptions, built('main.js')], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    spawned.push(server);
    server.stderr.on('data', (chunk: Buffer) => {
      logged += chunk.toString();
    });
    return server;
  }

  return {
    folder: () => folder,
    start,
    bannerOf: ({ stdout }, last) => heard(stdout, new RegExp(`^${last} .*\n`, 'm')),
    observe: (settings, preloaded = []) =>
      observed(
        start(
          settings,
          preloaded.flatMap((name) => ['--import', built(name)]),
        ),
      ),
  };
}

function observed(server: StartedProcess): ObservedProcess {
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const announced = heard(server.stdout, /^Callers .*\n/m);
  const found = async (pattern: RegExp) => pattern.exec(await announced)?.[1] ?? '';
  return {
    announced,
    logged: () => log,
    exit: once(server, 'close').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? ''),
    url: () => found(/^GraphQL +(.*)\/graphql$/m),
    metricsUrl: () => found(/^Metrics +(.*)$/m),
    send: (signal) => void server.kill(signal),
  };
}

/** What a stream says until it says what is waited for, or ends. */
export function heard(stream: Readable, awaited = /$^/): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (awaited.test(text)) resolve(text);
    });
    stream.once('end', () => {
      resolve(text);
    });
  });
}

export function urlIn(banner: string): string {
  return /http:\/\/[\d.]+:\d+(?=\/graphql)/.exec(banner)?.[0] ?? '';
}

/** The answer to a query for a payment of the simulator's. */
export async function ask(url: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ payment(checkoutFormToken: "card-1") { paymentStatus } }' }),
  });
  const text = await response.text();
  expect({ leaksInAnswers: leaksOfAnswer(text) }).toEqual({ leaksInAnswers: [] });
  return JSON.parse(text) as unknown;
}
