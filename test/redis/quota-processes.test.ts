import { setTimeout as pause } from 'node:timers/promises';
import { RedisConnection } from '../../src/redis/connection.js';
import { startNetworkProxy } from '../harness/network-proxy.js';
import { QuotaProcess } from '../harness/quota-process.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';

// The guarantees of test/iyzico/policy/service-quota.test.ts once more, with a real Redis, network and clock.

describeWithRedis('processes that share a quota of 50', () => {
  let server: RedisServer;
  let proxy: Awaited<ReturnType<typeof startNetworkProxy>> | undefined;
  let processes: QuotaProcess[];
  let stopped: QuotaProcess[];
  beforeEach(async () => {
    server = await startRedis();
    [processes, stopped] = [[], []];
  });
  afterEach(async () => {
    await Promise.all(processes.map(({ connection }) => connection.close()));
    proxy?.close();
    proxy = undefined;
    await server.close();
  });

  /** Adds latency to every connection that is opened from now on. */
  const delayBy = async (milliseconds: number) => {
    proxy = await startNetworkProxy(Number(new URL(server.url).port), milliseconds / 2);
  };
  const start = async () => {
    const url = proxy ? `redis://127.0.0.1:${proxy.port}` : server.url;
    const process = new QuotaProcess(50, (settings) => new RedisConnection({ ...settings, url }));
    processes.push(process);
    await process.connection.ready();
    return process;
  };
  const stop = async () => {
    const [oldest] = processes.splice(0, 1);
    if (!oldest) return;
    stopped.push(oldest);
    await oldest.connection.close();
  };
  const made = () => [...processes, ...stopped].reduce((sum, { calls }) => sum + calls.length, 0);
  /** All processes call as much as they can. */
  const callUntil = async (isDone: () => boolean, rounds = 100) => {
    for (let round = 0; round < rounds && !isDone(); round++) {
      await Promise.all(processes.flatMap((process) => [1, 2, 3].map(() => process.call())));
      await pause(20);
    }
  };

  test('use it at 30 ms of latency, and never lose Redis', async () => {
    await delayBy(30);
    await Promise.all([start(), start(), start()]);
    await callUntil(() => made() >= 48);
    expect(made()).toBeGreaterThanOrEqual(48);
    await callUntil(() => made() > 50, 10);
    expect(made()).toBeLessThanOrEqual(50);
    expect(processes.map(({ states }) => states)).toEqual([[true], [true], [true]]);
  });

  test('never exceed it through rolling restarts', async () => {
    for (let i = 0; i < 3; i++) await start();
    for (let restart = 0; restart < 5; restart++) {
      await start();
      await callUntil(() => made() > 50, 10);
      await stop();
    }
    await callUntil(() => made() >= 50);
    expect(made()).toBe(50);
  });

  test('know the number of each other before their first call, at 20 ms of latency', async () => {
    await delayBy(20);
    const first = await start();
    const second = await start();
    expect([first, second].map(({ connection }) => connection.processes())).toEqual([2, 2]);
    await Promise.all(processes.flatMap((process) => Array.from({ length: 60 }, () => process.call())));
    expect(made()).toBe(50);
  });

  test('start within a second with a tenth of it if Redis is unavailable', async () => {
    await server.kill();
    const process = await start();
    await Promise.all(Array.from({ length: 60 }, () => process.call()));
    expect(process.calls).toHaveLength(5);
  });
});
