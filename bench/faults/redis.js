import { startSimulator } from '../../dist/simulator/index.js';
import { askMany, createClient, median, now, quantile, tally } from './client.js';
import { hasRedis, startRedis, startServer } from './processes.js';

const ROUNDS = 5;
const QUERIES = 250;
const AT_ONCE = 2;
/** Queries that are answered before Redis hangs in their midst. */
const BEFORE_HANG = 20;
/** Milliseconds that a process waits for Redis, that it may add to any query, and until it is taken back. */
const LONGEST_WAIT = 40;
const MOST_ADDED = 50;
const SOON = 5000;

const title = 'Redis is slow to answer, or gone';
/** Asks Redis for a rate, for two quotas and for an access token. */
const query =
  'query ($name: String!) { payment(checkoutFormToken: "card-1", conversationId: $name) { session { lastPaymentCard { cardFamily } } } }';
/** Counted, and never reached. */
const settings = { RATE_LIMIT: '1000000', IYZICO_QUOTA: 'retrieve-payment=1000000,last-payment-info=1000000' };

/** What Redis adds to a query: there, hung and killed, against a process without one, in turns. */
export async function measureRedis() {
  if (!hasRedis) {
    process.stdout.write('\nLEFT OUT: redis-server is not installed, so that nothing is measured of what needs it.\n');
    return { title, done: 'Left out in this run: redis-server was not installed.', rows: [], reading: '' };
  }
  const [simulator, redis] = await Promise.all([startSimulator(), startRedis()]);
  const alone = await startServer(simulator, settings);
  const coalescing = await startServer(simulator, { ...settings, REDIS_URL: redis.url });
  const clients = { alone: createClient(alone.url), coalescing: createClient(coalescing.url) };
  for (const client of [clients.alone, clients.coalescing]) await load(client, 2 * QUERIES);

  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await measureRound({ redis, coalescing, clients }));
  for (const client of Object.values(clients)) client.close();
  await Promise.all([alone.kill(), coalescing.kill(), redis.kill(), simulator.close()]);
  return figureOf(rounds);
}

/** Milliseconds of each query, by what was of Redis, and until it was taken back. */
async function measureRound({ redis, coalescing, clients }) {
  const isThere = ({ msg }) => msg === 'redis is there';
  const none = await load(clients.alone, QUERIES);
  const there = await load(clients.coalescing, QUERIES);

  let hungAt = Infinity;
  const hangAfterSome = (answered) => {
    if (answered < BEFORE_HANG || hungAt < Infinity) return;
    hungAt = now();
    redis.hang();
  };
  const around = await load(clients.coalescing, BEFORE_HANG + QUERIES, hangAfterSome);
  const after = around.filter(({ startedAt, milliseconds }) => startedAt + milliseconds > hungAt);
  // Those that were on the way when it hung wait for it; the others know better.
  const struck = after.filter(({ startedAt }) => startedAt < hungAt + LONGEST_WAIT);
  const hung = after.filter(({ startedAt }) => startedAt >= hungAt + LONGEST_WAIT);
  const resumed = coalescing.logs(isThere);
  const resumedAt = now();
  redis.resume();
  const takenBack = [Date.parse((await resumed).time) - resumedAt];

  const noneAgain = await load(clients.alone, QUERIES);
  await redis.kill();
  const killed = await load(clients.coalescing, QUERIES);
  const restarted = coalescing.logs(isThere);
  await redis.restart();
  const restartedAt = now();
  takenBack.push(Date.parse((await restarted).time) - restartedAt);
  return { none: [...none, ...noneAgain], there, struck, hung, killed, takenBack };
}

function figureOf(rounds) {
  const timesOf = (outcomes) => outcomes.map(({ milliseconds }) => milliseconds);
  const quantileOf = (kind, part) => median(rounds.map((round) => quantile(timesOf(round[kind]), part)));
  const addedBy = (kind, part) =>
    median(rounds.map((round) => quantile(timesOf(round[kind]), part) - quantile(timesOf(round.none), part)));
  const struck = timesOf(rounds.flatMap((round) => round.struck));
  const none = timesOf(rounds.flatMap((round) => round.none));
  // The worst of few is to be compared with the worst of as many.
  const worst = Math.max(...struck) - quantile(none, 1 - 1 / struck.length);
  const takenBack = Math.max(...rounds.flatMap((round) => round.takenBack));
  const rowOf = (what, kind) => {
    const added = addedBy(kind, 0.99);
    const figure = `${milliseconds(addedBy(kind, 0.5))} (median), ${milliseconds(added)} (p99)`;
    return { what: `Added by a Redis that ${what}`, figure, limit: `${MOST_ADDED} ms`, holds: added <= MOST_ADDED };
  };
  return {
    title,
    done: `Two processes, one of them with Redis, asked in turns by ${AT_ONCE} clients, ${QUERIES} queries a turn, over ${ROUNDS} rounds in each of which Redis is there, hangs (SIGSTOP) in the midst of queries, goes on, is killed and started again. A query asks iyzico twice and Redis four times. What is added is the difference of the two processes' medians and p99 in the same round; told is the median of the rounds. Those that were on their way when Redis hung are compared all together, the worst of them with the worst of as many without Redis.`,
    rows: [
      {
        what: 'A query without Redis takes',
        figure: `${quantileOf('none', 0.5).toFixed(1)} ms (median), ${quantileOf('none', 0.99).toFixed(1)} ms (p99)`,
      },
      rowOf('is there', 'there'),
      rowOf('hangs', 'hung'),
      rowOf('was killed', 'killed'),
      {
        what: 'Added to any query that was on its way when Redis hung',
        figure: `${milliseconds(median(struck) - median(none))} (median), ${milliseconds(worst)} (worst of ${struck.length})`,
        limit: `${MOST_ADDED} ms`,
        holds: worst <= MOST_ADDED,
      },
      {
        what: 'From its return until Redis is used again',
        figure: `${(takenBack / 1000).toFixed(2)} s at most`,
        limit: `${SOON / 1000} s`,
        holds: takenBack <= SOON,
      },
    ],
    reading:
      'A process waits 40 ms for Redis, once, and then goes by its own counts without asking until Redis gives a sign of life; so only what was on its way when Redis hung is late. Without it there is one thing less to ask, so that a query may take less time than with it.',
  };
}

function milliseconds(added) {
  return `${added < 0 ? '−' : '+'}${Math.abs(added).toFixed(1)} ms`;
}

/** @param onAnswer told how many were answered, after each */
async function load(client, count, onAnswer = () => undefined) {
  let answered = 0;
  const watched = {
    async ask(asked) {
      const outcome = await client.ask(asked);
      onAnswer((answered += 1));
      return outcome;
    },
  };
  const outcomes = await askMany(watched, { query, count, atOnce: AT_ONCE });
  const counts = tally(outcomes);
  if (counts.OK !== count) throw new Error(`Not every query was answered: ${JSON.stringify(counts)}`);
  return outcomes;
}
