import { spawn, type ChildProcess, type ChildProcessByStdio, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { leaksOfAnswer, leaksOfText } from './canaries.js';
import { transport } from './transport.js';

/** A server process started from the build, as a user starts it. */
export type StartedProcess = ChildProcessByStdio<null, Readable, Readable>;

export type Settings = Readonly<Record<string, string>>;

/** Starts the processes of one test. */
export interface StartedProcesses {
  /** The working directory of the processes. */
  readonly folder: () => string;
  /**
   * @param nodeOptions options for Node itself, before the path of the server
   * @param openFiles the most file descriptors that the process may have
   */
  readonly start: (settings?: Settings, nodeOptions?: readonly string[], openFiles?: number) => StartedProcess;
  /** Starts the server by another command line, and with other outputs than two pipes that are read. */
  readonly run: (command: readonly string[], stdio: StdioOptions, settings?: Settings) => ChildProcess;
  /** Reads the start-up banner of a process, up to its line about iyzico or to the curl command. */
  readonly readBanner: (server: StartedProcess, lastLine: 'iyzico' | 'curl') => Promise<string>;
  /** Like `start`, and also collects output and exit. @param preloaded files of the build to import before the server */
  readonly observe: (settings?: Settings, preloaded?: readonly string[]) => ObservedProcess;
}

/** A started server, with its output and its exit. */
export interface ObservedProcess {
  /** Resolves with the complete start-up banner. */
  readonly banner: Promise<string>;
  /** What the process has written to its log so far. */
  readonly logged: () => string;
  /** Its exit code, or the signal that killed it. */
  readonly exit: Promise<number | string>;
  /** Its base URL, once it listens. */
  readonly url: () => Promise<string>;
  readonly metricsUrl: () => Promise<string>;
  readonly send: (signal: NodeJS.Signals) => void;
}

/** Call it at the top of a test file. After each test it kills the processes and checks their logs for leaks. */
export function startedProcesses(): StartedProcesses {
  let run: ProcessRun;
  beforeEach(async () => {
    run = new ProcessRun(await mkdtemp(join(tmpdir(), 'start-')));
  });
  afterEach(async () => {
    expect({ leaksInLog: leaksOfText(run.logged) }).toEqual({ leaksInLog: [] });
    await run.close();
  });
  return {
    folder: () => run.folder,
    start: (settings, nodeOptions, openFiles) => run.start(settings, nodeOptions, openFiles),
    run: (command, stdio, settings) => run.spawn(command, stdio, settings),
    readBanner: ({ stdout }, lastLine) => readUntil(stdout, new RegExp(`^${lastLine} .*\n`, 'm')),
    observe: (settings, preloaded = []) => {
      const nodeOptions = preloaded.flatMap((name) => ['--import', builtFile(name)]);
      return observe(run.start(settings, nodeOptions));
    },
  };
}

/** The processes that one test has started. */
class ProcessRun {
  readonly #started: ChildProcess[] = [];
  #logged = '';

  constructor(readonly folder: string) {}

  /** What all processes have written to their logs. */
  get logged(): string {
    return this.#logged;
  }

  start(settings: Settings = {}, nodeOptions: readonly string[] = [], openFiles?: number): StartedProcess {
    const limit = openFiles === undefined ? '' : `ulimit -n ${openFiles} && `;
    const shell = ['/bin/sh', '-c', `${limit}exec "$0" "$@"`];
    const command = [...shell, process.execPath, ...nodeOptions, builtFile('main.js')];
    const server = this.spawn(command, ['ignore', 'pipe', 'pipe'], settings) as StartedProcess;
    server.stderr.on('data', (chunk: Buffer) => {
      this.#logged += chunk.toString();
    });
    return server;
  }

  spawn([program = '', ...args]: readonly string[], stdio: StdioOptions, settings: Settings = {}): ChildProcess {
    const env = { PATH: process.env.PATH, PORT: '0', IYZICO_TRANSPORT: transport, ...settings };
    const child = spawn(program, args, { cwd: this.folder, env, stdio });
    this.#started.push(child);
    return child;
  }

  async close(): Promise<void> {
    for (const server of this.#started) server.kill('SIGKILL');
    await rm(this.folder, { recursive: true });
  }
}

function observe(server: StartedProcess): ObservedProcess {
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const banner = readUntil(server.stdout, /^Callers .*\n/m);
  const findInBanner = async (pattern: RegExp) => pattern.exec(await banner)?.[1] ?? '';
  return {
    banner,
    logged: () => log,
    exit: once(server, 'close').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? ''),
    url: () => findInBanner(/^GraphQL +(.*)\/graphql$/m),
    metricsUrl: () => findInBanner(/^Metrics +(.*)$/m),
    send: (signal) => void server.kill(signal),
  };
}

/** The path of a file of the build. */
export function builtFile(name: string): string {
  return fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
}

/** Reads a stream until its text matches the pattern, or to its end. */
export function readUntil(stream: Readable, pattern = /$^/): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (pattern.test(text)) resolve(text);
    });
    stream.once('end', () => {
      resolve(text);
    });
  });
}

/** The base URL in a start-up banner. */
export function urlIn(banner: string): string {
  return /http:\/\/[\d.]+:\d+(?=\/graphql)/.exec(banner)?.[0] ?? '';
}

/** Queries a payment of the simulator and returns the answer. */
export async function queryPayment(url: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ payment(checkoutFormToken: "card-1") { paymentStatus } }' }),
  });
  const text = await response.text();
  expect({ leaksInAnswers: leaksOfAnswer(text) }).toEqual({ leaksInAnswers: [] });
  return JSON.parse(text) as unknown;
}
