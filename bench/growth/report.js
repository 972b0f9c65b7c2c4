import { section, shown, table } from '../rig/markdown.js';
import { lineChart } from './line-chart.js';
import { series } from './series.js';
import { verdictOf } from './verdict.js';

/** The section of the page of results about growth. */
export function growthOf({ growth, contestants }) {
  const rows = growth.map(({ series: name, contestant, points }) => {
    const { exponent, isLinear } = verdictOf(points);
    const costs = points.map(([size, cpu]) => `${size}: ${shown(cpu / 1000)}`).join(', ');
    const verdict = isLinear ? 'no worse than linear' : '**worse than linear**';
    return [titleOf(series, name), titleOf(contestants, contestant), costs, shown(exponent), verdict];
  });
  const meanings = series.map(({ title, meaning }) => `- **${title}.** ${meaning}`);
  return section(
    'Growth',
    '![CPU by size](growth.svg)',
    table(['', '', 'Size: ms of CPU', 'Exponent', ''], rows),
    'The exponent p is that of the curve c·sizeᵖ which fits the larger half of the sizes best; up to 1.1 counts as linear.',
    meanings.join('\n'),
  );
}

/** The chart of growth, as an SVG image. */
export function growthChart({ growth, contestants }) {
  const panels = series.map(({ name, title }) => ({
    title,
    lines: growth
      .filter((one) => one.series === name)
      .map(({ contestant, points }) => ({
        label: titleOf(contestants, contestant),
        isOurs: contestant.startsWith('ours'),
        points: points.map(([size, cpu]) => [size, cpu / 1000]),
      })),
  }));
  return lineChart(panels);
}

function titleOf(list, name) {
  return list.find((one) => one.name === name).title;
}
