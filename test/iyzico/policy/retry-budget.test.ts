import { setTimeout as pause } from 'node:timers/promises';
import { RetryBudget } from '../../../src/iyzico/policy/retry-budget.js';

const HOUR_MS = 3_600_000;

function budgetAfter(calls: number, windowMs = HOUR_MS): RetryBudget {
  const budget = new RetryBudget(windowMs);
  for (let call = 0; call < calls; call++) budget.countCall();
  return budget;
}

/** @returns how many retries the budget still allowed to origins of this name, each of its own by default */
function useUp(budget: RetryBudget, origin = () => Symbol('origin') as string | symbol): number {
  let retries = 0;
  while (budget.reserveRetry(origin())) retries++;
  return retries;
}

test.each([
  [1, 10],
  [50, 10],
  [100, 10],
  [109, 10],
  [110, 11],
  [1000, 100],
])('after %i calls, %i retries are allowed', (calls, retries) => {
  expect(useUp(budgetAfter(calls))).toBe(retries);
});

test('earlier retries count', () => {
  const budget = budgetAfter(100);
  expect(useUp(budget)).toBe(10);
  for (let call = 0; call < 100; call++) budget.countCall();
  expect(useUp(budget)).toBe(10);
});

test('calls and retries from before the window do not count', async () => {
  const budget = budgetAfter(200, 20);
  expect(budget.reserveRetry('a')).toBe(true);
  await pause(40);
  expect(useUp(budget)).toBe(10);
});

test.each([
  [1, 5, 5],
  [200, 10, 10],
])('after %i calls, one origin may use %i retries, and leaves %i to others', (calls, ofOne, ofOthers) => {
  const budget = budgetAfter(calls);
  expect(useUp(budget, () => 'one')).toBe(ofOne);
  expect(useUp(budget)).toBe(ofOthers);
});
