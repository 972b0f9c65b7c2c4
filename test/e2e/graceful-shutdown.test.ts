import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn, setTimeout as passed } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { queryPayment, startedProcesses, urlIn, type StartedProcess } from '../harness/started-process.js';

// How a started process handles load, pauses and bugs, and how it shuts down.

const { readBanner, folder, start } = startedProcesses();

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const account = () => ({
  IYZICO_BASE_URL: simulator.url,
  IYZICO_API_KEY: simulator.apiKey,
  IYZICO_SECRET_KEY: simulator.secretKey,
  AUTH: 'none',
});
const good = { data: { payment: { paymentStatus: 'SUCCESS' } } };

interface Running {
  readonly server: StartedProcess;
  readonly url: string;
  /** Resolves with its exit code and signal. */
  readonly exit: Promise<unknown[]>;
  /** What it has written to standard error so far. */
  readonly stderr: () => string;
  /** The lines of its log for one event. */
  readonly logged: (event: string) => Record<string, unknown>[];
}

async function run(settings = {}, nodeOptions: readonly string[] = []): Promise<Running> {
  const server = start({ ...account(), ...settings }, nodeOptions);
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  return {
    server,
    exit: once(server, 'close'),
    url: urlIn(await readBanner(server, 'iyzico')),
    stderr: () => log,
    logged: (event) =>
      log
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ msg }) => msg === event),
  };
}

/** Resolves when iyzico has been called this often. The simulator has no event for it. */
async function iyzicoCalled(times: number): Promise<void> {
  while (simulator.calls.length < times) await nextTurn();
}

describe('load', () => {
  test('of 300 concurrent queries is not shed, even right after the start', async () => {
    const { url, logged } = await run();
    const answers = await Promise.all(Array.from({ length: 300 }, () => queryPayment(url)));
    // A busy machine may cut slow requests off, but the server must not refuse any as overloaded.
    expect(answers.filter((answer) => JSON.stringify(answer).includes('OVERLOADED'))).toEqual([]);
    expect(answers).toContainEqual(expect.objectContaining(good));
    expect(logged('load shedding started')).toEqual([]);
    expect(simulator.calls.length).toBeGreaterThanOrEqual(1);
  });

  test('is not shed after a pause of the process', async () => {
    const { server, url, logged } = await run();
    expect(await queryPayment(url)).toMatchObject(good);
    server.kill('SIGSTOP');
    const answer = queryPayment(url);
    await passed(1500);
    server.kill('SIGCONT');
    expect(await answer).toMatchObject(good);
    expect(await queryPayment(url)).toMatchObject(good);
    expect(logged('load shedding started')).toEqual([]);
    expect(simulator.calls).toHaveLength(3);
  });
});

test('a process stays ready while iyzico is unreachable', async () => {
  const { url } = await run();
  await simulator.close();
  expect(await queryPayment(url)).toMatchObject({ errors: [{ extensions: { code: 'IYZICO_UNAVAILABLE' } }] });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(simulator.calls).toEqual([]);
});

describe('an unhandled bug', () => {
  /** Starts a process that runs this code on SIGUSR2. Its error contains a secret. */
  async function runWith(bug: string): Promise<Running> {
    const path = join(folder(), 'bug.mjs');
    await writeFile(path, `process.on('SIGUSR2', () => { ${bug} });`);
    return run({}, ['--import', path]);
  }

  const stackOfBug = expect.arrayContaining([expect.stringContaining('bug.mjs')]) as unknown;

  test('as a rejected promise ends the process with code 1 after the query in progress is answered', async () => {
    const { server, url, exit, logged, stderr } = await runWith("Promise.reject(new TypeError('5ecret'))");
    simulator.answerNext('retrieve-payment', { delay: 1200 });
    const answer = queryPayment(url);
    await iyzicoCalled(1);
    server.kill('SIGUSR2');
    expect(await answer).toMatchObject(good);
    expect(await exit).toEqual([1, null]);
    expect(logged('unhandled rejection')).toMatchObject([{ level: 50, error: 'TypeError', stack: stackOfBug }]);
    expect(stderr()).not.toContain('5ecret');
    expect(simulator.calls).toHaveLength(1);
  });

  test('as a rejected promise, followed by SIGTERM, still ends the process gracefully', async () => {
    const { server, url, exit } = await runWith("Promise.reject(new TypeError('5ecret'))");
    simulator.answerNext('retrieve-payment', { delay: 1200 });
    const answer = queryPayment(url);
    await iyzicoCalled(1);
    server.kill('SIGUSR2');
    while ((await fetch(`${url}/readyz`)).status !== 503) await nextTurn();
    server.kill('SIGTERM');
    expect(await answer).toMatchObject(good);
    expect(await exit).toEqual([1, null]);
  });

  test('as an uncaught exception ends the process with code 1 at once and is logged with its stack', async () => {
    const { server, url, exit, logged, stderr } = await runWith("throw new RangeError('5ecret')");
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    const answer = queryPayment(url).catch(() => 'cut off');
    await iyzicoCalled(1);
    server.kill('SIGUSR2');
    expect(await exit).toEqual([1, null]);
    expect(await answer).toBe('cut off');
    expect(logged('uncaught exception')).toMatchObject([{ level: 50, error: 'RangeError', stack: stackOfBug }]);
    expect(stderr()).not.toContain('5ecret');
  });
});

test.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s ends the process after the query in progress is answered',
  async (signal) => {
    const { server, url, exit } = await run();
    simulator.answerNext('retrieve-payment', { delay: 1200 });
    const answer = queryPayment(url);
    await iyzicoCalled(1);
    server.kill(signal);
    expect(await answer).toMatchObject(good);
    expect(await exit).toEqual([0, null]);
    expect(simulator.calls).toHaveLength(1);
  },
);

describe('SIGTERM', () => {
  test('ends the process within 10 s if iyzico hangs, and the client receives an error', async () => {
    const { server, url, exit } = await run({ IYZICO_TIMEOUT_MS: '60000', OPERATION_TIMEOUT_MS: '60000' });
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    const answer = queryPayment(url);
    await iyzicoCalled(1);
    server.kill('SIGTERM');
    const startedAt = performance.now();
    expect(await answer).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN', retryable: true } }] });
    expect(await exit).toEqual([0, null]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('sent twice ends the process at once, even with a query in progress', async () => {
    const { server, url, exit } = await run();
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    const answer = queryPayment(url).catch(() => 'cut off');
    await iyzicoCalled(1);
    server.kill('SIGTERM');
    // Waits until the process has handled the first signal.
    while ((await fetch(`${url}/readyz`)).status !== 503) await nextTurn();
    server.kill('SIGTERM');
    expect(await exit).toEqual([1, null]);
    expect(await answer).toBe('cut off');
  });

  test('loses no request of a connected client, even if the process is too busy to read it at first', async () => {
    const path = join(folder(), 'busy.mjs');
    const work = 'const end = performance.now() + 20; while (performance.now() < end); setImmediate(work);';
    await writeFile(path, `const work = () => { ${work} }; setImmediate(work);`);
    const { server, url, exit } = await run({}, ['--import', path]);
    const outcomes = Array.from({ length: 60 }, () => outcomeOf(url, new Agent()));
    await iyzicoCalled(1);
    server.kill('SIGTERM');
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['200 SUCCESS']));
    expect(await exit).toEqual([0, null]);
  });

  test('loses no request under load: each is answered or refused by the closed port', async () => {
    const { server, url, exit } = await run();
    const clients = Array.from({ length: 30 }, () => startClient(url));
    while (clients.some(({ outcomes }) => outcomes.length < 5)) await nextTurn();
    server.kill('SIGTERM');
    await Promise.all(clients.map(({ refused }) => refused));
    expect(await exit).toEqual([0, null]);
    for (const { outcomes } of clients) {
      const [last, ...others] = outcomes.reverse();
      expect(last).toBe('ECONNREFUSED');
      expect(new Set(others)).toEqual(new Set(['200 SUCCESS']));
    }
  });
});

interface Client {
  /** The outcomes of its requests so far, in order. */
  readonly outcomes: string[];
  /** Resolves when a request was not answered. */
  readonly refused: Promise<void>;
}

/** Sends one query after the other over a kept connection, until one is not answered. */
function startClient(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const outcomes: string[] = [];
  const sendUntilRefused = async () => {
    for (;;) {
      const outcome = await outcomeOf(url, agent);
      outcomes.push(outcome);
      if (!/^\d{3} /.test(outcome)) return;
    }
  };
  return { outcomes, refused: sendUntilRefused() };
}

async function outcomeOf(url: string, agent: Agent): Promise<string> {
  const sent = request(`${url}/graphql`, { agent, method: 'POST', headers: { 'content-type': 'application/json' } });
  sent.end('{"query": "{ payment(checkoutFormToken: \\"card-1\\") { paymentStatus } }"}');
  try {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    return `${response.statusCode ?? 0} ${/SUCCESS|SHUTTING_DOWN/.exec(answer)?.[0] ?? answer}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
