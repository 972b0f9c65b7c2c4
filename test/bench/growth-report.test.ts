import { growthChart, growthOf } from '../../bench/growth/report.js';
import { series } from '../../bench/growth/series.js';

const contestants = [{ name: 'ours-got', title: 'iyzico-graphql <got>' }];
const sizes = [1, 10, 100, 1000];

/** The growth of every series by the same curve. */
function growthBy(costOf: (size: number) => number): object[] {
  return series.map(({ name }) => ({
    series: name,
    contestant: 'ours-got',
    points: sizes.map((size) => [size, costOf(size)]),
  }));
}

describe("the benchmark's page about growth", () => {
  test('says of every series whether it is worse than linear', () => {
    const linear = growthOf({ growth: growthBy((size) => 1000 * size), contestants });
    expect(linear.match(/no worse than linear/g)).toHaveLength(series.length);
    const quadratic = growthOf({ growth: growthBy((size) => 10 * size ** 2), contestants });
    expect(quadratic.match(/\*\*worse than linear\*\*/g)).toHaveLength(series.length);
  });

  test('draws linear growth on the line that shows it, with titles that are escaped', () => {
    const chart = growthChart({ growth: growthBy((size) => 1000 * size), contestants });
    const [reference, line] = [...chart.matchAll(/<polyline points="([^"]+)"/g)].map(([, points]) =>
      points?.split(' '),
    );
    expect(line?.at(0)).toBe(reference?.at(0));
    expect(line?.at(-1)).toBe(reference?.at(-1));
    expect(chart).toContain('iyzico-graphql &lt;got>');
  });
});
