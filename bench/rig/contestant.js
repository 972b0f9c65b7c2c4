import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createCheck } from './answers.js';
import { authentication } from './callers.js';
import { account } from './iyzico.js';
import { openLoad } from './load.js';
import { cpuMicroseconds, memoryMegabytes } from './process-usage.js';

/** The core of the contestant. Everything else runs on core 0. */
const CORE = '1';
/** Milliseconds. */
const LONGEST_START = 20_000;
const POLL = 2;
const SETTLE = 500;

const running = new Set();
/** The working directory of contestants, where their logs are. It has no .env. */
const folder = mkdtempSync(join(tmpdir(), 'bench-'));

// No process may outlive the run.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/**
 * Starts a contestant on a core of its own, and asks it until it answers.
 * @param node the path of the Node to run it with
 * @param nextQuestion see `createQuestions`
 * @returns `start`: milliseconds from its start to its first answer; `idle`: its memory after that, in megabytes
 */
export async function startContestant(contestant, { iyzico, node, nextQuestion }) {
  const port = await freePort();
  const logPath = join(folder, `${contestant.name}.log`);
  const log = openSync(logPath, 'w');
  const startedAt = performance.now();
  const file = fileURLToPath(new URL(`../${contestant.file}`, import.meta.url));
  const child = spawn('taskset', ['-c', CORE, node, ...(contestant.nodeOptions ?? []), file], {
    cwd: folder,
    stdio: ['ignore', log, log],
    env: environmentOf(contestant, { port, iyzico }),
  });
  closeSync(log);
  running.add(child);
  child.once('exit', () => running.delete(child));
  const check = createCheck(contestant.answers ?? 'graphql');
  try {
    await firstAnswer(child, { port, check, nextQuestion });
  } catch (error) {
    throw new Error(`${contestant.name} does not answer: ${lastLines(logPath)}`, { cause: error });
  }
  if (contestant.mustNotLog?.test(lastLines(logPath))) throw new Error(`${contestant.name}: ${lastLines(logPath)}`);
  const start = performance.now() - startedAt;
  await passed(SETTLE);
  return {
    contestant,
    port,
    check,
    start,
    idle: memoryMegabytes(child.pid).resident,
    cpu: () => cpuMicroseconds(child.pid),
    memory: () => memoryMegabytes(child.pid),
    async stop() {
      if (!running.has(child)) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

function environmentOf({ env }, { port, iyzico }) {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: `${port}`,
    IYZICO_BASE_URL: iyzico.url,
    IYZICO_API_KEY: account.apiKey,
    IYZICO_SECRET_KEY: account.secretKey,
    ...authentication,
    ...env,
  };
}

async function firstAnswer(child, { port, check, nextQuestion }) {
  const end = performance.now() + LONGEST_START;
  const load = openLoad(port, { connections: 1, check });
  try {
    for (;;) {
      try {
        return await load.ask(nextQuestion());
      } catch (error) {
        if (error.code !== 'ECONNREFUSED' || performance.now() > end || child.exitCode !== null) throw error;
        await passed(POLL);
      }
    }
  } finally {
    await load.close();
  }
}

function lastLines(path) {
  return readFileSync(path, 'utf8').slice(-3000);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
