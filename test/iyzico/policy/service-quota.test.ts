import { jest } from '@jest/globals';
import fc from 'fast-check';
import { QuotaWorld } from '../../harness/quota-world.js';

// Several processes with one Redis, in virtual time: whatever happens in whatever order, every minute keeps the quota.

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const RUNS = Number(globalThis.process.env.RUNS ?? 20);

async function startWorld(quota: number): Promise<QuotaWorld> {
  const world = new QuotaWorld(quota);
  for (let i = 0; i < 3; i++) await world.start();
  return world;
}

type Condition = (world: QuotaWorld) => boolean;
const isUp: Condition = ({ redis }) => redis.isUp;
const isDown: Condition = ({ redis }) => !redis.isUp;
const hasProcess: Condition = ({ processes }) => processes.length > 0;
const hasRoom: Condition = ({ processes }) => processes.length < 5;

/** Something that happens where it can, after which every minute must have kept the quota. */
function command(name: string, run: (world: QuotaWorld) => unknown, canRun: Condition = () => true) {
  return {
    check: () => true,
    async run(_model: object, world: QuotaWorld) {
      if (canRun(world)) await run(world);
      expect(world.broken()).toBeNull();
    },
    toString: () => name,
  };
}

const process = fc.nat({ max: 5 });
const burst = fc
  .tuple(process, fc.integer({ min: 1, max: 50 }), fc.constantFrom(0, 3, 100, 300))
  .map(([i, calls, ms]) => command(`burst(${i}, ${calls}, ${ms})`, (world) => world.burst(i, calls, ms), hasProcess));
const pass = fc
  .constantFrom(200, 700, 3000, 20_000, 35_000, 59_000)
  .map((ms) => command(`pass(${ms})`, (world) => world.pass(ms)));
const callAll = fc.constantFrom(500, 3000).map((ms) => command(`callAll(${ms})`, (world) => world.callAll(ms)));
const loss = fc
  .constantFrom('hang' as const, 'kill' as const)
  .map((how) => command(`lose(${how})`, (world) => world.lose(how), isUp));

const resume = fc.constant(command('resume()', (world) => world.resume(), isDown));

/** What comes more than once comes more often. */
const commands = [
  ...[burst, burst, burst, callAll, callAll, pass, pass, loss, loss, resume, resume, resume],
  fc.constant(command('start()', (world) => world.start(), hasRoom)),
  process.map((i) => command(`stop(${i})`, (world) => world.stop(i), hasProcess)),
  process.map((i) => command(`kill(${i})`, (world) => world.kill(i), hasProcess)),
  process.map((i) => command(`cut(${i})`, (world) => world.cut(i, 20_000), isUp)),
  process.map((i) => command(`delayAnswers(${i})`, (world) => world.delayAnswers(i, 5000), isUp)),
  fc.constantFrom(1, 30, 110).map((ms) => command(`latency(${ms})`, ({ redis }) => (redis.latency = ms))),
  fc.constant(command('flush()', (world) => world.loseCounts('flush'), isUp)),
  fc.constant(command('copyToReplica()', (world) => world.copyToReplica(), isUp)),
  fc.constant(command('failOver()', (world) => world.loseCounts('fail over'), isUp)),
];

test('keeps all processes within the quota, whatever happens, and gives it out to the last', async () => {
  const property = fc.asyncProperty(
    fc.constantFrom(5, 12, 50),
    fc.commands(commands, { maxCommands: 25, size: 'max' }),
    async (quota, chosen) => {
      const world = await startWorld(quota);
      await fc.asyncModelRun(() => ({ model: {}, real: world }), chosen);
      expect(await world.usable()).toBe(quota);
      await world.close();
    },
  );
  await fc.assert(property, { numRuns: RUNS, endOnFailure: RUNS > 10 });
}, 590_000);

describe('three processes', () => {
  let world: QuotaWorld;
  const begin = async (quota: number) => (world = await startWorld(quota));
  afterEach(async () => {
    expect(world.broken()).toBeNull();
    await world.close();
  });

  test('use the whole quota of every window, and no more', async () => {
    await begin(50);
    await world.callAll(100_000);
    expect(world.made()).toBe(100);
  });

  test('use it within seconds at 30 ms of latency, without losing Redis', async () => {
    await begin(50);
    world.redis.latency = 30;
    await world.callAll(5000);
    expect(world.made()).toBeGreaterThanOrEqual(48);
    expect(world.processes.map(({ states }) => states)).toEqual([[true], [true], [true]]);
  });

  test('leave all of it to one of them if the others make no calls', async () => {
    await begin(50);
    await world.burst(0, 60, 100);
    expect(world.made()).toBe(50);
  });

  test('keep it through rolling restarts', async () => {
    await begin(50);
    for (let i = 0; i < 5; i++) {
      await world.start();
      await world.callAll(3000);
      await world.stop(0);
    }
    expect(world.made()).toBe(50);
  });

  test.each(['hang', 'kill'] as const)('keep it if Redis is lost after every process counted (%s)', async (how) => {
    await begin(12);
    await world.burst(0, 9, 300);
    await world.lose(how);
    await world.callAll(50_000);
    // Each has a third of the three calls that are left.
    expect(world.made()).toBe(12 - 1);
  });

  test('exceed it by one window at most if Redis is lost right after a burst', async () => {
    await begin(12);
    await world.burst(0, 12, 3);
    await world.lose('kill');
    await world.callAll(50_000);
    expect(world.made()).toBeLessThanOrEqual(24);
  });

  test('keep to their shares in a long outage', async () => {
    await begin(12);
    await world.burst(0, 12, 1000);
    await world.lose('hang');
    await world.callAll(65_000);
    const before = world.made();
    await world.callAll(124_000);
    // Two windows, in each of which each process has its third.
    expect(world.made() - before).toBe(24);
  });

  test('report what they called without Redis before they use more of it', async () => {
    await begin(12);
    await world.lose('hang');
    await world.pass(1000);
    await world.callAll(3000);
    expect(world.made()).toBe(12);
    await world.resume();
    await world.callAll(5000);
    expect(world.made()).toBe(12);
  });

  test('report their calls again if Redis is lost before it answers the report', async () => {
    await begin(12);
    world.redis.latency = 100;
    await world.lose('hang');
    await world.pass(1500);
    await world.callAll(3000);
    expect(world.made()).toBe(12);
    await world.resume();
    // Its heartbeat has succeeded just now, and its report is on the way.
    while (world.processes[0]?.states.at(-1) !== true) await world.pass(10);
    await world.lose('kill');
    await world.pass(1000);
    await world.resume();
    await world.callAll(15_000);
    expect(world.made()).toBe(12);
  });

  test('keep to their shares until all had time to report', async () => {
    await begin(12);
    await world.lose('kill');
    await world.pass(80_000);
    await world.callAll(1000);
    await world.resume();
    // The process that is connected first must not use what the others have not reported yet.
    for (let i = 0; i < 300; i++) await world.burst(0, 12, 20);
    expect(world.made()).toBe(12);
  });

  test('exceed it by one window at most if Redis is flushed', async () => {
    await begin(12);
    await world.callAll(500);
    await world.loseCounts('flush');
    await world.callAll(20_000);
    expect(world.made()).toBeLessThanOrEqual(24);
  });

  test('exceed it by one window at most if Redis fails over to older counts', async () => {
    await begin(12);
    await world.copyToReplica();
    await world.callAll(3000);
    await world.loseCounts('fail over');
    await world.callAll(20_000);
    expect(world.made()).toBeLessThanOrEqual(24);
  });

  test('exceed it by one share at most if one of them is cut off', async () => {
    await begin(12);
    await world.burst(0, 4, 300);
    await world.cut(1, 5000);
    expect(world.made()).toBeLessThanOrEqual(12 + 4);
  });

  test('let a process that never reached Redis add a tenth', async () => {
    await begin(50);
    await world.callAll(3000);
    await world.lose('hang');
    await world.start();
    await world.callAll(3000);
    expect(world.made()).toBe(55);
  });
});
