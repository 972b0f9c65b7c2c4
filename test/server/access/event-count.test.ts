import { jest } from '@jest/globals';
import { EventCount } from '../../../src/server/access/event-count.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('a key has its limit of events in a window, which begins with the first one', () => {
  const count = new EventCount(2, 1000);
  expect([count.count('a').waitMs, count.count('a').waitMs]).toEqual([0, 0]);
  jest.advanceTimersByTime(400);
  expect(count.count('a').waitMs).toBe(600);
  expect(count.count('b').waitMs).toBe(0);
  jest.advanceTimersByTime(600);
  expect([count.count('a').waitMs, count.count('a').waitMs]).toEqual([0, 0]);
  expect(count.count('a').waitMs).toBe(1000);
});

test('an event that is taken back does not count, and does not change a later window', () => {
  const count = new EventCount(1, 1000);
  const first = count.count('a');
  first.takeBack();
  const second = count.count('a');
  expect(second.waitMs).toBe(0);
  jest.advanceTimersByTime(1000);
  expect(count.count('a').waitMs).toBe(0);
  second.takeBack();
  expect(count.count('a').waitMs).toBe(1000);
});

test('a set wall clock changes nothing', () => {
  const count = new EventCount(1, 1000);
  count.count('a');
  jest.setSystemTime(Date.now() + 86_400_000);
  expect(count.count('a').waitMs).toBe(1000);
  jest.setSystemTime(Date.now() - 2 * 86_400_000);
  jest.advanceTimersByTime(1000);
  expect(count.count('a').waitMs).toBe(0);
});
