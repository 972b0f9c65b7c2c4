import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn, setTimeout as passed } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { ask, startedProcesses, urlIn, type StartedProcess } from '../harness/started-process.js';

// How a started process bears load, pauses and bugs, and how it ends.

const { bannerOf, folder, start } = startedProcesses();

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const account = () => ({
  IYZICO_BASE_URL: simulator.url,
  IYZICO_API_KEY: simulator.apiKey,
  IYZICO_SECRET_KEY: simulator.secretKey,
});
const good = { data: { payment: { paymentStatus: 'SUCCESS' } } };

interface Running {
  readonly server: StartedProcess;
  readonly url: string;
  /** Its exit code and signal, once it has ended. */
  readonly exit: Promise<unknown[]>;
  /** All that it wrote to standard error so far. */
  readonly said: () => string;
  /** The lines of its log that tell of one event. */
  readonly logged: (event: string) => Record<string, unknown>[];
}

async function run(settings = {}, nodeOptions: readonly string[] = []): Promise<Running> {
  const server = start({ ...account(), ...settings }, nodeOptions);
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  return {
    server,
    exit: once(server, 'close'),
    url: urlIn(await bannerOf(server, 'iyzico')),
    said: () => log,
    logged: (event) =>
      log
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ msg }) => msg === event),
  };
}

/** Resolves when iyzico was called so often: no event tells of it. */
async function iyzicoCalled(times: number): Promise<void> {
  while (simulator.calls.length < times) await nextTurn();
}

describe('load', () => {
  test('of 300 queries at once, the first that a process ever sees, is not shed', async () => {
    const { url, logged } = await run();
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask(url)));
    // A machine that has no time for them may cut some off for their slowness; none is refused for its own.
    expect(answers.filter((answer) => JSON.stringify(answer).includes('OVERLOADED'))).toEqual([]);
    expect(answers).toContainEqual(expect.objectContaining(good));
    expect(logged('load shedding started')).toEqual([]);
    expect(simulator.calls.length).toBeGreaterThanOrEqual(1);
  });

  test('is not shed after the process was paused', async () => {
    const { server, url, logged } = await run();
    expect(await ask(url)).toMatchObject(good);
    server.kill('SIGSTOP');
    const answer = ask(url);
    await passed(1500);
    server.kill('SIGCONT');
    expect(await answer).toMatchObject(good);
    expect(await ask(url)).toMatchObject(good);
    expect(logged('load shedding started')).toEqual([]);
    expect(simulator.calls).toHaveLength(3);
  });
});

test('a process is ready where there is no iyzico any more', async () => {
  const { url } = await run();
  await simulator.close();
  expect(await ask(url)).toMatchObject({ errors: [{ extensions: { code: 'IYZICO_UNAVAILABLE' } }] });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(simulator.calls).toEqual([]);
});

describe('a bug that got away', () => {
  /** Starts a process with a bug beside the server: on SIGUSR2 it does that, quoting what it should not. */
  async function runWith(bug: string): Promise<Running> {
    const path = join(folder(), 'bug.mjs');
    await writeFile(path, `process.on('SIGUSR2', () => { ${bug} });`);
    return run({}, ['--import', path]);
  }

  const bugsPlace = expect.arrayContaining([expect.stringContaining('bug.mjs')]) as unknown;

  test('as a rejected promise ends the process with 1, when the query that is under way is answered', async () => {
    const { server, url, exit, logged, said } = await runWith("Promise.reject(new TypeError('5ecret'))");
    simulator.answerNext('retrieve-payment', { delay: 1200 });
    const answer = ask(url);
    await iyzicoCalled(1);
    server.kill('SIGUSR2');
    expect(await answer).toMatchObject(good);
    expect(await exit).toEqual([1, null]);
    expect(logged('unhandled rejection')).toMatchObject([{ level: 50, error: 'TypeError', stack: bugsPlace }]);
    expect(said()).not.toContain('5ecret');
    expect(simulator.calls).toHaveLength(1);
  });

  test('does not keep the first signal from being borne in good order', async () => {
    const { server, url, exit } = await runWith("Promise.reject(new TypeError('5ecret'))");
    simulator.answerNext('retrieve-payment', { delay: 1200 });
    const answer = ask(url);
    await iyzicoCalled(1);
    server.kill('SIGUSR2');
    while ((await fetch(`${url}/readyz`)).status !== 503) await nextTurn();
    server.kill('SIGTERM');
    expect(await answer).toMatchObject(good);
    expect(await exit).toEqual([1, null]);
  });

  test('as an exception that nobody caught ends it with 1 at once, and is told by its place', async () => {
    const { server, url, exit, logged, said } = await runWith("throw new RangeError('5ecret')");
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    const answer = ask(url).catch(() => 'cut off');
    await iyzicoCalled(1);
    server.kill('SIGUSR2');
    expect(await exit).toEqual([1, null]);
    expect(await answer).toBe('cut off');
    expect(logged('uncaught exception')).toMatchObject([{ level: 50, error: 'RangeError', stack: bugsPlace }]);
    expect(said()).not.toContain('5ecret');
  });
});

describe('SIGTERM', () => {
  test('ends the process when the query that is under way is answered', async () => {
    const { server, url, exit } = await run();
    simulator.answerNext('retrieve-payment', { delay: 1200 });
    const answer = ask(url);
    await iyzicoCalled(1);
    server.kill('SIGTERM');
    expect(await answer).toMatchObject(good);
    expect(await exit).toEqual([0, null]);
    expect(simulator.calls).toHaveLength(1);
  });

  test('ends it within 10 s where iyzico hangs, and whoever waits is told', async () => {
    const { server, url, exit } = await run({ IYZICO_TIMEOUT_MS: '60000', OPERATION_TIMEOUT_MS: '60000' });
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    const answer = ask(url);
    await iyzicoCalled(1);
    server.kill('SIGTERM');
    const askedAt = performance.now();
    expect(await answer).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN', retryable: true } }] });
    expect(await exit).toEqual([0, null]);
    expect(performance.now() - askedAt).toBeLessThan(10_000);
  });

  test('twice ends it at once, whatever is under way', async () => {
    const { server, url, exit } = await run();
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    const answer = ask(url).catch(() => 'cut off');
    await iyzicoCalled(1);
    server.kill('SIGTERM');
    // Only once the first one was heard is there a second.
    while ((await fetch(`${url}/readyz`)).status !== 503) await nextTurn();
    server.kill('SIGTERM');
    expect(await exit).toEqual([1, null]);
    expect(await answer).toBe('cut off');
  });

  test('loses no request of a client that was connected before, though the process had no time for it yet', async () => {
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

  test('under load loses no request: each is answered, or finds the port closed', async () => {
    const { server, url, exit } = await run();
    const clients = Array.from({ length: 30 }, () => startClient(url));
    while (clients.some(({ outcomes }) => outcomes.length < 5)) await nextTurn();
    server.kill('SIGTERM');
    await Promise.all(clients.map(({ over }) => over));
    expect(await exit).toEqual([0, null]);
    for (const { outcomes } of clients) {
      const [last, ...others] = outcomes.reverse();
      expect(last).toBe('ECONNREFUSED');
      expect(new Set(others)).toEqual(new Set(['200 SUCCESS']));
    }
  });
});

interface Client {
  /** What came of its requests so far, in their order. */
  readonly outcomes: string[];
  /** Resolves when it was not answered. */
  readonly over: Promise<void>;
}

/** Asks over one connection as long as that is kept, and again as soon as it is answered. */
function startClient(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const outcomes: string[] = [];
  const askOn = async () => {
    for (;;) {
      const outcome = await outcomeOf(url, agent);
      outcomes.push(outcome);
      if (!/^\d{3} /.test(outcome)) return;
    }
  };
  return { outcomes, over: askOn() };
}

async function outcomeOf(url: string, agent: Agent): Promise<string> {
  const asked = request(`${url}/graphql`, { agent, method: 'POST', headers: { 'content-type': 'application/json' } });
  asked.end('{"query": "{ payment(checkoutFormToken: \\"card-1\\") { paymentStatus } }"}');
  try {
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const answer = await text(response);
    return `${response.statusCode ?? 0} ${/SUCCESS|SHUTTING_DOWN/.exec(answer)?.[0] ?? answer}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
