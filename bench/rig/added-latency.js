import { Pool } from 'undici';
import { contestants } from '../contestants.js';
import { startContestant } from './contestant.js';
import { services } from './iyzico.js';
import { atPace, openLoad } from './load.js';
import { formOf, sessionTokenOf } from './payments.js';
import { createQuestions } from './questions.js';
import { addedLatency } from './ratios.js';
import { quantile } from './statistics.js';

/** Milliseconds before iyzico answers. */
const DELAY = 100;
const PER_SECOND = 50;
/** Queries before the measurement, and how many of them at a time. */
const WARM_UP = 1000;
const WARM_UP_CONNECTIONS = 8;

/**
 * Measures what a server adds to iyzico's own time: queries come steadily, answered or not, and iyzico answers after
 * 100 ms. A direct client asks for the same payment and card in the same seconds.
 * @param names the contestants
 * @returns for each contestant and round, p50 and p99 of its answers and of the direct client, in milliseconds
 */
export async function measureAddedLatency(names, { rounds, seconds, report, ...rig }) {
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const contestant = contestants.find((one) => one.name === name);
      const sample = await latencyOf(contestant, { seconds, ...rig });
      samples.push({ contestant: name, round: `added latency ${round}`, ...sample });
      const added = ['p50', 'p99'].map((quantile) => `${quantile} ${addedLatency(quantile)(sample).toFixed(1)} ms`);
      report(`added latency ${round + 1}  ${name}: ${added.join(', ')}`);
    }
  }
  return samples;
}

async function latencyOf(contestant, { seconds, iyzico, callers, node }) {
  const nextQuestion = createQuestions(callers, { items: 3 });
  const started = await startContestant(contestant, { iyzico, node, nextQuestion });
  // More connections than queries can wait at a time.
  const load = openLoad(started.port, { connections: PER_SECOND, check: started.check });
  const warmUp = openLoad(started.port, { connections: WARM_UP_CONNECTIONS, check: started.check });
  const pool = new Pool(iyzico.url);
  try {
    await warmUp.sendMany(nextQuestion, WARM_UP);
    iyzico.delay = DELAY;
    const pace = { perSecond: PER_SECOND, seconds };
    const direct = atPace(pace, (due) => askDirectly(pool, due));
    const latencies = await load.sendSteadily(nextQuestion, pace);
    return { ...quantilesOf(latencies), direct: quantilesOf(await direct) };
  } finally {
    iyzico.delay = 0;
    await Promise.all([load.close(), warmUp.close(), pool.destroy(), started.stop()]);
  }
}

/** The two calls that a query needs, one after the other. */
async function askDirectly(pool, due) {
  await call(pool, 'payment', { checkoutFormToken: formOf({ items: 3, session: 0, serial: 0 }) });
  await call(pool, 'last-payment-info', { sessionToken: sessionTokenOf(0) });
  return performance.now() - due;
}

async function call(pool, service, key) {
  const { body } = await pool.request({ path: services + service, method: 'POST', body: JSON.stringify(key) });
  return body.text();
}

function quantilesOf(latencies) {
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}
