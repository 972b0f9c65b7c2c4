import { startSimulator } from '../../dist/simulator/index.js';
import { sendMany, createClient, ownDetail, tally } from './client.js';
import { startServer } from './processes.js';

const OPERATIONS = 1000;
const AT_ONCE = 16;
/** Operations before the partial outage, all successful: a service that never answered is down, not partly down. */
const BEFORE = 50;
const MOST_AMPLIFIED = 1.1;
/** Retries that are always allowed, even with few calls. */
const FLOOR = 10;

const unavailable = { body: '', httpStatus: 503 };
const cases = [
  { how: 'HTTP 503', share: 0.05, failure: unavailable },
  { how: 'HTTP 503', share: 0.3, failure: unavailable },
  // Each attempt that a kept connection ends is also repeated at once, which no retry budget limits.
  { how: 'a reset', share: 0.3, failure: { fault: 'reset' }, most: Number((MOST_AMPLIFIED * (1 + 0.3)).toFixed(2)) },
];

/** How many calls retries add to a failing service, and how many operations they save. */
export async function measureBrownOut() {
  const rows = [];
  for (const brownOut of cases) rows.push(...(await rowsOf(brownOut)));
  return {
    title: 'A partial outage',
    done: `${OPERATIONS} operations of one call each, ${AT_ONCE} at a time, after ${BEFORE} successful operations. A random share of the calls fails. Amplification is the number of calls that iyzico received for each operation. The figure without retries is the share of calls that succeeded.`,
    rows,
    reading:
      'Retries repair nearly all failures while few calls fail. They are limited to a tenth of the calls, so that a failing service receives few additional calls. The remaining operations fail at once with a retryable error. A reset of a kept connection looks like its end by idleness, so it is repeated at once too, outside that limit: with such resets iyzico receives as many calls more as it resets.',
  };
}

async function rowsOf({ how, share, failure, most = MOST_AMPLIFIED }) {
  const simulator = await startSimulator();
  const server = await startServer(simulator);
  const client = createClient(server.url);
  await sendMany(client, { query: ownDetail, count: BEFORE, atOnce: AT_ONCE });

  simulator.forget();
  const chance = createChance();
  const fates = Array.from({ length: OPERATIONS * 2 }, () => chance() < share);
  for (const fails of fates) simulator.answerNext('payment-detail', fails ? failure : { delay: 0 });
  const outcomes = await sendMany(client, { query: ownDetail, count: OPERATIONS, atOnce: AT_ONCE });
  const calls = simulator.calls.length;
  client.close();
  await server.kill();
  await simulator.close();

  const amplification = calls / OPERATIONS;
  const limit = most + FLOOR / OPERATIONS;
  const failed = fates.slice(0, calls).filter(Boolean).length;
  const { OK: answered = 0 } = tally(outcomes);
  const what = `${percent(share)} of calls fail with ${how}`;
  return [
    {
      what: `${what}: amplification`,
      figure: `${amplification.toFixed(3)} (${calls} calls)`,
      limit: `at most ${most}, and ${FLOOR} calls`,
      holds: amplification <= limit,
    },
    {
      what: `${what}: answered`,
      figure: `${percent(answered / OPERATIONS)}; without retries ${percent(1 - failed / calls)}`,
    },
  ];
}

/** Random numbers that are the same in every run. */
function createChance() {
  let state = 20_240_501;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function percent(part) {
  return `${Number((part * 100).toFixed(1))} %`;
}
