import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The processes that run. */
const running = new Set();
/** Their working directory: a folder without a .env. */
const folder = mkdtempSync(join(tmpdir(), 'bench-faults-'));

// No process may outlive the run.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** An interrupted run leaves no process behind. */
export function stopAllOnInterrupt() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
}

export async function stopAll() {
  await Promise.all([...running].map(killed));
}

/**
 * Starts the built server, as an operator does, on a free port.
 * @param simulator the account to use: its url and keys
 * @param options the options of Node itself, and the most file descriptors of the process
 */
export async function startServer(simulator, settings = {}, { nodeOptions = [], openFiles } = {}) {
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    IYZICO_BASE_URL: simulator.url,
    IYZICO_API_KEY: simulator.apiKey,
    IYZICO_SECRET_KEY: simulator.secretKey,
    AUTH: 'none',
    RATE_LIMIT: 'off',
    ...settings,
  };
  const limit = openFiles === undefined ? '' : `ulimit -n ${openFiles} && `;
  const child = started('/bin/sh', ['-c', `${limit}exec "$0" "$@"`, process.execPath, ...nodeOptions, main], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const listeners = new Set();
  const exit = once(child, 'exit');
  listenToLog(child.stderr, (record) => {
    for (const listener of listeners) listener(record);
  });
  const banner = await outputUntil(child, /^iyzico .*\n/m);
  return {
    url: /http:\/\/[\d.]+:\d+(?=\/graphql)/.exec(banner)[0],
    child,
    /** Its exit code and signal, after it has ended. */
    exit,
    /** Calls the listener with each record of its log. @returns removes the listener */
    onLog(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** The next record of its log that matches. */
    logs(is) {
      return new Promise((resolve) => {
        const stop = this.onLog((record) => {
          if (!is(record)) return;
          stop();
          resolve(record);
        });
      });
    },
    kill: () => killed(child),
  };
}

export const hasRedis = spawnSync('redis-server', ['--version']).error === undefined;

/** Starts a Redis on a free port, which keeps nothing on disk. */
export async function startRedis() {
  const port = await freePort();
  let child = await spawnRedis(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    /** Suspends it: it accepts connections and answers nothing. */
    hang: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    kill: () => killed(child),
    async restart() {
      child = await spawnRedis(port);
    },
  };
}

async function spawnRedis(port) {
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = started('redis-server', options, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  await outputUntil(child, /Ready to accept connections/);
  return child;
}

function started(command, options, settings) {
  const child = spawn(command, options, settings);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function killed(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** The output of a process, up to the awaited text. */
function outputUntil(child, awaited) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (awaited.test(text)) resolve(text);
    });
    child.once('exit', () => {
      reject(new Error(`${child.spawnfile} ended before it was ready: ${text}`));
    });
  });
}

function listenToLog(stream, listener) {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line.startsWith('{')) listener(JSON.parse(line));
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
