import { setTimeout as passed } from 'node:timers/promises';
import { RetryBudget } from '../../../src/iyzico/policy/retry-budget.js';

const LONG = 3_600_000;

function budgetAfter(calls: number, span = LONG): RetryBudget {
  const budget = new RetryBudget(span);
  for (let call = 0; call < calls; call++) budget.countCall();
  return budget;
}

function retriesOf(budget: RetryBudget): number {
  let retries = 0;
  while (budget.reserveRetry()) retries++;
  return retries;
}

test.each([
  [1, 10],
  [50, 10],
  [100, 10],
  [109, 10],
  [110, 11],
  [1000, 100],
])('of %i calls %i may be repeated', (calls, retries) => {
  expect(retriesOf(budgetAfter(calls))).toBe(retries);
});

test('what was repeated before counts', () => {
  const budget = budgetAfter(100);
  expect(retriesOf(budget)).toBe(10);
  for (let call = 0; call < 100; call++) budget.countCall();
  expect(retriesOf(budget)).toBe(10);
});

test('calls and retries that are long past count no more', async () => {
  const budget = budgetAfter(200, 20);
  expect(budget.reserveRetry()).toBe(true);
  await passed(40);
  expect(retriesOf(budget)).toBe(10);
});
