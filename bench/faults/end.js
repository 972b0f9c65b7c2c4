import { setTimeout as passed } from 'node:timers/promises';
import { startSimulator } from '../../dist/simulator/index.js';
import { createClient, now, ownDetail, tally } from './client.js';
import { startServer } from './processes.js';

const ROUNDS = 6;
const CLIENTS = 50;
/** Queries that each client is answered before the signal. */
const BEFORE = 10;
/** Milliseconds that iyzico takes: for most calls, and for one in each round. */
const NEAR = 20;
const FAR = 2000;
/** Milliseconds in which a process that was asked to end must have. */
const LONGEST_END = 10_000;

const slowSession =
  'query ($name: String!) { session(checkoutFormToken: "e54b957b-a153-410c-8761-79c9bd4ff44f", paymentId: "24259238", conversationId: $name) { sessionStatus } }';

/** Requests that are lost when a process is told to end. */
export async function measureEnd() {
  const simulator = await startSimulator();
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await endUnderLoad(simulator));
  await simulator.close();

  const outcomes = rounds.flatMap((round) => round.outcomes);
  const answered = outcomes.filter(({ isAnswered }) => isAnswered);
  const refused = outcomes.filter(({ outcome }) => outcome === 'ECONNREFUSED');
  const lost = outcomes.filter((outcome) => !answered.includes(outcome) && !refused.includes(outcome));
  const slowest = Math.max(...rounds.map(({ milliseconds }) => milliseconds));
  return {
    title: 'SIGTERM under load',
    done: `${ROUNDS} processes, each with ${CLIENTS} clients that keep their connection open, ask again as soon as they are answered, and connect anew where a connection was ended; iyzico takes ${NEAR} ms, for one query of each round ${FAR / 1000} s. When each was answered ${BEFORE} times the process is sent SIGTERM; what ends after that is counted, until each client finds the port closed.`,
    rows: [
      { what: 'Answered after the signal', figure: `${answered.length} (${told(tally(answered))})` },
      { what: 'Found the port closed, which sends a balancer elsewhere', figure: `${refused.length}` },
      {
        what: 'Lost: reset, hung up, or answered by half',
        figure: lost.length === 0 ? '0' : `${lost.length} (${told(tally(lost))})`,
        limit: '0',
        holds: lost.length === 0,
      },
      {
        what: 'From the signal to the end of the process, with exit code 0',
        figure: `${(slowest / 1000).toFixed(2)} s at most`,
        limit: `${LONGEST_END / 1000} s`,
        holds: slowest < LONGEST_END && rounds.every(({ exitCode }) => exitCode === 0),
      },
    ],
    reading:
      'For half a second after the signal the process serves as before and only says that it is not ready; then the port closes, and each open connection is ended by an answer. Who opens a new connection for each request has no such promise: the operating system may have taken a connection that nobody accepts any more.',
  };
}

async function endUnderLoad(simulator) {
  simulator.forget();
  for (let i = 0; i < 3000; i++) simulator.answerNext('payment-detail', { delay: NEAR });
  simulator.answerNext('retrieve-session', { delay: FAR });
  const server = await startServer(simulator);
  const outcomes = [];
  const clients = Array.from({ length: CLIENTS }, () => startClient(server.url, outcomes));
  // From now on all have a connection, and the process is not new to its work.
  await Promise.all(clients.map(({ answered }) => answered));
  clients[0].nextQuery = slowSession;
  while (!simulator.calls.some(({ service }) => service === 'retrieve-session')) await passed(5);

  const toldAt = now();
  server.child.kill('SIGTERM');
  const [exitCode] = await server.exit;
  const endedAt = now();
  await Promise.all(clients.map(({ over }) => over));
  const isAfter = ({ startedAt, milliseconds }) => startedAt + milliseconds > toldAt;
  return { outcomes: outcomes.filter(isAfter), exitCode, milliseconds: endedAt - toldAt };
}

/** Asks over one connection as long as that is kept, then over a new one, until there is none to be had. */
function startClient(url, outcomes) {
  const connection = createClient(url, { connections: 1 });
  const client = { nextQuery: ownDetail };
  client.answered = new Promise((resolve) => {
    client.over = (async () => {
      for (let asked = 1; ; asked++) {
        const query = client.nextQuery;
        client.nextQuery = ownDetail;
        const outcome = await connection.ask(query);
        outcomes.push(outcome);
        if (asked === BEFORE) resolve();
        if (outcome.outcome === 'ECONNREFUSED') return connection.close();
      }
    })();
  });
  return client;
}

function told(counts) {
  return Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}
