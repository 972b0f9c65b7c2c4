import { availableParallelism } from 'node:os';

const [major] = process.versions.node.split('.');
/** Characters in a line of prose; rows of a table cannot be wrapped. */
const LINE = 120;

/** The page with all figures. */
export function documentOf(figures) {
  const opening = `# Reliability, in figures

How the server handles failures of iyzico and Redis. \`npm run bench:faults\` writes this page. It starts the built server, the simulator and a redis-server on one machine, takes about five minutes, and fails if a figure exceeds its limit. The figures below come from a machine with ${availableParallelism()} cores, shared by client, simulator and servers, with Node ${major}. Counts and percentages are similar on other machines. Milliseconds are not: compare them within one run.
`;
  return [wrapped(opening), ...figures.map(sectionOf)].join('\n');
}

function sectionOf({ title, done, rows, reading }) {
  const lines = rows.map(({ what, figure, limit = '' }) => `| ${what} | ${figure} | ${limit} |`);
  const table = lines.length > 0 ? ['| | Figure | Limit |', '|---|---|---|', ...lines, ''] : [];
  return [`## ${title}`, '', wrapped(done), '', ...table, ...(reading ? [wrapped(reading), ''] : [])].join('\n');
}

function wrapped(text) {
  const longest = new RegExp(`(.{1,${LINE}})(?: +|$)`, 'g');
  const lines = text.split('\n').map((line) => line.replace(longest, '$1\n').trimEnd());
  return lines.join('\n');
}

/** One figure, for the terminal. */
export function textOf({ title, rows }) {
  const lines = rows.map(({ what, figure, limit, holds }) => {
    const verdict = holds === undefined ? '' : `  [${holds ? 'holds' : 'BREAKS'}: ${limit}]`;
    return `  ${what}: ${figure}${verdict}\n`;
  });
  return `\n${title}\n${lines.join('')}`;
}
