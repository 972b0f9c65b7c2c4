import { verdictOf } from '../../bench/growth/verdict.js';

/** The costs of a curve, as a measurement of the sizes gives them. */
function pointsOf(costOf: (size: number) => number): [number, number][] {
  return [1, 10, 30, 100, 300, 1000].map((size) => [size, costOf(size)]);
}

describe("the benchmark's verdict about growth", () => {
  test('finds the exponent of a power', () => {
    expect(verdictOf(pointsOf((size) => 7 * size ** 1.5)).exponent).toBeCloseTo(1.5);
  });

  test.each([
    ['a constant cost', () => 3],
    ['a cost of each piece', (size: number) => 40 * size],
    ['a fixed cost and one of each piece', (size: number) => 2000 + 25 * size],
  ])('finds %s linear', (_what, costOf) => {
    expect(verdictOf(pointsOf(costOf)).isLinear).toBe(true);
  });

  test.each([
    ['a cost of each pair', (size: number) => size ** 2],
    ['a cost of each pair below a fixed cost', (size: number) => 2000 + 25 * size + 0.05 * size ** 2],
  ])('finds %s worse than linear', (_what, costOf) => {
    expect(verdictOf(pointsOf(costOf)).isLinear).toBe(false);
  });
});
