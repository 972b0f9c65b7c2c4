import { createOpaqueId } from '../../src/iyzico/index.js';
import { connectRedis, type Redis } from '../../src/redis/index.js';
import { createRateLimit, type RateLimit } from '../../src/server/access/rate-limit.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';

describeWithRedis('a rate limit that two processes share', () => {
  let server: RedisServer;
  let connections: Redis[];
  beforeEach(async () => {
    server = await startRedis();
    connections = await Promise.all([connect(server), connect(server)]);
  });
  afterEach(async () => {
    server.resume();
    await Promise.all(connections.map((connection) => connection.close()));
    await server.close();
  });

  /** The limit as each of the two processes has it. */
  const createLimits = (name: string, perMinute: number) =>
    connections.map(({ rateLimit }) => createRateLimit({ name, perMinute, shared: rateLimit }));

  /** How many requests are allowed, where each process gets `times` of them. */
  async function countAllowed(limits: readonly RateLimit[], times: number, key = '192.0.2.1'): Promise<number> {
    let allowed = 0;
    for (let i = 0; i < times; i++) for (const limit of limits) allowed += (await limit(key)) === 0 ? 1 : 0;
    return allowed;
  }

  test('applies to both together, and gives the seconds to wait', async () => {
    const limits = createLimits('lookup-misses', 4);
    expect(await countAllowed(limits, 2)).toBe(4);
    expect(await countAllowed(limits, 1)).toBe(0);
    const wait = (await limits[0]?.('192.0.2.1')) ?? 0;
    expect(Number.isInteger(wait)).toBe(true);
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
  });

  test('is separate for each key and each name', async () => {
    expect(await countAllowed(createLimits('lookup-misses', 2), 2)).toBe(2);
    expect(await countAllowed(createLimits('lookup-misses', 2), 2, '192.0.2.2')).toBe(2);
    expect(await countAllowed(createLimits('requests', 2), 2)).toBe(2);
  });

  test('does not store its keys as plain text', async () => {
    await countAllowed(createLimits('lookup-misses', 2), 1);
    expect(await server.dump()).toMatch(/:limit:lookup-misses:/);
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
  ])('applies to each process by itself where Redis %s', async (_how, fail) => {
    const limits = createLimits('lookup-misses', 3);
    await fail();
    expect(await countAllowed(limits, 10)).toBe(6);
  });

  test('is not extended by a flush of Redis', async () => {
    const limits = createLimits('lookup-misses', 3);
    expect(await countAllowed(limits, 3)).toBe(3);
    await server.client.flushall();
    expect(await countAllowed(limits, 10)).toBeLessThanOrEqual(3);
  });

  test('applies to each process by itself where its Redis key has another value', async () => {
    const limits = createLimits('lookup-misses', 3);
    await countAllowed(limits, 1);
    for (const name of await server.client.keys('*:limit:*')) await server.client.set(name, 'garbage');
    expect(await countAllowed(limits, 10)).toBe(4);
  });
});

/** Resolves when the connection is open. */
function connect({ url }: RedisServer): Promise<Redis> {
  return new Promise((resolve) => {
    const onState = (isUp: boolean) => {
      if (isUp) resolve(redis);
    };
    const redis = connectRedis({ url, namespace: 'merchant', nameOf: createOpaqueId('secret'), onState });
  });
}
