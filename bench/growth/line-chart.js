import { colours, svgOf, textAt } from '../rig/svg.js';

const PANEL = { width: 430, height: 310 };
/** The area of the lines in a panel. */
const AREA = { left: 64, right: 404, top: 56, bottom: 248 };

/**
 * A chart of lines as an SVG image: two panels a row, with logarithmic axes, on which every power of the size is a
 * straight line. A dashed line through the last point of the first line shows linear growth.
 * @param panels each with a title and lines: a label, points `[size, milliseconds]`, and whether it is the project's own
 */
export function lineChart(panels) {
  const drawn = panels.map((panel, index) => {
    const at = `translate(${(index % 2) * PANEL.width} ${Math.floor(index / 2) * PANEL.height})`;
    return `<g transform="${at}">\n${panelOf(panel).join('\n')}\n</g>`;
  });
  return svgOf({ width: 2 * PANEL.width, height: Math.ceil(panels.length / 2) * PANEL.height }, drawn);
}

function panelOf({ title, lines }) {
  const points = lines.flatMap((line) => line.points);
  const sizes = lines[0].points.map(([size]) => size);
  const costs = powersAround(points.map(([, cost]) => cost));
  const place = {
    x: logarithmic([sizes[0], sizes.at(-1)], [AREA.left, AREA.right]),
    y: logarithmic([costs[0], costs.at(-1)], [AREA.bottom, AREA.top]),
  };
  return [
    textAt(title, { x: 12, y: 26, style: 'font-weight="600" font-size="15"' }),
    textAt('ms of CPU, by size; both axes are logarithmic', { x: 12, y: 44, fill: colours.quiet }),
    ...costs.map((cost) => rowAt(cost, place.y(cost))),
    ...sizes.map((size) =>
      textAt(`${size}`, { x: place.x(size), y: AREA.bottom + 20, fill: colours.quiet, style: 'text-anchor="middle"' }),
    ),
    linearThrough(lines[0].points, { place, lowest: costs[0] }),
    textAt('┄ linear', { x: AREA.right, y: AREA.bottom + 38, fill: colours.quiet, style: 'text-anchor="end"' }),
    ...lines.flatMap((line, index) => lineAt(line, { place, index })),
  ];
}

function rowAt(cost, y) {
  return [
    `<line x1="${AREA.left}" x2="${AREA.right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" stroke="${colours.line}"/>`,
    textAt(`${cost}`, { x: AREA.left - 8, y: y + 4, fill: colours.quiet, style: 'text-anchor="end"' }),
  ].join('\n');
}

/** From the last point down to the first size, or to the lower edge. */
function linearThrough(points, { place, lowest }) {
  const [size, cost] = points.at(-1);
  const start = Math.max(points[0][0], (size * lowest) / cost);
  const ends = [
    [start, (cost * start) / size],
    [size, cost],
  ];
  return `<polyline points="${placed(ends, place)}" fill="none" stroke="${colours.quiet}" stroke-dasharray="3 4"/>`;
}

function lineAt({ label, points, isOurs }, { place, index }) {
  const colour = isOurs ? colours.ours : colours.other;
  const key = AREA.bottom + 38 + index * 18;
  return [
    `<polyline points="${placed(points, place)}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(
      ([size, cost]) =>
        `<circle cx="${place.x(size).toFixed(1)}" cy="${place.y(cost).toFixed(1)}" r="3" fill="${colour}"/>`,
    ),
    `<rect x="${AREA.left}" y="${key - 9}" width="10" height="10" fill="${colour}"/>`,
    textAt(label, { x: AREA.left + 16, y: key }),
  ];
}

function placed(points, place) {
  return points.map(([size, cost]) => `${place.x(size).toFixed(1)},${place.y(cost).toFixed(1)}`).join(' ');
}

function logarithmic([from, to], [start, end]) {
  return (value) => start + ((end - start) * Math.log(value / from)) / Math.log(to / from);
}

/** The powers of ten from the one below all values to the one above. */
function powersAround(values) {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: last - first + 1 }, (_, index) => Number((10 ** (first + index)).toPrecision(1)));
}
