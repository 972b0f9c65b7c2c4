import { getEventListeners } from 'node:events';
import { DeadlinePassed, patiently, patienceFor, untilPatienceEnds } from '../../../src/iyzico/policy/deadline.js';
import { outcomeOf } from '../../harness/test-client.js';

const never = new Promise<never>(() => undefined);
const left = new Error('left');

/** Failures that nobody heard of. */
const unheard: unknown[] = [];
const hear = (failure: unknown) => unheard.push(failure);
beforeAll(() => process.on('unhandledRejection', hear));
afterEach(async () => {
  // They are told of only after the turn in which they happened.
  await new Promise((resolve) => setImmediate(resolve));
  expect(unheard.splice(0)).toEqual([]);
});
afterAll(() => process.off('unhandledRejection', hear));

describe('patience', () => {
  test('ends when its time has passed', async () => {
    await expect(untilPatienceEnds(never, patienceFor(10).patience)).rejects.toBeInstanceOf(DeadlinePassed);
  });

  test('may be ended before, for a reason that is told', async () => {
    const { patience, end } = patienceFor(60_000);
    const answer = untilPatienceEnds(never, patience);
    end(left);
    await expect(answer).rejects.toBe(left);
  });

  test('that was ended after the work is never over', async () => {
    const { patience, end } = patienceFor(10);
    end();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(patience.signal.aborted).toBe(false);
  });

  test('waits for an answer, or for its failure', async () => {
    const { patience, end } = patienceFor(60_000);
    expect(await untilPatienceEnds(Promise.resolve(1), patience)).toBe(1);
    await expect(untilPatienceEnds(Promise.reject(left), patience)).rejects.toBe(left);
    end();
  });

  test('leaves no listener behind', async () => {
    const { patience, end } = patienceFor(60_000);
    for (let i = 0; i < 50; i++) await untilPatienceEnds(Promise.resolve(i), patience);
    await outcomeOf(untilPatienceEnds(Promise.reject(left), patience));
    expect(getEventListeners(patience.signal, 'abort')).toEqual([]);
    const waiting = outcomeOf(untilPatienceEnds(never, patience));
    end(left);
    await waiting;
    expect(getEventListeners(patience.signal, 'abort')).toEqual([]);
  });

  test('that is over waits for nothing, and leaves no failure unheard', async () => {
    const { patience, end } = patienceFor(60_000);
    end(left);
    await expect(untilPatienceEnds(Promise.resolve(1), patience)).rejects.toBe(left);
    await expect(untilPatienceEnds(Promise.reject(new Error('unheard')), patience)).rejects.toBe(left);
  });
});

describe('work', () => {
  test('is done within the patience that is given', async () => {
    const { patience, end } = patienceFor(60_000);
    expect(await patiently(patience, 1, (own) => Promise.resolve(own))).toBe(patience);
    end(left);
    await expect(patiently(patience, 60_000, () => never)).rejects.toBe(left);
  });

  test('is done within a time of its own where none is given', async () => {
    await expect(patiently(undefined, 10, () => never)).rejects.toBeInstanceOf(DeadlinePassed);
  });

  test('is not begun where patience is over', async () => {
    const { patience, end } = patienceFor(60_000);
    end(left);
    let begun = 0;
    await expect(patiently(patience, 1, () => Promise.resolve(begun++))).rejects.toBe(left);
    expect(begun).toBe(0);
  });

  test('that fails after its time leaves no failure unheard', async () => {
    const late = new Promise<never>((_, reject) => setTimeout(reject, 30, new Error('late')));
    await expect(patiently(undefined, 10, () => late)).rejects.toBeInstanceOf(DeadlinePassed);
    await outcomeOf(late);
  });
});
