import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';
import { describeWithCommand } from '../harness/required-command.js';

/** A Redis of a test's own, which keeps nothing on disk. */
export interface RedisServer {
  readonly url: string;
  /** A client beside the one under test; only while it runs. */
  readonly client: Redis;
  /** Stops it where it stands: it takes connections, and answers nothing. */
  hang(): void;
  resume(): void;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Starts it anew at the same place, with nothing in it. */
  restart(): Promise<void>;
  /** All that stands in it: names and values. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

/** A group of tests that need redis-server. */
export const describeWithRedis = describeWithCommand('redis-server', '--version');

export async function startRedis(): Promise<RedisServer> {
  const started = await spawnedSomewhere();
  const { port } = started;
  let { server } = started;
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 20 });
  client.on('error', () => undefined);
  return {
    url,
    client,
    hang: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    kill: () => killed(server),
    async restart() {
      server = await spawned(port);
    },
    async dump() {
      const names = await client.keys('*');
      const values = await Promise.all(names.map((name) => client.dump(name).then(String)));
      return [...names, ...values].join('\n');
    },
    async close() {
      client.disconnect();
      await killed(server);
    },
  };
}

async function spawned(port: number): Promise<ChildProcess> {
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of server.stdout) {
    said += String(chunk);
    if (said.includes('Ready to accept connections')) break;
  }
  if (!said.includes('Ready to accept connections')) throw new Error(`redis-server ended: ${said}`);
  return server;
}

/** A port that is free may be taken a moment later. */
async function spawnedSomewhere(attempts = 3): Promise<{ port: number; server: ChildProcess }> {
  const port = await freePort();
  try {
    return { port, server: await spawned(port) };
  } catch (error) {
    if (attempts > 1) return spawnedSomewhere(attempts - 1);
    throw error;
  }
}

async function killed(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill('SIGKILL');
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
