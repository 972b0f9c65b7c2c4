import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describeWithCommand } from '../harness/required-command.js';
import { builtFile, readUntil, startedProcesses } from '../harness/started-process.js';

// Signals that arrive before a process is ready, and those that must not open anything.

const { folder, observe, run, start } = startedProcesses();

/** Accepts connections and never answers, so that a process waits for it during its start. */
async function withHangingRedis(useRedis: (url: string, connected: Promise<unknown>) => Promise<void>): Promise<void> {
  const redis = createServer().listen(0, '127.0.0.1');
  await once(redis, 'listening');
  const address = redis.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await useRedis(`redis://127.0.0.1:${port ?? 0}`, once(redis, 'connection'));
  redis.close();
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s while a process waits for Redis ends it with code 0',
  async (signal) => {
    await withHangingRedis(async (url, connected) => {
      const server = observe({ REDIS_URL: url });
      await connected;
      server.send(signal);
      expect(await server.exit).toBe(0);
      expect(await server.banner).toBe('');
      expect(server.logged()).toContain(`"reason":"${signal}","drained":true`);
    });
  },
);

test('signals are handled before anything else is loaded', async () => {
  const path = join(folder(), 'signal.mjs');
  await writeFile(
    path,
    `process.on('newListener', (name) => {
       if (name !== 'SIGTERM') return;
       console.log('decorators loaded:', 'defineMetadata' in Reflect);
       setImmediate(() => process.kill(process.pid, name));
     });`,
  );
  const server = start({}, ['--import', path]);
  const [output, exit] = await Promise.all([readUntil(server.stdout), once(server, 'exit')]);
  // Node reads signals between two turns of its event loop: how much is loaded by then depends on its version.
  expect([exit, output.split('\n')[0]]).toEqual([[0, null], 'decorators loaded: false']);
});

test('SIGUSR1 opens no inspector', async () => {
  const server = observe({ NODE_ENV: 'production', IYZICO_SIMULATOR: 'on' });
  const url = await server.url();
  server.send('SIGUSR1');
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  server.send('SIGTERM');
  expect(await server.exit).toBe(0);
  expect(server.logged()).not.toContain('Debugger');
});

describeWithCommand('unshare', '--version')('the first process of a container', () => {
  test('ends on SIGTERM while it starts', async () => {
    await withHangingRedis(async (url, connected) => {
      const inContainer = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child'];
      const command = [...inContainer, process.execPath, builtFile('main.js')];
      const container = run(command, ['ignore', 'ignore', 'pipe'], { REDIS_URL: url });
      const exit = once(container, 'exit');
      const log = container.stderr ? text(container.stderr) : '';
      await connected;
      const pid = container.pid ?? 0;
      process.kill(Number(await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')), 'SIGTERM');
      expect(await exit).toEqual([0, null]);
      expect(await log).toContain('"reason":"SIGTERM","drained":true');
    });
  });
});
