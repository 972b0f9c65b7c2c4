import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { readConfig } from '../../src/config/index.js';
import { post } from '../harness/http-exchange.js';
import { startStack } from '../harness/stack.js';
import { fromNow } from '../harness/tokens.js';

// The command as a developer types it: what was built, in a folder of its own, with no settings but the test's.

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const settings = {
  AUTH_JWT_SECRET: 'canary-secret-of-the-one-who-types',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'iyzico-graphql',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'token-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = settings,
): Promise<Outcome> {
  const child = spawn(process.execPath, [main, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}

/** The token that a command prints, and nothing else. */
async function tokenOf(...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(['token', ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  return stdout.trim();
}

describe('a token', () => {
  test('is for a quarter of an hour and for nothing in particular, unless it is told otherwise', async () => {
    const { iat = 0, exp = 0, ...claims } = decodeJwt(await tokenOf());
    expect(claims).toEqual({ iss: settings.AUTH_ISSUER, aud: settings.AUTH_AUDIENCE });
    expect(exp - iat).toBe(900);
    expect(Math.abs(iat - fromNow(0))).toBeLessThan(60);
  });

  test('bears what was asked for', async () => {
    const token = await tokenOf(
      '--scope',
      'payment:read member:read',
      '--checkout-form-token',
      'card-1',
      '--ttl',
      '60',
    );
    const { iat = 0, exp = 0, ...claims } = decodeJwt(token);
    expect(claims).toMatchObject({ scope: 'payment:read member:read', checkout_form_token: 'card-1' });
    expect(exp - iat).toBe(60);
  });

  test('bears several checkout forms as a list', async () => {
    const words = ['card-1', 'card-2'].flatMap((form) => ['--checkout-form-token', form]);
    expect(decodeJwt(await tokenOf(...words))).toMatchObject({ checkout_form_token: ['card-1', 'card-2'] });
  });
});

describe('a server with the same settings is opened', () => {
  const authentication = readConfig(settings, () => '').authentication;
  const ask = (form: string) => ({ query: `{ payment(checkoutFormToken: "${form}") { paymentStatus } }` });

  test.each<[string, string[]]>([
    ['by its scope', ['--scope', 'payment:read']],
    ['by its checkout form', ['--checkout-form-token', 'card-1']],
    [
      'by one of its checkout forms',
      ['--checkout-form-token', 'card-2', '--checkout-form-token', 'card-1', '--ttl', '3600'],
    ],
  ])('%s', async (_, words) => {
    const stack = await startStack({ server: { authentication } });
    const reply = await post(stack, ask('card-1'), { authorization: `Bearer ${await tokenOf(...words)}` });
    expect([reply.status, reply.data]).toEqual([200, { payment: { paymentStatus: 'SUCCESS' } }]);
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
    await stack.close();
  });

  test('no further than it was made for', async () => {
    const stack = await startStack({ server: { authentication } });
    const headers = { authorization: `Bearer ${await tokenOf('--checkout-form-token', 'card-1')}` };
    const reply = await post(stack, ask('card-2'), headers);
    expect(reply.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(stack.calledServices()).toEqual([]);
    await stack.close();
  });

  test('by the first of two secrets, and by one from .env', async () => {
    const secrets = `${settings.AUTH_JWT_SECRET},canary-secret-that-is-to-be-replaced`;
    await writeFile(join(folder, '.env'), `AUTH_JWT_SECRET="${secrets}"\n`);
    const { AUTH_ISSUER, AUTH_AUDIENCE } = settings;
    const { stdout } = await run(['token', '--scope', 'payment:read'], { AUTH_ISSUER, AUTH_AUDIENCE });
    const stack = await startStack({ server: { authentication } });
    expect((await post(stack, ask('card-1'), { authorization: `Bearer ${stdout.trim()}` })).status).toBe(200);
    await stack.close();
  });
});

describe('no token is printed, and why is told,', () => {
  const usage = /^Usage:\n {2}iyzico-graphql \[start\]\n {2}iyzico-graphql token \[--scope /;
  const missing = /^Minting a token needs AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE\.\n$/;

  test.each<[string, string[], Readonly<Record<string, string>>, RegExp]>([
    ['for a word that means nothing', ['token', 'payment:read'], settings, usage],
    ['for a command that is none', ['tokens'], settings, usage],
    ['for an empty checkout form', ['token', '--checkout-form-token', ''], settings, usage],
    ['for a time that is none', ['token', '--ttl', 'soon'], settings, usage],
    ['without settings', ['token'], {}, missing],
    ['where authentication is off', ['token'], { AUTH: 'none' }, missing],
    [
      'where a key set is asked, whose private keys are elsewhere',
      ['token'],
      { ...settings, AUTH_JWT_SECRET: '', AUTH_JWKS_URL: 'https://issuer.example/keys' },
      missing,
    ],
    [
      'without an issuer',
      ['token'],
      { ...settings, AUTH_ISSUER: '' },
      /^The settings have mistakes:\n {2}- AUTH_ISSUER must be set\n$/,
    ],
    [
      'with a secret too short',
      ['token'],
      { ...settings, AUTH_JWT_SECRET: 'canary-secret' },
      /AUTH_JWT_SECRET must be of 32 bytes or more\n$/,
    ],
    [
      'where a shopper would be let in for longer than they may',
      ['token', '--checkout-form-token', 'card-1', '--ttl', '61'],
      { ...settings, AUTH_MAX_TTL: '60' },
      /^A shopper's token lives 60 seconds at most \(AUTH_MAX_TTL\)\.\n$/,
    ],
  ])('%s', async (_, words, environment, told) => {
    const { exitCode, stdout, stderr } = await run(words, environment);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(told);
    expect(stderr).not.toContain('canary-secret');
  });
});
