import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describeWithCommand } from '../harness/required-command.js';
import { readSeries } from '../harness/metric-series.js';
import { builtFile, readUntil, startedProcesses, urlIn } from '../harness/started-process.js';

// The log and the banner of a process whose outputs cannot be written, and those of one that people read.

const { observe, run } = startedProcesses();
const command = [process.execPath, builtFile('main.js')];
// Enough queries are allowed to fill what keeps lines for a reader that hangs.
const metricsOn = { METRICS_PORT: '0', RATE_LIMIT: '100000' };

function outputOf(stream: Readable | null): Readable {
  if (stream === null) throw new Error('This output is no pipe.');
  return stream;
}

interface Running {
  readonly server: ChildProcess;
  readonly url: string;
  readonly metricsUrl: string;
}

async function running(server: ChildProcess): Promise<Running> {
  const banner = await readUntil(outputOf(server.stdout), /^Metrics .*\n/m);
  return { server, url: urlIn(banner), metricsUrl: /^Metrics +(.*)$/m.exec(banner)?.[1] ?? '' };
}

async function droppedLines({ metricsUrl }: Running): Promise<number> {
  const series = readSeries(await (await fetch(metricsUrl)).text());
  return series.find(({ name }) => name === 'iyzico_graphql_log_lines_dropped_total')?.value ?? NaN;
}

const name = 'a'.repeat(64);
/** Sends a query that leaves a long line in the log. */
async function query({ url }: Pick<Running, 'url'>): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-request-id': name };
  const body = JSON.stringify({ query: `query ${name} { __typename }` });
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toMatchObject([200, { data: { __typename: 'Query' } }]);
}
const queries = (server: Running, count: number) => Promise.all(Array.from({ length: count }, () => query(server)));

/** Expects that the process answers although it lost lines, and that SIGTERM ends it. */
async function expectServiceWithoutLog(server: Running): Promise<void> {
  while ((await droppedLines(server)) === 0) await queries(server, 50);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  const exit = once(server.server, 'exit');
  server.server.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
}

describe('a process answers and shuts down although its log', () => {
  test('is on a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    const server = run(command, ['ignore', 'pipe', full], metricsOn);
    closeSync(full);
    await expectServiceWithoutLog(await running(server));
  });

  test('goes to a reader that is gone', async () => {
    const server = run(command, ['ignore', 'pipe', 'pipe'], metricsOn);
    const started = await running(server);
    server.stderr?.destroy();
    await expectServiceWithoutLog(started);
  });

  test('goes to a reader that hangs', async () => {
    await expectServiceWithoutLog(await running(run(command, ['ignore', 'pipe', 'pipe'], metricsOn)));
  });
});

describeWithCommand('unshare', '--version')('a process whose log fills a small disk', () => {
  test('continues its log when there is room again', async () => {
    const script =
      'mount -t tmpfs -o size=64k tmpfs /mnt && head -c 60k /dev/zero > /mnt/other && exec "$@" 2>/mnt/log';
    const inOwnMounts = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh'];
    const server = await running(run([...inOwnMounts, ...command], ['ignore', 'pipe', 'inherit'], metricsOn));
    while ((await droppedLines(server)) === 0) await queries(server, 10);
    const disk = `/proc/${server.server.pid ?? 0}/root/mnt`;
    await once(spawn('rm', [`${disk}/other`]), 'exit');
    const lost = await droppedLines(server);
    await queries(server, 3);
    expect(await droppedLines(server)).toBe(lost);
    const log = await text(spawn('cat', [`${disk}/log`]).stdout);
    const lines = log
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { msg: string });
    expect(lines.slice(-3).map(({ msg }) => msg)).toEqual(Array.from({ length: 3 }, () => 'operation answered'));
  });
});

test('a process whose banner cannot be written starts, and its log says where it listens', async () => {
  const full = openSync('/dev/full', 'w');
  const server = run(command, ['ignore', full, 'pipe']);
  closeSync(full);
  const log = await readUntil(outputOf(server.stderr), /"msg":"ready"/);
  const url = /"url":"([^"]*)"/.exec(log)?.[1] ?? '';
  await query({ url });
  const exit = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});

test('a process loses no line to a slow reader, and waits for it at its end', async () => {
  const server = run(command, ['ignore', 'pipe', 'pipe'], metricsOn);
  const started = await running(server);
  for (let i = 0; i < 8; i++) await queries(started, 50);
  expect(await droppedLines(started)).toBe(0);
  server.kill('SIGTERM');
  while (await fetch(`${started.url}/healthz`).then(Boolean, () => false));
  const log = await text(outputOf(server.stderr));
  const events = log
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(events.filter((event) => event === 'operation answered')).toHaveLength(400);
  expect(events.at(-1)).toBe('stopped');
});

describe('the log of a process', () => {
  const eventsOf = (log: string) =>
    log
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as object);
  const version = expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown;

  test('has its start, its readiness and its end, with the version', async () => {
    const server = observe(metricsOn);
    const url = await server.url();
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok', version });
    const shown = /^iyzico_graphql_build_info\{version="(.*)"\} 1$/m;
    expect(shown.exec(await (await fetch(await server.metricsUrl())).text())?.[1]).toEqual(version);
    server.send('SIGTERM');
    expect(await server.exit).toBe(0);
    expect(eventsOf(server.logged())).toMatchObject([
      { level: 30, msg: 'starting', version },
      { level: 30, msg: 'ready', version, url, account: 'simulator', callers: 'anybody', redis: false },
      { level: 30, msg: 'stopping', reason: 'SIGTERM' },
      { level: 30, msg: 'stopped', reason: 'SIGTERM', drained: true, milliseconds: expect.any(Number) as unknown },
    ]);
  });

  test('warns of an unknown setting and of the simulator in production, and so does a metric; LOG_LEVEL=warn leaves other lines out', async () => {
    const production = { NODE_ENV: 'production', IYZICO_SIMULATOR: 'on', LOG_LEVEL: 'warn', IYZICO_LOCAL: '5ecret' };
    const server = observe({ ...metricsOn, ...production });
    await server.banner;
    const metrics = readSeries(await (await fetch(await server.metricsUrl())).text());
    const simulated = { name: 'iyzico_graphql_simulator_in_production', labels: {}, value: 1 };
    expect(metrics).toContainEqual(simulated);
    await query({ url: await server.url() });
    server.send('SIGTERM');
    expect(await server.exit).toBe(0);
    expect(server.logged()).not.toContain('5ecret');
    expect(eventsOf(server.logged())).toMatchObject([
      { level: 40, msg: 'unknown setting', setting: 'IYZICO_LOCAL', nearest: 'IYZICO_LOCALE' },
      { level: 40, msg: 'IYZICO_SIMULATOR=on in production: all payments are made up' },
    ]);
  });
});

describeWithCommand('script', '--version')('a process on a terminal', () => {
  test('writes lines for people', async () => {
    const server = run(['script', '-qfec', command.join(' '), '/dev/null'], ['ignore', 'pipe', 'pipe']);
    const shown = readUntil(outputOf(server.stdout), /operation answered.*\r\n/);
    const url = urlIn(await readUntil(outputOf(server.stdout), /^Callers .*\r\n/m));
    await query({ url });
    const lines = (await shown).split('\r\n').filter((line) => /^\d\d:/.test(line));
    expect(lines).toContainEqual(expect.stringMatching(/^[\d:.]{12} INFO  ready {2}version=\d.* account=simulator /));
    expect(lines.at(-1)).toContain(`operation answered  requestId=${name}  operationName=${name}  `);
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
  });
});
