import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import { startSimulator } from '../../dist/simulator/index.js';
import { createClient, median, now, ownDetail, sendMany, sendSteadily, tally } from './client.js';
import { startNetworkProxy } from '../../test/harness/network-proxy.js';
import { hasRedis, startRedis, startServer } from './processes.js';

const PROCESSES = 3;
const ROUND_TRIP = 30;
const QUERIES = 200;
/** Milliseconds that a partition and a pause last, and in which everything works again afterwards. */
const PARTITION = 4000;
const PAUSE = 5000;
const RECOVERY = 6000;
const PER_SECOND = 25;
const OPEN_FILES = 256;
const IDLE = 400;
const READS = 60;

/** Answers that tell the client to send its query again. */
const retryable = new Set(['OVERLOADED', 'SHUTTING_DOWN', 'IYZICO_TIMEOUT', 'IYZICO_UNAVAILABLE']);
const payment =
  'query ($name: String!) { payment(checkoutFormToken: "e54b957b-a153-410c-8761-79c9bd4ff44f", conversationId: $name) { id } }';

/** What operators do, and what happens to the machines that they run. */
export async function measureOperators() {
  const simulator = await startSimulator();
  const rows = [
    await rollingRestart(simulator),
    ...(hasRedis ? [await distantRedis(simulator)] : []),
    ...(await partition(simulator)),
    await pausedProcess(simulator),
    await fewDescriptors(simulator),
    await resetConnections(),
  ];
  await simulator.close();
  return {
    title: 'What operators do',
    done: `A rolling restart replaces ${PROCESSES} processes one by one under load; clients use the next process where a port is closed. Redis is ${ROUND_TRIP} ms away. iyzico cannot be reached for ${PARTITION / 1000} s, and a process is paused (SIGSTOP) for ${PAUSE / 1000} s, at ${PER_SECOND} queries a second. A process with ${OPEN_FILES} file descriptors has ${IDLE} idle connections. iyzico resets every connection at its second request.`,
    rows,
    reading:
      'Lost means that the client got no answer. A query during a partition ends with a retryable code. A paused process reads what arrived meanwhile before it reports a timeout. Idle connections are closed for new ones. A reset of a kept connection costs another call at once, and no retry.',
  };
}

async function rollingRestart(simulator) {
  const start = async () => {
    const server = await startServer(simulator);
    return { ...server, client: createClient(server.url) };
  };
  const servers = [];
  for (let i = 0; i < PROCESSES; i++) servers.push(await start());
  const outcomes = [];
  let isOver = false;
  const clients = Array.from({ length: 6 }, async (_, index) => {
    for (let sent = index; !isOver; sent++) {
      const { client } = servers[sent % servers.length];
      const outcome = await client.send(ownDetail);
      if (outcome.outcome !== 'ECONNREFUSED') outcomes.push(outcome);
    }
  });
  for (let i = 0; i < PROCESSES; i++) {
    const [old, next] = [servers[i], await start()];
    servers[i] = next;
    old.child.kill('SIGTERM');
    await old.exit;
    old.client.close();
  }
  isOver = true;
  await Promise.all(clients);
  for (const { client, kill } of servers) {
    client.close();
    await kill();
  }
  return lossRow('Rolling restart: queries lost', outcomes);
}

async function distantRedis(simulator) {
  const redis = await startRedis();
  const proxy = await startNetworkProxy(Number(new URL(redis.url).port), ROUND_TRIP / 2);
  const settings = { RATE_LIMIT: '1000000', IYZICO_QUOTA: 'payment-detail=1000000' };
  const medians = [];
  const counts = [];
  for (const more of [{}, { REDIS_URL: `redis://127.0.0.1:${proxy.port}` }]) {
    const server = await startServer(simulator, { ...settings, ...more });
    const client = createClient(server.url);
    await sendMany(client, { query: ownDetail, count: QUERIES, atOnce: 2 });
    const outcomes = await sendMany(client, { query: ownDetail, count: QUERIES, atOnce: 2 });
    medians.push(median(outcomes.map(({ milliseconds }) => milliseconds)));
    counts.push(tally(outcomes));
    client.close();
    await server.kill();
  }
  proxy.close();
  await redis.kill();
  const [near, far] = medians;
  return {
    what: `Redis at ${ROUND_TRIP} ms: answered, and added by it`,
    figure: `${counts[1].OK ?? 0} of ${QUERIES}, +${((far - near) / ROUND_TRIP).toFixed(1)} round trips (median)`,
    limit: `${QUERIES} answered`,
    holds: counts[1].OK === QUERIES,
  };
}

async function partition(simulator) {
  const proxy = await startNetworkProxy(Number(new URL(simulator.url).port));
  const server = await startServer({ ...simulator, url: `http://127.0.0.1:${proxy.port}` });
  const client = createClient(server.url);
  await sendMany(client, { query: ownDetail, count: 50, atOnce: 2 });
  const load = sendSteadily(client, { query: ownDetail, perSecond: PER_SECOND, most: 1000 });
  await passed(1000);
  proxy.cut();
  await passed(PARTITION);
  proxy.mend();
  const mendedAt = now();
  await passed(RECOVERY + 2000);
  await load.stop();
  client.close();
  await server.kill();
  proxy.close();
  const late = load.outcomes.filter(({ startedAt }) => startedAt > mendedAt + RECOVERY);
  const answered = late.filter(({ outcome }) => outcome === 'OK').length;
  return [
    lossRow('iyzico cannot be reached: queries without an answer or a retryable code', load.outcomes),
    {
      what: `Later than ${RECOVERY / 1000} s after that: answered`,
      figure: `${answered} of ${late.length}`,
      limit: 'all',
      holds: late.length > 0 && answered === late.length,
    },
  ];
}

async function pausedProcess(simulator) {
  const server = await startServer(simulator);
  const client = createClient(server.url);
  await sendMany(client, { query: ownDetail, count: 50, atOnce: 2 });
  const load = sendSteadily(client, { query: ownDetail, perSecond: PER_SECOND, most: 1000 });
  await passed(1000);
  server.child.kill('SIGSTOP');
  await passed(PAUSE);
  server.child.kill('SIGCONT');
  await passed(2000);
  await load.stop();
  client.close();
  await server.kill();
  return lossRow('A paused process: queries without an answer or a retryable code', load.outcomes);
}

async function fewDescriptors(simulator) {
  const server = await startServer(simulator, {}, { openFiles: OPEN_FILES });
  const sockets = [];
  for (let i = 0; i < IDLE; i++) {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    sockets.push(socket);
  }
  const outcomes = [];
  for (let i = 0; i < QUERIES; i += 10) {
    const client = createClient(server.url);
    outcomes.push(...(await sendMany(client, { query: ownDetail, count: 10, atOnce: 10 })));
    client.close();
  }
  for (const socket of sockets) socket.destroy();
  await server.kill();
  const answered = tally(outcomes).OK ?? 0;
  return {
    what: `${OPEN_FILES} file descriptors and ${IDLE} idle connections: answered on new connections`,
    figure: `${answered} of ${QUERIES}`,
    limit: 'all',
    holds: answered === QUERIES,
  };
}

async function resetConnections() {
  const body = readFileSync(new URL('../../samples/retrieve-payment.success.json', import.meta.url), 'utf8');
  const used = new WeakSet();
  let calls = 0;
  const iyzico = createServer((incoming, answer) => {
    calls += 1;
    if (used.has(incoming.socket)) return incoming.socket.resetAndDestroy();
    used.add(incoming.socket);
    answer.end(body);
  }).listen(0, '127.0.0.1');
  await once(iyzico, 'listening');
  const account = { url: `http://127.0.0.1:${iyzico.address().port}`, apiKey: 'sandbox-a', secretKey: 'sandbox-s' };
  const server = await startServer(account);
  const client = createClient(server.url);
  const outcomes = await sendMany(client, { query: payment, count: READS, atOnce: 1 });
  client.close();
  await server.kill();
  iyzico.close();
  iyzico.closeAllConnections();
  const answered = tally(outcomes).OK ?? 0;
  return {
    what: 'Every reused connection is reset: answered',
    figure: `${answered} of ${READS}, ${calls} calls`,
    limit: `all, with at most ${READS * 2} calls`,
    holds: answered === READS && calls <= READS * 2,
  };
}

/** A row of the queries that the client could neither use nor send again by their code. */
function lossRow(what, outcomes) {
  const counts = tally(outcomes);
  const lost = outcomes.filter(({ outcome }) => outcome !== 'OK' && !retryable.has(outcome)).length;
  const text = Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
  return { what, figure: `${lost} of ${outcomes.length} (${text})`, limit: '0', holds: lost === 0 };
}
