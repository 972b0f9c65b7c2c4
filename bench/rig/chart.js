import { colours, svgOf, textAt } from './svg.js';

const WIDTH = 860;
const LABELS = 250;
const ROW = 26;
const HEAD = 44;
/** Room for a value at the end of the longest bar. */
const VALUES = 90;

/**
 * A chart of bars as an SVG image: one panel below the other, the shortest bar is the best.
 * @param panels each with a title, and bars with a label, a value, the value's text, and whether it is the project's own
 */
export function barChart(panels) {
  const heights = panels.map(({ bars }) => HEAD + bars.length * ROW + 12);
  const height = heights.reduce((sum, part) => sum + part, 0);
  let top = 0;
  const drawn = panels.map((panel, index) => {
    const text = panelAt(panel, top);
    top += heights[index];
    return text;
  });
  return svgOf({ width: WIDTH, height }, drawn);
}

function panelAt({ title, bars }, top) {
  const longest = Math.max(...bars.map(({ value }) => value));
  const scale = (WIDTH - LABELS - VALUES) / longest;
  const rows = bars.map((bar, index) => barAt(bar, { y: top + HEAD + index * ROW, length: bar.value * scale }));
  return [textAt(title, { x: 12, y: top + 28, style: 'font-weight="600" font-size="15"' }), ...rows].join('\n');
}

function barAt({ label, text, isOurs }, { y, length }) {
  const middle = y + ROW / 2 + 4;
  const weight = isOurs ? 'font-weight="600"' : '';
  return [
    textAt(label, { x: LABELS - 10, y: middle, style: `text-anchor="end" ${weight}` }),
    `<rect x="${LABELS}" y="${y + 4}" width="${length.toFixed(1)}" height="${ROW - 8}" rx="2" fill="${isOurs ? colours.ours : colours.other}"/>`,
    textAt(text, { x: LABELS + length + 6, y: middle, style: weight, fill: colours.quiet }),
  ].join('\n');
}
