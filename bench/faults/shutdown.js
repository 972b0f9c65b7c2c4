import { setTimeout as passed } from 'node:timers/promises';
import { startSimulator } from '../../dist/simulator/index.js';
import { createClient, now, ownDetail, tally } from './client.js';
import { startServer } from './processes.js';

const ROUNDS = 6;
const CLIENTS = 50;
/** Answers that each client gets before the signal. */
const BEFORE = 10;
/** Milliseconds that iyzico takes: for most calls, and for one call in each round. */
const NEAR = 20;
const FAR = 2000;
/** Milliseconds within which a process must exit after the signal. */
const MAX_SHUTDOWN_MS = 10_000;

const slowSession =
  'query ($name: String!) { session(checkoutFormToken: "e54b957b-a153-410c-8761-79c9bd4ff44f", paymentId: "24259238", conversationId: $name) { sessionStatus } }';

/** Requests that are lost during a graceful shutdown. */
export async function measureShutdown() {
  const simulator = await startSimulator();
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await shutDownUnderLoad(simulator));
  await simulator.close();

  const outcomes = rounds.flatMap((round) => round.outcomes);
  const answered = outcomes.filter(({ isAnswered }) => isAnswered);
  const refused = outcomes.filter(({ outcome }) => outcome === 'ECONNREFUSED');
  const lost = outcomes.filter((outcome) => !answered.includes(outcome) && !refused.includes(outcome));
  const slowest = Math.max(...rounds.map(({ milliseconds }) => milliseconds));
  return {
    title: 'SIGTERM under load',
    done: `${ROUNDS} processes with ${CLIENTS} clients each. A client keeps its connection open, sends the next query after each answer, and connects again when its connection ends. iyzico takes ${NEAR} ms, and ${FAR / 1000} s for one query in each round. When each client has ${BEFORE} answers, the process receives SIGTERM. The table counts the queries that end after that, until each client finds the port closed.`,
    rows: [
      { what: 'Answered after the signal', figure: `${answered.length} (${textOfCounts(tally(answered))})` },
      { what: 'Found the port closed, so that a load balancer uses another process', figure: `${refused.length}` },
      {
        what: 'Lost: reset, disconnected, or answered in part',
        figure: lost.length === 0 ? '0' : `${lost.length} (${textOfCounts(tally(lost))})`,
        limit: '0',
        holds: lost.length === 0,
      },
      {
        what: 'From the signal to the exit of the process, with exit code 0',
        figure: `${(slowest / 1000).toFixed(2)} s at most`,
        limit: `${MAX_SHUTDOWN_MS / 1000} s`,
        holds: slowest < MAX_SHUTDOWN_MS && rounds.every(({ exitCode }) => exitCode === 0),
      },
    ],
    reading:
      'For half a second after the signal, the process answers as before, and only its readiness probe fails. Then the port closes, and each open connection ends with its next answer. A client that opens a new connection for each request has no such guarantee: the operating system may have accepted a connection that the process can no longer accept.',
  };
}

async function shutDownUnderLoad(simulator) {
  simulator.forget();
  for (let i = 0; i < 3000; i++) simulator.answerNext('payment-detail', { delay: NEAR });
  simulator.answerNext('retrieve-session', { delay: FAR });
  const server = await startServer(simulator);
  const outcomes = [];
  const clients = Array.from({ length: CLIENTS }, () => startClient(server.url, outcomes));
  // From here on all clients have a connection, and the process is warm.
  await Promise.all(clients.map(({ answered }) => answered));
  clients[0].nextQuery = slowSession;
  while (!simulator.calls.some(({ service }) => service === 'retrieve-session')) await passed(5);

  const signalledAt = now();
  server.child.kill('SIGTERM');
  const [exitCode] = await server.exit;
  const endedAt = now();
  await Promise.all(clients.map(({ finished }) => finished));
  const isAfter = ({ startedAt, milliseconds }) => startedAt + milliseconds > signalledAt;
  return { outcomes: outcomes.filter(isAfter), exitCode, milliseconds: endedAt - signalledAt };
}

/** Sends queries over one connection while it is open, then over a new one, until the port is closed. */
function startClient(url, outcomes) {
  const connection = createClient(url, { connections: 1 });
  const client = { nextQuery: ownDetail };
  client.answered = new Promise((resolve) => {
    client.finished = (async () => {
      for (let sent = 1; ; sent++) {
        const query = client.nextQuery;
        client.nextQuery = ownDetail;
        const outcome = await connection.send(query);
        outcomes.push(outcome);
        if (sent === BEFORE) resolve();
        if (outcome.outcome === 'ECONNREFUSED') return connection.close();
      }
    })();
  });
  return client;
}

function textOfCounts(counts) {
  return Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}
