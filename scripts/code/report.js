// The measures as text: a table for the terminal, and the block of docs/architecture.md.

/** @typedef {import('./measures.js').Measures} Measures */

const headings = ['Room', 'Files', 'Lines', 'Functions', 'Longest function', 'Longest file'];

/**
 * @param {Measures} measures
 * @returns {string}
 */
export function printReport({ rows, arrows, retired, violations }) {
  const table = [headings, ...rows.map(cellsOf)];
  return [
    ...alignColumns(table),
    '',
    ...summaryOf(arrows, retired),
    '',
    ...(violations.length === 0 ? ['No rule is broken.'] : [`${violations.length} rules are broken:`, ...violations]),
  ].join('\n');
}

/**
 * The same without what changes with every commit: no names, and no lines but of what has a limit.
 *
 * @param {Measures} measures
 * @returns {string}
 */
export function printMeasures({ rows, arrows, retired }) {
  const cells = rows.map((row) => [
    row.name,
    row.files,
    row.functions,
    row.longestFunction.lines,
    row.longestFile.lines,
  ]);
  return [
    '| Room | Files | Functions | Longest function, lines | Longest file, lines |',
    '|---|---|---|---|---|',
    ...cells.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...summaryOf(arrows, retired).map((line) => `- ${line}`),
  ].join('\n');
}

function cellsOf({ name, files, lines, functions, longestFunction, longestFile }) {
  const file = `${longestFile.lines} ${longestFile.path.split('/').at(-1)}`;
  return [name, files, lines, functions, `${longestFunction.lines} ${longestFunction.name}`, file].map(String);
}

function summaryOf(arrows, retired) {
  const imports = arrows.reduce((sum, arrow) => sum + arrow.imports.length, 0);
  const against = arrows.filter(({ isDownhill }) => !isDownhill);
  const listed = against.map(({ from, to }) => ` ${from} → ${to}`).join(',');
  return [
    `Arrows between rooms: ${arrows.length}, made of ${imports} imports.`,
    `Arrows against the direction: ${against.length}.${listed}`,
    `Retired words: ${retired}.`,
  ];
}

function alignColumns(table) {
  const widths = headings.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}
