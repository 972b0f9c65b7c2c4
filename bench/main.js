// Compares the built server with other servers of the same schema, and writes RESULTS.md, results.json and two charts
// beside this file. See README.md.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    node: { type: 'string', default: process.execPath },
    only: { type: 'string', multiple: true, default: [] },
  },
});
if (process.platform !== 'linux' || availableParallelism() < 2) {
  process.stderr.write(
    'The benchmark needs Linux and two cores: it reads /proc, and gives the server a core of its own.\n',
  );
  process.exit(2);
}
run('taskset', ['--all-tasks', '--cpu-list', '--pid', '0', `${process.pid}`]);
if (!existsSync(new URL('node_modules', import.meta.url))) {
  run('npm', ['ci', '--no-audit', '--no-fund', '--prefix', fileURLToPath(new URL('.', import.meta.url))]);
}
const { runBenchmark } = await import('./rig/benchmark.js');
try {
  await runBenchmark(options);
  process.exit();
} catch (error) {
  process.stderr.write(`THE RUN IS VOID: ${error.message}\n`);
  process.exit(1);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status === 0) return;
  process.stderr.write(`${command} failed${error ? `: ${error.message}` : ''}\n`);
  process.exit(2);
}
