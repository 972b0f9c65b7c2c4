import { jest } from '@jest/globals';
import { SlidingWindow, QUOTA_WINDOW_SECONDS } from '../../../src/iyzico/policy/sliding-window.js';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (milliseconds: number) => {
  jest.advanceTimersByTime(milliseconds);
};

test('counts what was added', () => {
  const window = new SlidingWindow();
  window.add();
  window.add();
  expect(window.used()).toBe(2);
});

test('forgets what is a window old, second by second', () => {
  const window = new SlidingWindow();
  window.add();
  pass(30_000);
  window.add();
  pass((QUOTA_WINDOW_SECONDS - 30) * 1000);
  expect(window.used()).toBe(1);
  pass(30_000);
  expect(window.used()).toBe(0);
});

test('counts a call for a minute at least, and for a second more in which it is sent', () => {
  const window = new SlidingWindow();
  pass(999);
  window.add();
  pass(61_000);
  expect(window.used()).toBe(1);
  pass(1000);
  expect(window.used()).toBe(0);
});

test('tells how long to wait, and no longer is it', () => {
  const window = new SlidingWindow();
  window.add();
  pass(10_000);
  window.add();
  expect([window.waitMs(3), window.waitMs(2) > 0]).toEqual([0, true]);
  const wait = window.waitMs(2);
  expect(wait).toBeGreaterThan(50_000);
  expect(wait).toBeLessThanOrEqual(52_000);
  pass(wait - 1);
  expect(window.waitMs(2)).toBe(1);
  pass(1);
  expect(window.waitMs(2)).toBe(0);
});

test('has room for nothing where nothing may be', () => {
  expect(new SlidingWindow().waitMs(0)).toBe(QUOTA_WINDOW_SECONDS * 1000);
});

test('lets no minute whatever see more than the limit, however calls come', () => {
  const window = new SlidingWindow();
  const made: number[] = [];
  for (let at = 0; at < 300_000; at += 250) {
    // Bursts around the ends of minutes are where windows that start anew fail.
    if (window.waitMs(10) === 0 && (at % 60_000 > 50_000 || at % 60_000 < 10_000)) {
      window.add();
      made.push(at);
    }
    pass(250);
  }
  const within = made.map((from) => made.filter((at) => at >= from && at < from + 60_000).length);
  expect(Math.max(...within)).toBe(10);
});
