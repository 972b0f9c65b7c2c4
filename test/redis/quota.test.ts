import { setTimeout as passed } from 'node:timers/promises';
import { connectRedis, type Redis } from '../../src/redis/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { checkoutForm, chosen, detail, options, outcomeOf } from '../harness/test-client.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';
import { join, type Member } from '../harness/redis-members.js';

describeWithRedis('processes that share a quota', () => {
  let server: RedisServer;
  let simulator: Simulator;
  let members: Member[];
  beforeEach(async () => {
    [server, simulator] = await Promise.all([startRedis(), startSimulator()]);
  });
  afterEach(async () => {
    server.resume();
    await Promise.all(members.map((member) => member.close()));
    await Promise.all([server.close(), simulator.close()]);
  });

  const joinAll = async (count: number, quota: number, coolDownSeconds = 60) => {
    const settings = { quota: { 'payment-detail': quota }, coolDownSeconds };
    const joining = Array.from({ length: count }, () => join({ simulator, redisUrl: server.url, settings }));
    members = await Promise.all(joining);
    while ((await livingProcesses()) < count) await passed(10);
    // Each hears of the others by its next beat.
    await passed(600);
  };
  const livingProcesses = async () => {
    const [name = ''] = await server.client.keys('*:link:processes');
    return server.client.zcard(name);
  };
  let asked = 0;
  const ask = ({ iyzico }: Member) => outcomeOf(iyzico.retrievePaymentDetail(detail, chosen(`${(asked += 1)}`)));
  const askAll = (times: number) =>
    Promise.all(members.flatMap((member) => Array.from({ length: times }, () => ask(member))));
  const refusedOf = (outcomes: readonly unknown[]) =>
    outcomes.filter((outcome) => (outcome as { reason?: string }).reason === 'quota').length;

  test('never exceed it together, and use it to the last', async () => {
    await joinAll(3, 20);
    await askAll(2);
    for (let i = 0; i < 13; i++) await askAll(1);
    expect(simulator.calls.length).toBe(20);
    for (const { iyzico } of members) {
      expect(await iyzico.quotaState()).toContainEqual({
        service: 'payment-detail',
        quota: { limit: 20, left: 0 },
        rest: 0,
      });
    }
  });

  test('never exceed it where all ask at once', async () => {
    await joinAll(3, 20);
    await askAll(15);
    expect(simulator.calls.length).toBeLessThanOrEqual(20);
  });

  test('never exceed it where Redis is slow to answer one of them', async () => {
    await joinAll(3, 60);
    const [slow, ...others] = members;
    if (slow === undefined) throw new Error('nobody joined');
    // It holds up the question of the first, and answers those of the others.
    const asking = Promise.all(Array.from({ length: 60 }, () => ask(slow)));
    await server.client.call('CLIENT', 'PAUSE', '200', 'WRITE');
    await asking;
    await Promise.all(others.flatMap((member) => Array.from({ length: 60 }, () => ask(member))));
    expect(simulator.calls.length).toBeLessThanOrEqual(60);
  });

  test('leave it to one of them where the others have no use for it', async () => {
    await joinAll(3, 9);
    const [first] = members;
    if (first === undefined) throw new Error('nobody joined');
    for (let i = 0; i < 9; i++) expect(await ask(first)).toMatchObject(detail);
    expect(refusedOf(await askAll(1))).toBe(3);
    expect(simulator.calls.length).toBe(9);
  });

  test('all leave a service alone that told one of them to', async () => {
    await joinAll(3, 1000);
    simulator.answerNext('payment-detail', { errorCode: '50000' });
    const [first, ...others] = members;
    if (first === undefined) throw new Error('nobody joined');
    expect(await ask(first)).toMatchObject({ failure: { meaning: 'rate-limited' } });
    while ((await server.client.keys('*:closed:*')).length === 0) await passed(10);
    const outcomes = await Promise.all(others.map(ask));
    expect(refusedOf(outcomes)).toBe(2);
    expect((outcomes[0] as { retryAfter: number }).retryAfter).toBeGreaterThan(50);
    expect(simulator.calls.length).toBe(1);
  });

  test('of a quota that is not known hear all the same that a service had enough', async () => {
    members = await Promise.all([0, 1].map(() => join({ simulator, redisUrl: server.url })));
    simulator.answerNext('payment-detail', { errorCode: '50000' });
    const [first, second] = members;
    if (first === undefined || second === undefined) throw new Error('nobody joined');
    await ask(first);
    while ((await server.client.keys('*:closed:*')).length === 0) await passed(10);
    expect(await ask(second)).toMatchObject({ reason: 'quota' });
    expect(simulator.calls.length).toBe(1);
  });

  test.each([
    ['that was killed', () => server.kill()],
    [
      'that hangs',
      () => {
        server.hang();
        return Promise.resolve();
      },
    ],
  ])('keep to their shares without a Redis %s', async (_how, end) => {
    await joinAll(3, 12);
    await end();
    // Only then is it known to be away for all.
    await passed(1200);
    const outcomes = await askAll(12);
    // Each a third of what is left, but for what the others may have used unheard of.
    expect(simulator.calls.length).toBe(9);
    expect(refusedOf(outcomes)).toBe(27);
  });

  test('keep to their shares where Redis lost what it had counted', async () => {
    await joinAll(3, 12);
    await askAll(2);
    await server.client.flushall();
    const [name] = await server.client.keys('*:link:epoch');
    expect(name).toBeUndefined();
    while ((await server.client.keys('*:link:epoch')).length === 0) await passed(10);
    await passed(600);
    await askAll(12);
    expect(simulator.calls.length).toBeLessThanOrEqual(12);
  });

  test('do not believe at once a Redis that is back', async () => {
    await joinAll(3, 12);
    await server.kill();
    await Promise.all(members.map(({ hears }) => hears(false)));
    await askAll(2);
    await server.restart();
    await Promise.all(members.map(({ hears }) => hears(true)));
    await passed(600);
    await askAll(12);
    expect(simulator.calls.length).toBeLessThanOrEqual(12);
    expect(simulator.calls.length).toBeGreaterThan(6);
  });

  test.each([
    ['was killed', () => server.kill()],
    ['was flushed', () => server.client.flushall()],
  ])('leave what one of them had used up where Redis %s', async (_how, lose) => {
    await joinAll(3, 12);
    const [first] = members;
    if (first === undefined) throw new Error('nobody joined');
    for (let i = 0; i < 11; i++) await ask(first);
    // Who asked nothing hears of it by the next beat.
    await passed(600);
    await lose();
    await askAll(12);
    expect(simulator.calls.length).toBeLessThanOrEqual(12);
  });

  test('have the whole of it again soon after a Redis that only hung goes on', async () => {
    await joinAll(3, 30);
    const [first] = members;
    if (first === undefined) throw new Error('nobody joined');
    server.hang();
    await passed(1200);
    for (const member of members) expect(await ask(member)).toMatchObject(detail);
    server.resume();
    await Promise.all(members.map(({ hears }) => hears(true)));
    const inTime = performance.now() + 8000;
    // The others have one each that is theirs alone.
    while (simulator.calls.length < 28 && performance.now() < inTime) {
      await ask(first);
      await passed(20);
    }
    expect(simulator.calls.length).toBe(28);
    await askAll(3);
    expect(simulator.calls.length).toBe(30);
  });

  test('keep to their shares where Redis let go of the counts alone', async () => {
    await joinAll(3, 12);
    await askAll(2);
    // As one does that is short of memory.
    for (const name of await server.client.keys('*:calls:*')) await server.client.del(name);
    await askAll(12);
    expect(simulator.calls.length).toBeLessThanOrEqual(12);
  });

  test('keep the reserve for ending sessions without Redis too', async () => {
    const settings = { quota: { 'retrieve-payment': 30 } };
    members = [await join({ simulator, redisUrl: server.url, settings })];
    const [member] = members;
    if (member === undefined) throw new Error('nobody joined');
    await server.kill();
    await member.hears(false);
    const reads = Array.from({ length: 30 }, (_, i) =>
      outcomeOf(member.iyzico.retrievePayment(checkoutForm, chosen(`${i}`))),
    );
    expect(refusedOf(await Promise.all(reads))).toBeGreaterThan(2);
    expect(await member.iyzico.expireCheckoutSession(checkoutForm, options)).toMatchObject({ outcome: 'expired' });
  });

  test('go by themselves where what stands in Redis is of another kind', async () => {
    await joinAll(2, 20);
    await askAll(1);
    for (const name of await server.client.keys('*:calls:*')) await server.client.set(name, 'garbage');
    await askAll(20);
    expect(simulator.calls.length).toBeGreaterThan(10);
    expect(simulator.calls.length).toBeLessThanOrEqual(20);
  });
});

describeWithRedis('the shared count', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeEach(async () => {
    server = await startRedis();
    redis = connectRedis({ url: server.url, namespace: 'merchant', nameOf: (name) => name });
    while ((await redis.quota.used('a')) === null) await passed(10);
  });
  afterEach(async () => {
    await redis.close();
    await server.close();
  });

  const take = (service: string, most: number) => redis.quota.take(service, most);

  /** Moves what was counted so many seconds into the past. */
  const age = async (seconds: number) => {
    const [name = ''] = await server.client.keys('*:calls:a');
    const counts = await server.client.hgetall(name);
    await server.client.del(name);
    for (const [at, calls] of Object.entries(counts)) await server.client.hset(name, Number(at) - seconds, calls);
  };

  test('holds for any minute whatever, and tells when there will be room', async () => {
    expect(await take('a', 2)).toMatchObject({ wait: 0, isWhole: true, isClosed: false });
    await age(30);
    expect(await take('a', 2)).toMatchObject({ wait: 0, isWhole: true, isClosed: false });
    const full = await take('a', 2);
    expect(full?.wait).toBeGreaterThan(28_000);
    expect(full?.wait).toBeLessThanOrEqual(31_000);
    await age(31);
    expect(await take('a', 2)).toMatchObject({ wait: 0, isWhole: true, isClosed: false });
    await age(61);
    expect(await redis.quota.used('a')).toBe(0);
  });

  test('takes in what was made while it could not be counted', async () => {
    for (let i = 0; i < 3; i++) redis.quota.addUncounted('a');
    expect(await take('a', 5)).toMatchObject({ wait: 0, isWhole: true, isClosed: false });
    expect(await take('a', 5)).toMatchObject({ wait: 0, isWhole: true, isClosed: false });
    expect((await take('a', 5))?.wait).toBeGreaterThan(50_000);
  });

  test('tells each service once that it lost what it had counted', async () => {
    await take('a', 5);
    await take('b', 5);
    await server.client.flushall();
    expect(await take('a', 5)).toMatchObject({ wait: 0, isWhole: false });
    while ((await server.client.keys('*:link:epoch')).length === 0) await passed(10);
    await take('a', 5);
    expect(await take('a', 5)).toMatchObject({ isWhole: true });
    expect(await take('b', 5)).toMatchObject({ isWhole: false });
    expect(await take('b', 5)).toMatchObject({ isWhole: true });
  });

  test('is not whole where Redis was started again with what it had known before', async () => {
    await take('a', 5);
    const names = await server.client.keys('*');
    const known = await Promise.all(names.map((name) => server.client.dumpBuffer(name)));
    for (let i = 0; i < 3; i++) await take('a', 5);
    await server.kill();
    await server.restart();
    for (const [i, name] of names.entries()) await server.client.restore(name, 0, known[i] ?? '', 'REPLACE');
    let taken = await take('a', 5);
    while (taken === null) {
      await passed(10);
      taken = await take('a', 5);
    }
    expect(taken).toMatchObject({ isWhole: false });
    expect(await take('a', 5)).toMatchObject({ isWhole: true });
  });

  test('is of one service', async () => {
    await take('a', 1);
    expect(await take('b', 1)).toMatchObject({ wait: 0, isWhole: true, isClosed: false });
  });

  test('takes nothing where nothing may be', async () => {
    expect(await take('a', 0)).toMatchObject({ wait: 61_000, isWhole: true, isClosed: false });
  });

  test('is closed for the longest that was said', async () => {
    await redis.quota.close('a', 40_000);
    await redis.quota.close('a', 1000);
    expect((await take('a', 5))?.wait).toBeGreaterThan(30_000);
    expect(await redis.quota.used('a')).toBe(0);
  });

  test("is not another merchant's", async () => {
    await take('a', 1);
    const other = connectRedis({ url: server.url, namespace: 'other', nameOf: (name) => name });
    while ((await other.quota.used('a')) === null) await passed(10);
    expect(await other.quota.used('a')).toBe(0);
    await other.close();
  });
});
