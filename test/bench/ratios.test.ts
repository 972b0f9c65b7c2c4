import { outcomeOf, ratioOf } from '../../bench/rig/ratios.js';
import { medianInterval } from '../../bench/rig/statistics.js';
import { targetsOn } from '../../bench/targets.js';

const sample = (round: number, contestant: string, cpu: number) => ({ round, contestant, cpu });
const figure = ({ cpu }: { cpu: number }) => cpu;

/** The machine was slow in round 1. */
const samples = [
  sample(0, 'a', 110),
  sample(0, 'b', 100),
  sample(1, 'b', 1000),
  sample(1, 'a', 1200),
  sample(2, 'a', 90),
  sample(2, 'b', 100),
];

describe('ratios of the benchmark', () => {
  test('compare contestants within one round, in whatever order they ran', () => {
    expect(ratioOf(samples, { of: 'a', against: 'b', figure })).toEqual({ median: 1.1, least: 0.9, most: 1.2 });
  });

  test('are null where one of the two was not measured', () => {
    expect(ratioOf(samples, { of: 'a', against: 'c', figure })).toBeNull();
  });

  test.each([
    [1.1, true],
    [1.09, false],
  ])('reach a target of %d: %s', (atMost, isReached) => {
    expect(outcomeOf(samples, { of: 'a', against: 'b', figure, atMost })).toMatchObject({ isReached });
  });

  test.each([
    [0.8, false, true],
    [0.9, false, false],
    [1.19, true, false],
    [1.2, true, true],
  ])('meet a target of %d for certain only where the whole interval does', (atMost, isReached, isCertain) => {
    expect(outcomeOf(samples, { of: 'a', against: 'b', figure, atMost })).toMatchObject({ isReached, isCertain });
  });

  test('reach no target that was not measured', () => {
    const outcome = { found: null, isReached: null, isCertain: null };
    expect(outcomeOf(samples, { of: 'c', figure, atMost: 1000 })).toMatchObject(outcome);
  });
});

test.each([
  [1, [1, 1]],
  [3, [1, 3]],
  [8, [2, 7]],
  [15, [4, 12]],
  [100, [42, 59]],
])('the median of %d values lies between their values number %j', (count, [least, most]) => {
  const values = Array.from({ length: count }, (_, index) => index + 1);
  expect(medianInterval(values)).toEqual({ least, most });
});

test('one target is lower on Node 24', () => {
  const limits = (version: string) => targetsOn(version).map(({ atMost }: { atMost: number }) => atMost);
  expect(limits('v20.20.2')[0]).toBe(1.15);
  expect(limits('v24.1.0')).toEqual([1, ...limits('v20.20.2').slice(1)]);
});
