import { startSimulator } from '../../dist/simulator/index.js';
import { sendMany, sendSteadily, createClient, tally } from './client.js';
import { startServer } from './processes.js';

// A payment that cannot change any more: others are not cached.
const hotPayment = '{ paymentDetail(paymentConversationId: "conversation-card-1") { paymentStatus } }';

const BURSTS = 10;
const AT_ONCE = 100;
const REQUESTS = BURSTS * AT_ONCE;
const PER_SECOND = 250;
/** Milliseconds that iyzico takes to answer. */
const FAR = 300;
const KEPT = 1000;

/** Calls that iyzico receives when many clients read one payment. */
export async function measureHotPayment() {
  const simulator = await startSimulator();
  const rows = [];
  for (const keptFor of [0, KEPT]) rows.push(...(await rowsOf(simulator, keptFor)));
  await simulator.close();
  return {
    title: 'Many clients read one payment',
    done: `${REQUESTS} queries for the detail of the same payment, while iyzico takes ${FAR} ms to answer. One run sends ${BURSTS} bursts of ${AT_ONCE} concurrent queries, one burst after the other. Another run sends ${PER_SECOND} queries a second. The figure is the number of calls that iyzico received for all ${REQUESTS} queries.`,
    rows,
    reading:
      'Without a cache, a burst costs one call, because concurrent queries wait for the same answer. Under a steady load, each call answers the queries that arrive while iyzico works on it. `READ_CACHE_MS` adds its time to that, for payments that cannot change any more. Queries with different payments, languages or chosen conversation ids never share a call.',
  };
}

async function rowsOf(simulator, keptFor) {
  const server = await startServer(simulator, { READ_CACHE_MS: `${keptFor}` });
  const client = createClient(server.url);
  // A cold process needs more time for its first burst than iyzico needs for its answer.
  await warmUp(client);

  const bursts = await callsFor(simulator, async () => {
    for (let i = 0; i < BURSTS; i++)
      check(await sendMany(client, { query: hotPayment, count: AT_ONCE, atOnce: AT_ONCE }));
  });
  const steady = await callsFor(simulator, async () => {
    const load = sendSteadily(client, { query: hotPayment, perSecond: PER_SECOND, most: REQUESTS });
    await load.finished;
    check(load.outcomes);
  });
  client.close();
  await server.kill();

  const setting = `\`READ_CACHE_MS=${keptFor}\``;
  const most = Math.ceil(((REQUESTS / PER_SECOND) * 1000) / (FAR + keptFor)) + 1;
  return [row(`Bursts, ${setting}`, bursts, BURSTS), row(`Steady, ${setting}`, steady, most)];
}

function row(what, calls, most) {
  return { what, figure: `${calls} calls`, limit: `at most ${most}`, holds: calls <= most && calls > 0 };
}

async function warmUp(client) {
  const other = '{ paymentDetail(paymentConversationId: "conversation-wallet-1") { paymentStatus } }';
  for (let i = 0; i < 5; i++) await sendMany(client, { query: other, count: AT_ONCE, atOnce: AT_ONCE });
}

/** Calls that iyzico receives while `work` runs; each call takes `FAR` milliseconds. */
async function callsFor(simulator, work) {
  simulator.forget();
  for (let i = 0; i < REQUESTS; i++) simulator.answerNext('payment-detail', { delay: FAR });
  await work();
  return simulator.calls.length;
}

function check(outcomes) {
  const counts = tally(outcomes);
  if (counts.OK !== outcomes.length) throw new Error(`Not every query was answered: ${JSON.stringify(counts)}`);
}
