import { jest } from '@jest/globals';
import { createLastMinute } from '../../../src/iyzico/policy/sliding-window.js';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (milliseconds: number) => {
  jest.advanceTimersByTime(milliseconds);
};

test('counts what was added, and not what was given back', () => {
  const minute = createLastMinute();
  minute.add();
  const giveBack = minute.add();
  expect(minute.used()).toBe(2);
  giveBack();
  expect(minute.used()).toBe(1);
});

test('forgets what is a minute old, second by second', () => {
  const minute = createLastMinute();
  minute.add();
  pass(30_000);
  minute.add();
  pass(31_000);
  expect(minute.used()).toBe(1);
  pass(30_000);
  expect(minute.used()).toBe(0);
});

test('tells how long to wait, and no longer is it', () => {
  const minute = createLastMinute();
  minute.add();
  pass(10_000);
  minute.add();
  expect([minute.wait(3), minute.wait(2) > 0]).toEqual([0, true]);
  const wait = minute.wait(2);
  expect(wait).toBeGreaterThan(49_000);
  expect(wait).toBeLessThanOrEqual(51_000);
  pass(wait - 1);
  expect(minute.wait(2)).toBe(1);
  pass(1);
  expect(minute.wait(2)).toBe(0);
});

test('has room for nothing where nothing may be', () => {
  expect(createLastMinute().wait(0)).toBe(61_000);
});

test('lets no minute whatever see more than the most, however calls come', () => {
  const minute = createLastMinute();
  const made: number[] = [];
  for (let at = 0; at < 300_000; at += 250) {
    // Bursts around the ends of minutes are where windows that begin anew fail.
    if (minute.wait(10) === 0 && (at % 60_000 > 50_000 || at % 60_000 < 10_000)) {
      minute.add();
      made.push(at);
    }
    pass(250);
  }
  const within = made.map((from) => made.filter((at) => at >= from && at < from + 60_000).length);
  expect(Math.max(...within)).toBe(10);
});
