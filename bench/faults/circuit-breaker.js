import { setTimeout as passed } from 'node:timers/promises';
import { startSimulator } from '../../dist/simulator/index.js';
import { sendMany, sendSteadily, createClient, now, ownDetail, quantile } from './client.js';
import { startServer } from './processes.js';

const PER_SECOND = 25;
/** Queries to another service, which has its own circuit breaker. */
const WARM_UP = 300;
const otherQuery =
  'query ($name: String!) { payment(checkoutFormToken: "card-1", conversationId: $name) { paymentStatus } }';
/** Limit of queries and of scripted answers: many more than needed. */
const MOST = 2000;
/** Milliseconds of good answers, over which attempts are counted. */
const SPAN = 10_000;
/** Milliseconds for which the circuit breaker stays open. */
const OPEN_FOR = 5000;

const ways = [
  { how: 'refuses connections', before: SPAN, goDown: refuse },
  { how: 'answers HTTP 503', before: SPAN, goDown: scripted({ body: '', httpStatus: 503 }) },
  { how: 'answers HTTP 503 from the start', before: 0, goDown: scripted({ body: '', httpStatus: 503 }) },
  { how: 'hangs (an attempt may take 3 s)', before: SPAN, goDown: scripted({ fault: 'hang' }) },
];

/** How soon the circuit breaker opens, how many calls it avoids, and how soon the service is used again. */
export async function measureCircuitBreaker() {
  const prepared = [];
  for (const way of ways) prepared.push(await prepare(way));
  // They mostly wait, and so run in parallel.
  const rows = (await Promise.all(prepared.map(measureOutage))).map(rowsOf);
  return {
    title: 'iyzico fails, and recovers',
    done: `${PER_SECOND} operations a second of one call each: first ${SPAN / 1000} s while iyzico works (or not at all), then while iyzico fails every call, then after its recovery. iyzico recovers right after a probe failed.`,
    rows: rows.flat(),
    reading: `The circuit breaker opens when more than half of the attempts of the last ${SPAN / 1000} s failed. That takes half of that time under an even load, and ten calls where there was no load before. It takes longer where each failure takes the whole attempt timeout; calls that find the bulkhead full are then refused as OVERLOADED within half a second. An open circuit breaker lets calls probe every ${OPEN_FOR / 1000} s, one after the other, until one succeeds or those of three callers failed, and refuses all others without waiting. A probe that hangs while iyzico recovers adds up to one attempt timeout to the recovery.`,
  };
}

/** A warm process: it has open connections and compiled code. */
async function prepare(way) {
  const simulator = await startSimulator();
  const server = await startServer(simulator);
  const client = createClient(server.url);
  await sendMany(client, { query: otherQuery, count: WARM_UP, atOnce: 20 });
  return { ...way, simulator, server, client };
}

/** Lets iyzico fail under load until a probe failed, then lets it recover. Times are in epoch milliseconds. */
async function measureOutage({ how, before, goDown, simulator, server, client }) {
  const sentCalls = recordCalls(server);
  const startLoad = () => sendSteadily(client, { query: ownDetail, perSecond: PER_SECOND, most: MOST });
  const earlyLoad = before > 0 ? startLoad() : null;
  await passed(before);
  const recover = await goDown(simulator);
  const downAt = now();
  const receivedBefore = simulator.calls.length;
  const opened = server.logs(isRefusal);
  const load = earlyLoad ?? startLoad();
  const openedAt = Date.parse((await opened).time);
  const receivedUntilOpen = simulator.calls.length;
  await server.logs((record) => isProbe(record, openedAt));
  const upAt = now();
  const receivedUntilUp = simulator.calls.length;
  const recovered = await recover();
  const success = () => load.outcomes.find(({ outcome, startedAt }) => outcome === 'OK' && startedAt > upAt);
  while (!success() && now() - upAt < 4 * OPEN_FOR) await passed(10);
  await load.stop();
  client.close();
  await server.kill();
  await recovered.close();

  // A closed port receives no calls, so the calls that the server sent are counted instead.
  const isListening = goDown !== refuse;
  return {
    how,
    outcomes: load.outcomes,
    downAt,
    openedAt,
    upAt,
    firstSuccess: success(),
    callsUntilOpen: isListening ? receivedUntilOpen - receivedBefore : attemptsIn(sentCalls, downAt, openedAt),
    callsWhileOpen: isListening ? receivedUntilUp - receivedUntilOpen : attemptsIn(sentCalls, openedAt + 50, upAt),
  };
}

function rowsOf({ how, outcomes, downAt, openedAt, upAt, firstSuccess, callsUntilOpen, callsWhileOpen }) {
  const during = (from, to) => outcomes.filter(({ startedAt }) => startedAt > from && startedAt < to);
  // Without the probe, which waits for iyzico and is one of hundreds.
  const times = during(openedAt + 50, upAt).map(({ milliseconds }) => milliseconds);
  const what = `iyzico ${how}`;
  return [
    {
      what: `${what}: until the circuit breaker opens`,
      figure: `${seconds(openedAt - downAt)}, ${callsUntilOpen} calls for ${during(downAt, openedAt).length} operations`,
    },
    {
      what: `${what}: calls while it is open`,
      figure: `${callsWhileOpen} in ${seconds(upAt - openedAt)}, for ${during(openedAt, upAt).length} operations`,
      limit: `one every ${OPEN_FOR / 1000} s`,
      holds: callsWhileOpen <= Math.ceil((upAt - openedAt) / OPEN_FOR),
    },
    {
      what: `${what}: a refusal takes`,
      figure: `${quantile(times, 0.5).toFixed(1)} ms (median), ${quantile(times, 0.99).toFixed(1)} ms (p99)`,
    },
    {
      what: `${what}: from its recovery to the first good answer`,
      figure: firstSuccess ? seconds(firstSuccess.startedAt + firstSuccess.milliseconds - upAt) : 'none',
      limit: `${OPEN_FOR / 1000} s, and 1 s more`,
      holds: firstSuccess !== undefined && firstSuccess.startedAt - upAt < OPEN_FOR + 1000,
    },
  ];
}

/** Records each call that the server logs. The list is live. */
function recordCalls(server) {
  const calls = [];
  server.onLog((record) => {
    if (record.msg === 'iyzico call') calls.push({ ...record, at: Date.parse(record.time) });
  });
  return calls;
}

/** The number of attempts of the calls that started between two times. */
function attemptsIn(calls, from, to) {
  return calls
    .filter(({ at, milliseconds }) => at - milliseconds > from && at - milliseconds < to)
    .reduce((sum, { attempts }) => sum + attempts, 0);
}

/** Whether the open circuit breaker refused this call. */
function isRefusal({ msg, outcome, attempts }) {
  return msg === 'iyzico call' && outcome === 'unreachable' && attempts === 0;
}

/** Whether this call was sent while the circuit breaker was open. */
function isProbe({ msg, service, attempts, time, milliseconds }, openedAt) {
  return (
    msg === 'iyzico call' &&
    service === 'payment-detail' &&
    attempts > 0 &&
    Date.parse(time) - milliseconds > openedAt + OPEN_FOR / 2
  );
}

/** Every call fails in the same way until the recovery. */
function scripted(failure) {
  return (simulator) => {
    for (let i = 0; i < MOST / 2; i++) simulator.answerNext('payment-detail', failure);
    return () => {
      simulator.forget();
      return simulator;
    };
  };
}

/** The port is closed; the recovery opens the same port. */
async function refuse(simulator) {
  const { port } = new URL(simulator.url);
  await simulator.close();
  return () => startSimulator({ port: Number(port) });
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
