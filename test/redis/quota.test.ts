import type { SharedQuota } from '../../src/iyzico/index.js';
import { RedisConnection } from '../../src/redis/connection.js';
import { createSharedQuota } from '../../src/redis/quota.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';

describeWithRedis('the shared quota', () => {
  let server: RedisServer;
  let connections: RedisConnection[];
  let quota: SharedQuota;
  beforeEach(async () => {
    server = await startRedis();
    connections = [];
    quota = await connect('merchant');
  });
  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await server.close();
  });

  const connect = async (namespace: string) => {
    const connection = new RedisConnection({ url: server.url, namespace });
    connections.push(connection);
    const shared = createSharedQuota(connection);
    await connection.ready();
    return shared;
  };
  const reserve = (service: string, limit: number | null) => quota.reserve(service, { limit });

  /** Moves the counted calls some seconds into the past. */
  const age = async (seconds: number) => {
    const [name = ''] = await server.client.keys('*:calls:a');
    const counts = await server.client.hgetall(name);
    await server.client.del(name);
    for (const [at, calls] of Object.entries(counts)) await server.client.hset(name, Number(at) - seconds, calls);
  };

  test('holds for every minute, wherever it starts, and returns the time to wait', async () => {
    expect(await reserve('a', 2)).toEqual({ waitMs: 0, used: 1 });
    await age(30);
    expect(await reserve('a', 2)).toEqual({ waitMs: 0, used: 2 });
    const full = await reserve('a', 2);
    expect(full?.waitMs).toBeGreaterThan(28_000);
    expect(full?.waitMs).toBeLessThanOrEqual(32_000);
    await age(32);
    expect(await reserve('a', 2)).toEqual({ waitMs: 0, used: 2 });
    await age(62);
    expect(await reserve('a', null)).toEqual({ waitMs: 0, used: 0 });
  });

  test('does not count calls from before the clock of Redis was set back', async () => {
    await reserve('a', 2);
    await age(-30);
    expect(await reserve('a', 2)).toEqual({ waitMs: 0, used: 2 });
    await age(-3600);
    expect(await reserve('a', 2)).toEqual({ waitMs: 0, used: 1 });
  });

  test('adds calls that were made while Redis did not answer', async () => {
    expect(await quota.reserve('a', { limit: null, missed: 3 })).toEqual({ waitMs: 0, used: 3 });
    expect(await reserve('a', 5)).toEqual({ waitMs: 0, used: 4 });
    expect(await reserve('a', 5)).toEqual({ waitMs: 0, used: 5 });
    expect((await reserve('a', 5))?.waitMs).toBeGreaterThan(50_000);
  });

  test('counts each service for itself', async () => {
    await reserve('a', 10);
    expect(await reserve('b', null)).toMatchObject({ used: 0 });
  });

  test('counts no call if the limit is zero', async () => {
    expect(await reserve('a', 0)).toEqual({ waitMs: 62_000, used: 0 });
  });

  test('keeps the longest closing of a service', async () => {
    await quota.close('a', 40_000);
    await quota.close('a', 1000);
    expect((await reserve('a', 5))?.waitMs).toBeGreaterThan(30_000);
    expect(await reserve('a', null)).toMatchObject({ used: 0 });
  });

  test('counts each merchant for itself', async () => {
    await reserve('a', 1);
    const other = await connect('other');
    expect(await other.reserve('a', { limit: null })).toMatchObject({ used: 0 });
  });
});
