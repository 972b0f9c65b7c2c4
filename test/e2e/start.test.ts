import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { queryPayment, readUntil, startedProcesses, urlIn, type StartedProcess } from '../harness/started-process.js';

// The process as a new user starts it: from the build, in an empty folder, with only the settings of the test.

const { readBanner, folder, start } = startedProcesses();

interface Failure {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function failureOf(server: StartedProcess): Promise<Failure> {
  const [stdout, stderr, [exitCode]] = await Promise.all([
    readUntil(server.stdout),
    readUntil(server.stderr),
    once(server, 'exit') as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}

async function runCommand(command: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  return JSON.parse(stdout);
}

describe('without settings', () => {
  test('the server serves simulated payments and shows how to query one', async () => {
    const text = await readBanner(start(), 'curl');
    const url = urlIn(text);
    expect(text.split('\n').slice(0, 2)).toEqual([
      `GraphQL   ${url}/graphql`,
      `Explorer  ${url}/graphql (open it in a browser)`,
    ]);
    expect(text).toMatch(/^iyzico {4}http:\/\/127\.0\.0\.1:\d+ \(the built-in SIMULATOR: made-up payments\..*\)$/m);
    expect(await runCommand(text.slice(text.indexOf('curl ')))).toMatchObject({
      data: {
        payment: { id: '24259238', session: { lastPaymentCard: { lastFourDigits: expect.any(String) as string } } },
      },
    });
    const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    expect([page.status, (await page.text()).includes('<html')]).toEqual([200, true]);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends the server with code 0', async (signal) => {
    const server = start();
    await readBanner(server, 'curl');
    server.kill(signal);
    expect(await once(server, 'exit')).toEqual([0, null]);
  });
});

describe('the server does not start', () => {
  test('in production without keys', async () => {
    const { exitCode, stdout, stderr } = await failureOf(start({ NODE_ENV: 'production' }));
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/IYZICO_API_KEY and IYZICO_SECRET_KEY must be set .*IYZICO_SIMULATOR=on/);
  });

  test('with keys for an iyzico on this machine and nothing said about authentication', async () => {
    const keys = { IYZICO_API_KEY: 'key', IYZICO_SECRET_KEY: '5ecret', IYZICO_BASE_URL: 'http://127.0.0.1:4010' };
    const { exitCode, stdout, stderr } = await failureOf(start(keys));
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/AUTH_JWKS_URL or AUTH_JWT_SECRET, .* must be set .*\(or AUTH=none, for development\)\n$/);
  });

  test('with an empty secret beside keys, in .env or in the environment', async () => {
    const keys = { IYZICO_API_KEY: 'key', IYZICO_SECRET_KEY: '5ecret', AUTH: 'none' };
    const message = /\n {2}- AUTH_JWT_SECRET is empty: set it, or remove it\n$/;
    expect((await failureOf(start({ ...keys, AUTH_JWT_SECRET: '' }))).stderr).toMatch(message);
    await writeFile(join(folder(), '.env'), 'AUTH_JWT_SECRET=\n');
    expect((await failureOf(start(keys))).stderr).toMatch(message);
  });

  test("with keys while Node's check of certificates is off", async () => {
    const keys = { IYZICO_API_KEY: 'key', IYZICO_SECRET_KEY: '5ecret', AUTH: 'none' };
    const { exitCode, stderr } = await failureOf(start({ ...keys, NODE_TLS_REJECT_UNAUTHORIZED: '0' }));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('  - NODE_TLS_REJECT_UNAUTHORIZED=0 ');
  });

  test('with mistakes in its settings, and lists them without values', async () => {
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

  test('on a port in use', async () => {
    const { port } = new URL(urlIn(await readBanner(start(), 'curl')));
    const { exitCode, stdout, stderr } = await failureOf(start({ PORT: port }));
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^The port is taken: set PORT to a free one\.\n$/m);
  });

  test('on an address of another machine', async () => {
    const { exitCode, stdout, stderr } = await failureOf(start({ HOST: '192.0.2.1' }));
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^HOST is no address of this machine\.\n$/m);
  });
});

test('IYZICO_SIMULATOR=on works in production, without the explorer', async () => {
  const text = await readBanner(start({ NODE_ENV: 'production', IYZICO_SIMULATOR: 'on' }), 'curl');
  expect(text).toContain('SIMULATOR');
  expect(text).not.toContain('Explorer');
  expect(await queryPayment(urlIn(text))).toMatchObject({ data: { payment: { paymentStatus: 'SUCCESS' } } });
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
    AUTH: 'none',
  });
  const callsWithLocale = () =>
    simulator.calls.map(({ service, body }) => [service, /"locale":"(..)"/.exec(body)?.[1]]);

  test('the server calls the configured iyzico and shows no curl command', async () => {
    const text = await readBanner(start(settings()), 'iyzico');
    expect(text).toContain(`iyzico    ${simulator.url} (on this machine; it may pass calls on to the live iyzico)\n`);
    expect(text).not.toMatch(/curl|5ecret/);
    expect(await queryPayment(urlIn(text))).toMatchObject({ data: { payment: { paymentStatus: 'SUCCESS' } } });
    expect(callsWithLocale()).toEqual([['retrieve-payment', 'tr']]);
  });

  test('and AUTH=none, the server warns in its banner and its log at every start, and answers this machine only', async () => {
    const server = start(settings());
    const warned = readUntil(server.stderr, /AUTH=none: .*\n/);
    const text = await readBanner(server, 'iyzico');
    expect(text).toMatch(/^Callers {3}WARNING: AUTH=none\. Any program on this machine /m);
    expect(JSON.parse((await warned).split('\n').find((line) => line.includes('AUTH=none')) ?? '')).toMatchObject({
      level: 40,
    });
    for (const [header, status] of [
      ['accept', 200],
      ['via', 403],
      ['x-forwarded-for', 403],
    ] as const) {
      const response = await fetch(`${urlIn(text)}/healthz`, { headers: { [header]: '*/*' } });
      expect([header, response.status]).toEqual([header, status]);
    }
  });

  test('the server reads .env, and the environment overrides it', async () => {
    const lines = Object.entries({ ...settings(), PORT: 'nonsense', IYZICO_LOCALE: 'en', EXPLORER: 'off' });
    await writeFile(join(folder(), '.env'), lines.map(([name, value]) => `${name}="${value}"\n`).join(''));
    const text = await readBanner(start({ EXPLORER: 'sandbox', IYZICO_SECRET_KEY: '' }), 'iyzico');
    expect(text).toContain('Explorer');
    expect(await queryPayment(urlIn(text))).toMatchObject({ data: { payment: { paymentStatus: 'SUCCESS' } } });
    expect(callsWithLocale()).toEqual([['retrieve-payment', 'en']]);
  });

  test('the server enforces signatures and timeouts', async () => {
    const more = { IYZICO_SIGNATURE: 'enforce', IYZICO_TIMEOUT_MS: '100' };
    const url = urlIn(await readBanner(start({ ...settings(), ...more }), 'iyzico'));
    simulator.answerNext('retrieve-payment', { edit: (text) => text.replace('"TRY"', '"USD"') });
    expect(await queryPayment(url)).toMatchObject({ errors: [{ extensions: { code: 'SIGNATURE_MISMATCH' } }] });
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    simulator.answerNext('retrieve-payment', { fault: 'hang' });
    expect(await queryPayment(url)).toMatchObject({ errors: [{ extensions: { code: 'IYZICO_TIMEOUT' } }] });
  });

  test('the server logs refused keys in a line of JSON that does not contain them', async () => {
    const server = start({ ...settings(), IYZICO_SECRET_KEY: '5ecret-of-another' });
    const logged = readUntil(server.stderr, /"operation failed".*\n/);
    const answer = await queryPayment(urlIn(await readBanner(server, 'iyzico')));
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
