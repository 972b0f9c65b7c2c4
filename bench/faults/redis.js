import { startSimulator } from '../../dist/simulator/index.js';
import { sendMany, createClient, median, now, quantile, tally } from './client.js';
import { hasRedis, startRedis, startServer } from './processes.js';

const ROUNDS = 5;
const QUERIES = 250;
const AT_ONCE = 2;
/** Queries that are answered before Redis hangs. */
const BEFORE_HANG = 20;
/** Milliseconds that a process waits for Redis, that Redis may add to a query, and until Redis is used again. */
const LONGEST_WAIT = 250;
const MOST_ADDED = 50;
const MOST_ADDED_IN_FLIGHT = 300;
const SOON = 5000;

const title = 'Redis hangs or is down';
/** Uses Redis for a request rate, two quotas and an access token. */
const query =
  'query ($name: String!) { payment(checkoutFormToken: "card-1", conversationId: $name) { session { lastPaymentCard { cardFamily } } } }';
/** Limits that are counted and never reached. */
const settings = { RATE_LIMIT: '1000000', IYZICO_QUOTA: 'retrieve-payment=1000000,last-payment-info=1000000' };

/** What Redis adds to a query while it works, hangs and is down, compared in turns with a process without Redis. */
export async function measureRedis() {
  if (!hasRedis) {
    process.stdout.write('\nSKIPPED: the measurement of Redis needs redis-server, which is not installed.\n');
    return { title, done: 'Skipped in this run: redis-server was not installed.', rows: [], reading: '' };
  }
  const [simulator, redis] = await Promise.all([startSimulator(), startRedis()]);
  const withoutRedis = await startServer(simulator, settings);
  const withRedis = await startServer(simulator, { ...settings, REDIS_URL: redis.url });
  const clients = { without: createClient(withoutRedis.url), with: createClient(withRedis.url) };
  for (const client of [clients.without, clients.with]) await load(client, 2 * QUERIES);

  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await measureRound({ redis, withRedis, clients }));
  for (const client of Object.values(clients)) client.close();
  await Promise.all([withoutRedis.kill(), withRedis.kill(), redis.kill(), simulator.close()]);
  return figureOf(rounds);
}

/** Milliseconds of each query, by the state of Redis, and until Redis was used again. */
async function measureRound({ redis, withRedis, clients }) {
  const isConnected = ({ msg }) => msg === 'redis connected';
  const none = await load(clients.without, QUERIES);
  const there = await load(clients.with, QUERIES);

  let hungAt = Infinity;
  const hangAfterSome = (answered) => {
    if (answered < BEFORE_HANG || hungAt < Infinity) return;
    hungAt = now();
    redis.hang();
  };
  const around = await load(clients.with, BEFORE_HANG + QUERIES, hangAfterSome);
  const after = around.filter(({ startedAt, milliseconds }) => startedAt + milliseconds > hungAt);
  // Queries in flight when Redis hung wait for it; later ones do not.
  const inFlight = after.filter(({ startedAt }) => startedAt < hungAt + LONGEST_WAIT);
  const hung = after.filter(({ startedAt }) => startedAt >= hungAt + LONGEST_WAIT);
  const resumed = withRedis.logs(isConnected);
  const resumedAt = now();
  redis.resume();
  const recovery = [Date.parse((await resumed).time) - resumedAt];

  const noneAgain = await load(clients.without, QUERIES);
  await redis.kill();
  const killed = await load(clients.with, QUERIES);
  const restarted = withRedis.logs(isConnected);
  await redis.restart();
  const restartedAt = now();
  recovery.push(Date.parse((await restarted).time) - restartedAt);
  return { none: [...none, ...noneAgain], there, inFlight, hung, killed, recovery };
}

function figureOf(rounds) {
  return {
    title,
    done: `Two processes, one of them with Redis, answer ${AT_ONCE} clients in turns of ${QUERIES} queries, over ${ROUNDS} rounds. In each round Redis works, hangs (SIGSTOP) during queries, continues, is killed and is started again. A query causes two calls to iyzico and four commands to Redis. The added time is the difference between the medians (and p99) of the two processes in the same round; the table shows the median of the rounds. The queries in flight when Redis hung are compared together: the worst of them with the worst of as many queries without Redis.`,
    rows: rowsOf(rounds),
    reading: `A process waits up to ${LONGEST_WAIT} ms for Redis, once. Then it uses its own counts and sends no command until a heartbeat succeeds. So only the queries in flight when Redis hung are late. Without Redis a query causes fewer commands, and can be faster than with Redis.`,
  };
}

function rowsOf(rounds) {
  const timesOf = (outcomes) => outcomes.map(({ milliseconds }) => milliseconds);
  const quantileOf = (kind, part) => median(rounds.map((round) => quantile(timesOf(round[kind]), part)));
  const addedBy = (kind, part) =>
    median(rounds.map((round) => quantile(timesOf(round[kind]), part) - quantile(timesOf(round.none), part)));
  const inFlight = timesOf(rounds.flatMap((round) => round.inFlight));
  const none = timesOf(rounds.flatMap((round) => round.none));
  // The worst of a few must be compared with the worst of as many.
  const worst = Math.max(...inFlight) - quantile(none, 1 - 1 / inFlight.length);
  const recovery = Math.max(...rounds.flatMap((round) => round.recovery));
  const rowOf = (what, kind) => {
    const added = addedBy(kind, 0.99);
    const figure = `${milliseconds(addedBy(kind, 0.5))} (median), ${milliseconds(added)} (p99)`;
    return { what: `Added by a Redis that ${what}`, figure, limit: `${MOST_ADDED} ms`, holds: added <= MOST_ADDED };
  };
  return [
    {
      what: 'A query without Redis takes',
      figure: `${quantileOf('none', 0.5).toFixed(1)} ms (median), ${quantileOf('none', 0.99).toFixed(1)} ms (p99)`,
    },
    rowOf('works', 'there'),
    rowOf('hangs', 'hung'),
    rowOf('is down', 'killed'),
    {
      what: 'Added to a query in flight when Redis hung',
      figure: `${milliseconds(median(inFlight) - median(none))} (median), ${milliseconds(worst)} (worst of ${inFlight.length})`,
      limit: `${MOST_ADDED_IN_FLIGHT} ms`,
      holds: worst <= MOST_ADDED_IN_FLIGHT,
    },
    {
      what: 'From its recovery until Redis is used again',
      figure: `${(recovery / 1000).toFixed(2)} s at most`,
      limit: `${SOON / 1000} s`,
      holds: recovery <= SOON,
    },
  ];
}

function milliseconds(added) {
  return `${added < 0 ? '−' : '+'}${Math.abs(added).toFixed(1)} ms`;
}

/** @param onAnswer called after each answer, with the number of answers */
async function load(client, count, onAnswer = () => undefined) {
  let answered = 0;
  const watched = {
    async send(query) {
      const outcome = await client.send(query);
      onAnswer((answered += 1));
      return outcome;
    },
  };
  const outcomes = await sendMany(watched, { query, count, atOnce: AT_ONCE });
  const counts = tally(outcomes);
  if (counts.OK !== count) throw new Error(`Not every query was answered: ${JSON.stringify(counts)}`);
  return outcomes;
}
