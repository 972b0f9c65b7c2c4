import { setTimeout as passed } from 'node:timers/promises';
import { startSimulator } from '../../dist/simulator/index.js';
import { askMany, askSteadily, createClient, now, ownDetail, quantile } from './client.js';
import { startServer } from './processes.js';

const PER_SECOND = 25;
/** Questions to another service, which has a circuit of its own. */
const WARM_UP = 300;
const otherQuery =
  'query ($name: String!) { payment(checkoutFormToken: "card-1", conversationId: $name) { paymentStatus } }';
/** Questions at most, and answers that are scripted at most: many more than are needed. */
const MOST = 2000;
/** Milliseconds of good answers, over which attempts are counted. */
const SPAN = 10_000;
/** Milliseconds for which a service that is down is left alone. */
const OPEN_FOR = 5000;

const ways = [
  { how: 'refuses connections', before: SPAN, goDown: refuse },
  { how: 'answers HTTP 503', before: SPAN, goDown: scripted({ body: '', httpStatus: 503 }) },
  { how: 'answers HTTP 503, and was not asked before', before: 0, goDown: scripted({ body: '', httpStatus: 503 }) },
  { how: 'hangs (an attempt may take 3 s)', before: SPAN, goDown: scripted({ fault: 'hang' }) },
];

/** How soon a service that is down is left alone, what that spares, and how soon it is asked again. */
export async function measureCircuit() {
  const prepared = [];
  for (const way of ways) prepared.push(await prepare(way));
  // They wait more than they work, and so are measured side by side.
  const rows = await Promise.all(prepared.map(rowsOf));
  return {
    title: 'iyzico goes down, and comes back',
    done: `A steady ${PER_SECOND} operations a second of one call each, for ${SPAN / 1000} s while all is well (or not at all), then while iyzico fails every call, and after it has come back. It comes back right after a probe failed: the longest wait.`,
    rows: rows.flat(),
    reading: `The circuit opens when more than half of the attempts of the last ${SPAN / 1000} s failed: that takes half of that time under an even load, longer where each failure takes an attempt's whole time (what finds no place among the calls under way is then refused as OVERLOADED within half a second), and ten calls where there was no load before. Open, it lets one call through every ${OPEN_FOR / 1000} s, and refuses the others without waiting, except while that one is under way: then those who find a place wait for what comes of it, which is the p99 of an iyzico that hangs. A probe that hangs when iyzico comes back adds up to an attempt's time to the recovery.`,
  };
}

/** A process that has answered before: neither its connections nor its code are new to it. */
async function prepare(way) {
  const simulator = await startSimulator();
  const server = await startServer(simulator);
  const client = createClient(server.url);
  await askMany(client, { query: otherQuery, count: WARM_UP, atOnce: 20 });
  return { ...way, simulator, server, client };
}

async function rowsOf({ how, before, goDown, simulator: first, server, client }) {
  let simulator = first;
  const calls = [];
  server.onLog((record) => {
    if (record.msg === 'iyzico called') calls.push({ ...record, at: Date.parse(record.time) });
  });
  const isRefused = ({ msg, outcome, attempts }) =>
    msg === 'iyzico called' && outcome === 'unreachable' && attempts === 0;

  const load = before > 0 ? askSteadily(client, { query: ownDetail, perSecond: PER_SECOND, most: MOST }) : null;
  await passed(before);
  const returned = await goDown(simulator);
  const downAt = now();
  const isListening = goDown !== refuse;
  const receivedBefore = simulator.calls.length;
  const opened = server.logs(isRefused);
  const steady = load ?? askSteadily(client, { query: ownDetail, perSecond: PER_SECOND, most: MOST });
  const openedAt = Date.parse((await opened).time);
  const receivedUntilOpen = simulator.calls.length;
  const isProbe = ({ msg, service, attempts, time, milliseconds }) =>
    msg === 'iyzico called' &&
    service === 'payment-detail' &&
    attempts > 0 &&
    Date.parse(time) - milliseconds > openedAt + OPEN_FOR / 2;
  await server.logs(isProbe);
  const upAt = now();
  const receivedUntilUp = simulator.calls.length;
  simulator = await returned();
  const good = () => steady.outcomes.find(({ outcome, startedAt }) => outcome === 'OK' && startedAt > upAt);
  while (!good() && now() - upAt < 4 * OPEN_FOR) await passed(10);
  await steady.stop();
  client.close();
  await server.kill();
  await simulator.close();

  const recovered = good();
  const during = (from, to) => steady.outcomes.filter(({ startedAt }) => startedAt > from && startedAt < to);
  /** Where nobody is there to receive calls, those that the server sent. */
  const sent = (from, to) =>
    calls
      .filter(({ at, milliseconds }) => at - milliseconds > from && at - milliseconds < to)
      .reduce((sum, { attempts }) => sum + attempts, 0);
  const untilOpen = isListening ? receivedUntilOpen - receivedBefore : sent(downAt, openedAt);
  const whileOpen = isListening ? receivedUntilUp - receivedUntilOpen : sent(openedAt + 50, upAt);
  // All but the probe, which waits for iyzico and is one of hundreds.
  const times = during(openedAt + 50, upAt).map(({ milliseconds }) => milliseconds);
  const what = `iyzico ${how}`;
  return [
    {
      what: `${what}: until the circuit opens`,
      figure: `${seconds(openedAt - downAt)}, ${untilOpen} calls for ${during(downAt, openedAt).length} operations`,
    },
    {
      what: `${what}: calls while it is open`,
      figure: `${whileOpen} in ${seconds(upAt - openedAt)}, for ${during(openedAt, upAt).length} operations`,
      limit: `one every ${OPEN_FOR / 1000} s`,
      holds: whileOpen <= Math.ceil((upAt - openedAt) / OPEN_FOR),
    },
    {
      what: `${what}: a refusal takes`,
      figure: `${quantile(times, 0.5).toFixed(1)} ms (median), ${quantile(times, 0.99).toFixed(1)} ms (p99)`,
    },
    {
      what: `${what}: from its return to the first good answer`,
      figure: recovered ? seconds(recovered.startedAt + recovered.milliseconds - upAt) : 'none came',
      limit: `${OPEN_FOR / 1000} s and a moment`,
      holds: recovered !== undefined && recovered.startedAt - upAt < OPEN_FOR + 1000,
    },
  ];
}

/** Every call fails in one way until it returns. */
function scripted(failure) {
  return (simulator) => {
    for (let i = 0; i < MOST / 2; i++) simulator.answerNext('payment-detail', failure);
    return () => {
      simulator.forget();
      return simulator;
    };
  };
}

/** Nobody listens at its port any more; it returns to the same one. */
async function refuse(simulator) {
  const { port } = new URL(simulator.url);
  await simulator.close();
  return () => startSimulator({ port: Number(port) });
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
