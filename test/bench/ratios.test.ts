import { outcomeOf, ratioOf } from '../../bench/rig/ratios.js';

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

  test('reach no target that was not measured', () => {
    expect(outcomeOf(samples, { of: 'c', figure, atMost: 1000 })).toMatchObject({ found: null, isReached: null });
  });
});
