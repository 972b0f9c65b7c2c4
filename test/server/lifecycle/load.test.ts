import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import {
  isOverloaded,
  defaultLoadLimits,
  type LoadLimits,
  type LoadSample,
} from '../../../src/server/lifecycle/load.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { expectRefusal, goodData, goodQuery, post, request } from '../../harness/http-exchange.js';

describe('load is judged', () => {
  const limits = { ...defaultLoadLimits, lateSamples: 3, busySamples: 5 };
  const good = fc.constantFrom<LoadSample>(
    { delay: 0, utilization: 0.01 },
    // Late, and not too late; busy, and nobody waits for it.
    { delay: 500, utilization: 0.98 },
    { delay: 100, utilization: 1 },
  );
  const late = fc.constantFrom<LoadSample>({ delay: 501, utilization: 0.3 }, { delay: 60_000, utilization: 1 });
  const busy = fc.record({
    delay: fc.double({ min: 101, max: 500, noNaN: true }),
    utilization: fc.double({ min: 0.981, max: 1, noNaN: true }),
  });
  const any = fc.array(fc.oneof(good, late, busy));
  const many = (sample: fc.Arbitrary<LoadSample>, count: number) =>
    fc.array(sample, { minLength: count, maxLength: count });

  test('as too much when the last three samples were late, whatever was before', () => {
    fc.assert(
      fc.property(any, many(late, 3), (before, last) => {
        expect(isOverloaded([...before, ...last], limits)).toBe(true);
      }),
    );
  });

  test('as too much when the last five were late or busy, all of them at the end of what the loop can do', () => {
    fc.assert(
      fc.property(any, many(busy, 5), (before, last) => {
        expect(isOverloaded([...before, ...last], limits)).toBe(true);
      }),
    );
  });

  test('as bearable from the first good sample on, whatever was before', () => {
    fc.assert(
      fc.property(any, good, (before, last) => {
        expect(isOverloaded([...before, last], limits)).toBe(false);
      }),
    );
  });

  test('as bearable before so many bad samples in a row, and so after any one pause or burst', () => {
    const run = fc
      .tuple(fc.array(fc.oneof(late, busy), { maxLength: 2 }), good)
      .map(([bad, end]): LoadSample[] => [...bad, end]);
    fc.assert(
      fc.property(
        fc.array(run),
        fc.array(late, { maxLength: 2 }),
        fc.array(busy, { maxLength: 2 }),
        (runs, ...ends) => {
          for (const end of ends) expect(isOverloaded([...runs.flat(), ...end], limits)).toBe(false);
        },
      ),
    );
  });
});

describe('a server whose event loop is held up', () => {
  /** So long is each piece of work that holds it up. */
  const piece = 150;
  const soon: LoadLimits = {
    interval: 10,
    delay: 100,
    lateSamples: 3,
    utilization: 0.98,
    noticeableDelay: 100,
    busySamples: Infinity,
  };
  let stack: Stack;
  const start = async (loadLimits?: LoadLimits) => {
    stack = await startStack({ server: loadLimits ? { loadLimits } : {} });
  };
  beforeAll(async () => {
    // The first request of a process compiles what it runs, which is load too.
    await start();
    expect((await post(stack, goodQuery)).data).toEqual(goodData);
    await stack.close();
  });
  afterEach(() => stack.close());

  const events = () => stack.logLines.map(({ event }) => event).filter((event) => event.startsWith('load '));
  const times = (event: string) => events().filter((told) => told === event).length;

  test.each<[string, LoadLimits]>([
    ['waits too long', soon],
    ['does nothing else', { ...soon, delay: 10_000, busySamples: 4 }],
  ])('and %s refuses queries before it reads them, until it has room again', async (_how, limits) => {
    await start(limits);
    await holdUp(() => times('load shedding started') > 0);
    const [refused, health, readiness, preflight] = await meanwhile(() =>
      Promise.all([
        // Neither who asks nor what is looked at.
        post(stack, 'no JSON', { authorization: 'Bearer none' }),
        request(`${stack.url}/healthz`),
        request(`${stack.url}/readyz`),
        request(`${stack.url}/graphql`, { method: 'OPTIONS' }),
      ]),
    );
    expectRefusal(refused, 503, 'OVERLOADED');
    expect(refused.errors?.[0]?.extensions.retryAfter).toBe(1);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect([health.status, readiness.status]).toEqual([200, 200]);
    expect(preflight.text).not.toContain('OVERLOADED');
    expect(stack.calledServices()).toEqual([]);

    while (times('load shedding ended') < times('load shedding started')) await nextTurn();
    expect((await post(stack, goodQuery)).data).toEqual(goodData);
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
    expect(times('load shedding ended')).toBe(times('load shedding started'));
    expect(stack.logLines.map(({ event }) => event)).not.toContain('request refused');
  });

  test('once, for however long, refuses nobody', async () => {
    await start({ ...soon, interval: 100, delay: 500 });
    block(1000);
    const { data } = await post(stack, goodQuery);
    expect(data).toEqual(goodData);
    expect(events()).toEqual([]);
  });

  /** Holds the loop up, letting it come round in between, until it is enough. */
  async function holdUp(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      block(piece);
      await nextTurn();
    }
  }

  /** What `work` comes to while the loop is held up. */
  async function meanwhile<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false;
    const result = work().finally(() => {
      isOver = true;
    });
    await holdUp(() => isOver);
    return result;
  }
});

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
