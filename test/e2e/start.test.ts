import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { ask, heard, startedProcesses, urlIn, type StartedProcess } from '../harness/started-process.js';

// The process as a newcomer starts it: what was built, in a folder of its own, with no settings but the test's.

const { bannerOf, folder, start } = startedProcesses();

interface Failure {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function failureOf(server: StartedProcess): Promise<Failure> {
  const [stdout, stderr, [exitCode]] = await Promise.all([
    heard(server.stdout),
    heard(server.stderr),
    once(server, 'exit') as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}

async function paste(command: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  return JSON.parse(stdout);
}

describe('with no settings', () => {
  test('it serves payments that are made up, and tells how to ask for one', async () => {
    const text = await bannerOf(start(), 'curl');
    const url = urlIn(text);
    expect(text.split('\n').slice(0, 2)).toEqual([
      `GraphQL   ${url}/graphql`,
      `Explorer  ${url}/graphql (open it in a browser)`,
    ]);
    expect(text).toMatch(/^iyzico {4}http:\/\/127\.0\.0\.1:\d+ \(the built-in SIMULATOR: made-up payments\..*\)$/m);
    expect(await paste(text.slice(text.indexOf('curl ')))).toMatchObject({
      data: {
        payment: { id: '24259238', session: { lastPaymentCard: { lastFourDigits: expect.any(String) as string } } },
      },
    });
    const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    expect([page.status, (await page.text()).includes('<html')]).toEqual([200, true]);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it well', async (signal) => {
    const server = start();
    await bannerOf(server, 'curl');
    server.kill(signal);
    expect(await once(server, 'exit')).toEqual([0, null]);
  });
});

describe('it does not start', () => {
  test('in production without keys', async () => {
    const { exitCode, stdout, stderr } = await failureOf(start({ NODE_ENV: 'production' }));
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/IYZICO_API_KEY and IYZICO_SECRET_KEY must be set .*IYZICO_SIMULATOR=on/);
  });

  test('with mistakes in its settings, and tells them all and no value', async () => {
    const wrong = { PORT: '5ecret', IYZICO_LOCALE: '5ecret', IYZICO_API_KEY: '5ecret', AUTH: 'none' };
    expect(await failureOf(start(wrong))).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: [
        'The settings have mistakes:',
        '  - IYZICO_SECRET_KEY must be set',
        '  - PORT must be a whole number from 0 to 65535',
        '  - IYZICO_LOCALE must be one of: tr, en',
        '',
      ].join('\n'),
    });
  });

  test('on a port that is taken', async () => {
    const { port } = new URL(urlIn(await bannerOf(start(), 'curl')));
    expect(await failureOf(start({ PORT: port }))).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'The port is taken: set PORT to a free one.\n',
    });
  });

  test('on an address that is not its own', async () => {
    const { exitCode, stdout, stderr } = await failureOf(start({ HOST: '192.0.2.1' }));
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toBe('HOST is no address of this machine.\n');
  });
});

test('a simulator that is asked for outright serves in production, without explorer or schema', async () => {
  const text = await bannerOf(start({ NODE_ENV: 'production', IYZICO_SIMULATOR: 'on' }), 'curl');
  expect(text).toContain('SIMULATOR');
  expect(text).not.toContain('Explorer');
  expect(await ask(urlIn(text))).toMatchObject({ data: { payment: { paymentStatus: 'SUCCESS' } } });
});

describe('with keys', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator({ apiKey: 'key', secretKey: '5ecret' });
  });
  afterEach(() => simulator.close());

  const settings = () => ({
    IYZICO_BASE_URL: simulator.url,
    IYZICO_API_KEY: simulator.apiKey,
    IYZICO_SECRET_KEY: simulator.secretKey,
  });
  const asked = () => simulator.calls.map(({ service, body }) => [service, /"locale":"(..)"/.exec(body)?.[1]]);

  test('it asks the iyzico that they are for, and knows no payment to ask about', async () => {
    const text = await bannerOf(start(settings()), 'iyzico');
    expect(text).toContain(`iyzico    ${simulator.url} (on this machine)\n`);
    expect(text).not.toMatch(/curl|5ecret/);
    expect(await ask(urlIn(text))).toMatchObject({ data: { payment: { paymentStatus: 'SUCCESS' } } });
    expect(asked()).toEqual([['retrieve-payment', 'tr']]);
  });

  test('it reads them from .env, and goes by the environment where that says otherwise', async () => {
    const lines = Object.entries({ ...settings(), PORT: 'nonsense', IYZICO_LOCALE: 'en', EXPLORER: 'off' });
    await writeFile(join(folder(), '.env'), lines.map(([name, value]) => `${name}="${value}"\n`).join(''));
    const text = await bannerOf(start({ EXPLORER: 'sandbox', IYZICO_SECRET_KEY: '' }), 'iyzico');
    expect(text).toContain('Explorer');
    expect(await ask(urlIn(text))).toMatchObject({ data: { payment: { paymentStatus: 'SUCCESS' } } });
    expect(asked()).toEqual([['retrieve-payment', 'en']]);
  });

  test('it holds iyzico to its signature, and to its time', async () => {
    const more = { IYZICO_SIGNATURE: 'enforce', IYZICO_TIMEOUT_MS: '100' };
    const url = urlIn(await bannerOf(start({ ...settings(), ...more }), 'iyzico'));
    simulator.answerNext('retrieve-payment', { edit: (text) => text.replace('"TRY"', '"USD"') });
    expect(await ask(url)).toMatchObject({ errors: [{ extensions: { code: 'SIGNATURE_MISMATCH' } }] });
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    expect(await ask(url)).toMatchObject({ errors: [{ extensions: { code: 'IYZICO_TIMEOUT' } }] });
  });

  test('it logs that they are refused, in a line of JSON without them', async () => {
    const server = start({ ...settings(), IYZICO_SECRET_KEY: '5ecret-of-another' });
    const logged = heard(server.stderr, /"operation failed".*\n/);
    const answer = await ask(urlIn(await bannerOf(server, 'iyzico')));
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'IYZICO_MISCONFIGURED' } }] });
    const failed = (await logged).split('\n').find((line) => line.includes('"operation failed"')) ?? '';
    expect(JSON.parse(failed)).toMatchObject({
      level: 50,
      msg: 'operation failed',
      code: 'IYZICO_MISCONFIGURED',
      service: 'retrieve-payment',
      iyzicoCode: '1000',
    });
    expect(await logged).not.toContain('5ecret');
  });
});
