import { availableParallelism } from 'node:os';

const [major] = process.versions.node.split('.');

/** The page of all figures. */
export function documentOf(figures) {
  const opening = `# Reliability, in figures

How the server bears the failures of iyzico and of Redis. This page is written by \`npm run bench:faults\`, which starts the built server, the simulator and a redis-server on one machine, takes about three minutes, and fails where a figure breaks its limit. The figures below are from a machine with ${availableParallelism()} cores, which client, simulator and servers shared, and Node ${major}: counts and shares are much the same anywhere; milliseconds are not, so compare them within a run.
`;
  return [opening, ...figures.map(sectionOf)].join('\n');
}

function sectionOf({ title, done, rows, reading }) {
  const lines = rows.map(({ what, figure, limit = '' }) => `| ${what} | ${figure} | ${limit} |`);
  const table = lines.length > 0 ? ['| | Figure | Limit |', '|---|---|---|', ...lines, ''] : [];
  return [`## ${title}`, '', done, '', ...table, ...(reading ? [reading, ''] : [])].join('\n');
}

/** One figure, for the terminal. */
export function textOf({ title, rows }) {
  const lines = rows.map(({ what, figure, limit, holds }) => {
    const verdict = holds === undefined ? '' : `  [${holds ? 'holds' : 'BREAKS'}: ${limit}]`;
    return `  ${what}: ${figure}${verdict}\n`;
  });
  return `\n${title}\n${lines.join('')}`;
}
