import { setTimeout as pause } from 'node:timers/promises';
import type { IyzicoSettings } from '../../src/iyzico/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { join, type Member } from '../harness/redis-members.js';
import { describeWithRedis, startRedis, type RedisServer } from '../harness/redis-server.js';
import { checkoutForm, chosen, detail, options, outcomeOf } from '../harness/test-client.js';

// Several clients of iyzico that share a quota in a real Redis: what iyzico receives from all of them together.

let server: RedisServer;
let simulator: Simulator;
let members: Member[];

function useRedis(): void {
  beforeEach(async () => {
    [server, simulator] = await Promise.all([startRedis(), startSimulator()]);
    members = [];
  });
  afterEach(async () => {
    server.resume();
    await Promise.all(members.map((member) => member.close()));
    await Promise.all([server.close(), simulator.close()]);
  });
}

async function addMembers(count: number, quota: IyzicoSettings['quota'] = {}): Promise<Member> {
  const joining = Array.from({ length: count }, () => join({ simulator, redisUrl: server.url, settings: { quota } }));
  members = await Promise.all(joining);
  await Promise.all(members.map(({ redis }) => redis.ready()));
  const [first] = members;
  if (first === undefined) throw new Error('No member was added.');
  return first;
}

let conversations = 0;
const retrieveDetail = ({ iyzico }: Member) =>
  outcomeOf(iyzico.retrievePaymentDetail(detail, chosen(`${(conversations += 1)}`)));

function allRetrieve(times: number): Promise<unknown[]> {
  return Promise.all(members.flatMap((member) => Array.from({ length: times }, () => retrieveDetail(member))));
}

/** Resolves when every member has noticed that Redis answers, or that it does not. */
async function allNotice(isUp: boolean): Promise<void> {
  await Promise.all(members.map(({ hears }) => hears(isUp)));
}

/** Resolves when Redis has counted so many calls, by the state that every member reads. */
async function allKnow(used: number, quota: number): Promise<void> {
  for (const { iyzico } of members) {
    for (;;) {
      const states = await iyzico.quotaState();
      if (states.some((state) => state.quota?.left === quota - used)) break;
      await pause(10);
    }
  }
}

function countRefused(outcomes: readonly unknown[]): number {
  return outcomes.filter((outcome) => (outcome as { reason?: string }).reason === 'quota').length;
}

describeWithRedis('processes that share a quota', () => {
  useRedis();

  test('use all of it under concurrent calls, and never exceed it', async () => {
    await addMembers(3, { 'payment-detail': 20 });
    await allRetrieve(15);
    expect(simulator.calls.length).toBe(20);
    const full = { service: 'payment-detail', quota: { limit: 20, left: 0 }, coolDown: 0 };
    for (const { iyzico } of members) expect(await iyzico.quotaState()).toContainEqual(full);
  });

  test('use all of it one call after the other, and never exceed it', async () => {
    await addMembers(3, { 'payment-detail': 20 });
    for (let i = 0; i < 13; i++) await allRetrieve(1);
    expect(simulator.calls.length).toBe(20);
  });

  test('never exceed it if Redis answers one of them late', async () => {
    const slow = await addMembers(3, { 'payment-detail': 60 });
    const others = members.slice(1);
    // The pause holds up only the reservations that were sent before: those of the first member.
    const retrieving = Promise.all(Array.from({ length: 60 }, () => retrieveDetail(slow)));
    await server.client.call('CLIENT', 'PAUSE', '400', 'WRITE');
    await retrieving;
    await Promise.all(others.flatMap((member) => Array.from({ length: 60 }, () => retrieveDetail(member))));
    expect(simulator.calls.length).toBeLessThanOrEqual(60);
  });

  test('leave all of it to one of them if the others make no calls', async () => {
    const first = await addMembers(3, { 'payment-detail': 9 });
    for (let i = 0; i < 9; i++) expect(await retrieveDetail(first)).toMatchObject(detail);
    expect(countRefused(await allRetrieve(1))).toBe(3);
    expect(simulator.calls.length).toBe(9);
  });

  test.each([
    ['whose quota is known', { 'payment-detail': 1000 }],
    ['whose quota is not known', {}],
  ])('send nothing to a service, %s, that refused a call of one of them', async (_what, quota) => {
    const first = await addMembers(3, quota);
    simulator.answerNext('payment-detail', { errorCode: '50000' });
    expect(await retrieveDetail(first)).toMatchObject({ failure: { meaning: 'rate-limited' } });
    while ((await server.client.keys('*:closed:*')).length === 0) await pause(10);
    const outcomes = await Promise.all(members.slice(1).map(retrieveDetail));
    expect(countRefused(outcomes)).toBe(2);
    expect((outcomes[0] as { retryAfter: number }).retryAfter).toBeGreaterThan(50);
    expect(simulator.calls.length).toBe(1);
  });
});

const outages: [string, () => Promise<void>][] = [
  ['was killed', () => server.kill()],
  [
    'hangs',
    () => {
      server.hang();
      return Promise.resolve();
    },
  ],
];

describeWithRedis('processes whose Redis does not answer', () => {
  useRedis();

  test.each(outages)('keep to their shares if it %s', async (_how, lose) => {
    await addMembers(3, { 'payment-detail': 12 });
    await lose();
    const outcomes = await allRetrieve(12);
    expect(simulator.calls.length).toBe(12);
    expect(countRefused(outcomes)).toBe(24);
  });

  test.each(outages)('leave what one of them had used before it %s', async (_how, lose) => {
    const first = await addMembers(3, { 'payment-detail': 12 });
    for (let i = 0; i < 11; i++) await retrieveDetail(first);
    await allKnow(11, 12);
    // The others read the count at each heartbeat.
    await pause(600);
    await lose();
    await allRetrieve(12);
    expect(simulator.calls.length).toBeLessThanOrEqual(12);
  });

  test('report their calls when it is back, and use the rest', async () => {
    await addMembers(3, { 'payment-detail': 12 });
    await server.kill();
    await allNotice(false);
    await allRetrieve(2);
    expect(simulator.calls.length).toBe(6);
    await server.restart();
    await allNotice(true);
    await allKnow(6, 12);
    await allRetrieve(12);
    expect(simulator.calls.length).toBe(12);
  });

  test('use the whole quota again soon after it only hung', async () => {
    const first = await addMembers(3, { 'payment-detail': 30 });
    server.hang();
    await allNotice(false);
    for (const member of members) expect(await retrieveDetail(member)).toMatchObject(detail);
    server.resume();
    await allNotice(true);
    // At first each keeps to its share, until all have reported.
    while (simulator.calls.length < 30) {
      await retrieveDetail(first);
      await pause(20);
    }
    await allRetrieve(3);
    expect(simulator.calls.length).toBe(30);
  });

  test('keep the reserve for writes', async () => {
    const member = await addMembers(1, { 'retrieve-payment': 30 });
    await server.kill();
    await member.hears(false);
    const reads = Array.from({ length: 30 }, (_, i) =>
      outcomeOf(member.iyzico.retrievePayment(checkoutForm, chosen(`${i}`))),
    );
    expect(countRefused(await Promise.all(reads))).toBe(3);
    expect(await member.iyzico.expireCheckoutSession(checkoutForm, options)).toMatchObject({ outcome: 'expired' });
  });
});

describeWithRedis('processes whose Redis loses its data', () => {
  useRedis();

  test.each([
    [
      'by a restart',
      async () => {
        await server.kill();
        await allNotice(false);
        await server.restart();
        await allNotice(true);
      },
    ],
    ['by a flush', () => server.client.flushall()],
    [
      'by eviction of the counts',
      async () => {
        for (const name of await server.client.keys('*:calls:*')) await server.client.del(name);
      },
    ],
  ])('exceed the quota by one window at most: %s', async (_how, lose) => {
    await addMembers(3, { 'payment-detail': 12 });
    await allRetrieve(2);
    await lose();
    for (let i = 0; i < 5; i++) await allRetrieve(12);
    expect(simulator.calls.length).toBeGreaterThanOrEqual(12);
    expect(simulator.calls.length).toBeLessThanOrEqual(24);
  });

  test('keep to their shares if the value in Redis is of another type', async () => {
    await addMembers(2, { 'payment-detail': 20 });
    await allRetrieve(1);
    for (const name of await server.client.keys('*:calls:*')) await server.client.set(name, 'garbage');
    await allRetrieve(20);
    expect(simulator.calls.length).toBeGreaterThan(10);
    expect(simulator.calls.length).toBeLessThanOrEqual(20);
  });
});
