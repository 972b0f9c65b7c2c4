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

describe('the server counts as', () => {
  const limits = { ...defaultLoadLimits, lateSamples: 3, busySamples: 5 };
  const good = fc.constantFrom<LoadSample>(
    { delay: 0, utilization: 0.01 },
    // Late, but within the limit; busy, but without a noticeable delay.
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

  test('overloaded if the last three samples were late, whatever came before', () => {
    fc.assert(
      fc.property(any, many(late, 3), (before, last) => {
        expect(isOverloaded([...before, ...last], limits)).toBe(true);
      }),
    );
  });

  test('overloaded if the last five samples were busy, whatever came before', () => {
    fc.assert(
      fc.property(any, many(busy, 5), (before, last) => {
        expect(isOverloaded([...before, ...last], limits)).toBe(true);
      }),
    );
  });

  test('not overloaded after one good sample, whatever came before', () => {
    fc.assert(
      fc.property(any, good, (before, last) => {
        expect(isOverloaded([...before, last], limits)).toBe(false);
      }),
    );
  });

  test('not overloaded after fewer bad samples in a row, such as one pause or burst', () => {
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

describe('a server whose event loop is blocked', () => {
  /** The duration of each block. */
  const BLOCK_MS = 150;
  const strictLimits: LoadLimits = {
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
    // The first request compiles code, which blocks the event loop as well.
    await start();
    expect((await post(stack, goodQuery)).data).toEqual(goodData);
    await stack.close();
  });
  afterEach(() => stack.close());

  const events = () => stack.logLines.map(({ event }) => event).filter((event) => event.startsWith('load '));
  const countOf = (event: string) => events().filter((logged) => logged === event).length;

  test.each<[string, LoadLimits]>([
    ['delays its timers', strictLimits],
    ['is always busy', { ...strictLimits, delay: 10_000, busySamples: 4 }],
  ])('and that %s refuses queries before it reads them, until it recovers', async (_how, limits) => {
    await start(limits);
    await blockUntil(() => countOf('load shedding started') > 0);
    const [refused, health, readiness, preflight] = await whileBlocked(() =>
      Promise.all([
        // Refused before its token and its body are checked.
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

    while (countOf('load shedding ended') < countOf('load shedding started')) await nextTurn();
    expect((await post(stack, goodQuery)).data).toEqual(goodData);
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
    expect(countOf('load shedding ended')).toBe(countOf('load shedding started'));
    expect(stack.logLines.map(({ event }) => event)).not.toContain('request refused');
  });

  test('only once, however long, refuses nothing', async () => {
    await start({ ...strictLimits, interval: 100, delay: 500 });
    block(1000);
    const { data } = await post(stack, goodQuery);
    expect(data).toEqual(goodData);
    expect(events()).toEqual([]);
  });

  /** Blocks the event loop again and again, one turn between two blocks, until the condition holds. */
  async function blockUntil(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      block(BLOCK_MS);
      await nextTurn();
    }
  }

  /** Runs `work` while the event loop is blocked. */
  async function whileBlocked<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false;
    const result = work().finally(() => {
      isOver = true;
    });
    await blockUntil(() => isOver);
    return result;
  }
});

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
