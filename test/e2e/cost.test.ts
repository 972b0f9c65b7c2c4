import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { startCountedServer } from '../harness/counted-server.js';
import { startedProcesses } from '../harness/started-process.js';
import { audience, issuer, secret, systemWith } from '../harness/tokens.js';

// What a start and a query use, as counts: a slow machine has the same ones as a fast one. Lower a limit when its count
// falls. Where a limit has to rise, the commit says why.

const { run } = startedProcesses();

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

/** Starts a server with what production has, except Redis. */
async function startCounted(transport: string) {
  const { url, apiKey, secretKey } = simulator;
  const account = { IYZICO_BASE_URL: url, IYZICO_API_KEY: apiKey, IYZICO_SECRET_KEY: secretKey };
  const authentication = { AUTH_JWT_SECRET: secret, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience };
  const settings = { NODE_ENV: 'production', METRICS_PORT: '0', IYZICO_TRANSPORT: transport };
  return startCountedServer(run, { ...settings, ...account, ...authentication }, await systemWith('payment:read'));
}

/**
 * A count per query is a whole number, but the last query of a measurement may not have finished, and a slow machine has
 * more turns of the event loop. One more per call is two more per query.
 */
const TOLERANCE = 1.5;
/** The heap is sampled, and another machine allocated 11 % more. */
const HEAP_TOLERANCE = 1.2;

test('a start loads at most 24 files with 4 million characters', async () => {
  const { files, characters } = await (await startCounted('got')).loaded();
  expect(files.length).toBeLessThanOrEqual(24);
  expect(characters).toBeLessThanOrEqual(4_000_000);
});

describe.each([
  ['got', 'marketplace-1', { items: 4, promises: 355, timers: 12, kilobytes: 530 }],
  ['got', 'many-items-1', { items: 200, promises: 367, timers: 12, kilobytes: 3040 }],
  ['undici', 'marketplace-1', { items: 4, promises: 305, timers: 15, kilobytes: 345 }],
  ['undici', 'many-items-1', { items: 200, promises: 305, timers: 15, kilobytes: 2800 }],
])('a query over %s of the payment %s', (transport, form, { items, ...limits }) => {
  test('makes two calls, and stays within its limits of promises, timers and memory', async () => {
    const server = await startCounted(transport);
    expect(await server.ask(form)).toHaveProperty('data.payment.itemTransactions.length', items);
    // Interpreted code allocates more than compiled code.
    await server.costOf(form, 30);
    const callsBefore = simulator.calls.length;
    const { promises, timers, kilobytes } = await server.costOf(form, 20);
    // `costOf` sends the queries twice.
    expect(simulator.calls.length - callsBefore).toBe(80);
    expect(promises).toBeLessThanOrEqual(limits.promises + TOLERANCE);
    expect(timers).toBeLessThanOrEqual(limits.timers + TOLERANCE);
    expect(kilobytes).toBeLessThanOrEqual(limits.kilobytes * HEAP_TOLERANCE);
  });
});
