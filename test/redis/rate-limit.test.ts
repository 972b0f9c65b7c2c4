import { setTimeout as passed } from 'node:timers/promises';
import { createOpaqueId } from '../../src/iyzico/index.js';
import { connectRedis, type Redis } from '../../src/redis/index.js';
import { createRateLimit } from '../../src/server/access/rate-limit.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';

describeWithRedis('a limit that processes share', () => {
  let server: RedisServer;
  let links: Redis[];
  beforeEach(async () => {
    server = await startRedis();
    links = [0, 1].map(() =>
      connectRedis({ url: server.url, namespace: 'merchant', nameOf: createOpaqueId('secret') }),
    );
    for (const { quota } of links) while ((await quota.used('a')) === null) await passed(10);
  });
  afterEach(async () => {
    server.resume();
    await Promise.all(links.map((link) => link.close()));
    await server.close();
  });

  const limitsOf = (name: string, mostInMinute: number) =>
    links.map((link) => createRateLimit({ name, perMinute: mostInMinute, shared: link.rateLimit }));
  /** How many of a few are let in at each of the processes. */
  const letIn = async (limits: readonly ((key: string) => Promise<number>)[], times: number, key = '192.0.2.1') => {
    let count = 0;
    for (let i = 0; i < times; i++) for (const limit of limits) count += (await limit(key)) === 0 ? 1 : 0;
    return count;
  };

  test('is kept by all together, and tells when to come back', async () => {
    const limits = limitsOf('guesses', 4);
    expect(await letIn(limits, 2)).toBe(4);
    expect(await letIn(limits, 1)).toBe(0);
    const wait = (await limits[0]?.('192.0.2.1')) ?? 0;
    expect(Number.isInteger(wait)).toBe(true);
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
  });

  test('is one for each key, and one for each name', async () => {
    expect(await letIn(limitsOf('guesses', 2), 2)).toBe(2);
    expect(await letIn(limitsOf('guesses', 2), 2, '192.0.2.2')).toBe(2);
    expect(await letIn(limitsOf('strangers', 2), 2)).toBe(2);
  });

  test('does not tell Redis whom it counts', async () => {
    await letIn(limitsOf('guesses', 2), 1);
    expect(await server.dump()).toMatch(/:limit:guesses:/);
    expect(await server.dump()).not.toContain('192.0.2.1');
  });

  test.each([
    ['was killed', () => server.kill()],
    [
      'hangs',
      () => {
        server.hang();
        return Promise.resolve();
      },
    ],
  ])('is kept by each for itself where Redis %s', async (_how, end) => {
    const limits = limitsOf('guesses', 3);
    await end();
    expect(await letIn(limits, 10)).toBe(6);
  });

  test('is no more than each of them had where Redis was flushed', async () => {
    const limits = limitsOf('guesses', 3);
    expect(await letIn(limits, 3)).toBe(3);
    await server.client.flushall();
    expect(await letIn(limits, 10)).toBeLessThanOrEqual(3);
  });

  test('is kept by each for itself where something else stands in its place', async () => {
    const limits = limitsOf('guesses', 3);
    await letIn(limits, 1);
    for (const name of await server.client.keys('*:limit:*')) await server.client.set(name, 'garbage');
    expect(await letIn(limits, 10)).toBe(4);
  });
});
