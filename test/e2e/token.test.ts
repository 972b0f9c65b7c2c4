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

// The command as a developer runs it: from the build, in an empty folder, with only the settings of the test.

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const settings = {
  AUTH_JWT_SECRET: 'canary-secret-of-the-one-developer',
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

/** Runs the command, which must print a token and nothing else. */
async function mintToken(...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(['token', ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  return stdout.trim();
}

describe('a token', () => {
  test('lives 15 minutes and grants nothing by default', async () => {
    const { iat = 0, exp = 0, jti, ...claims } = decodeJwt(await mintToken());
    expect(claims).toEqual({ iss: settings.AUTH_ISSUER, aud: settings.AUTH_AUDIENCE, sub: 'developer' });
    expect(jti).toMatch(/^[0-9a-f-]{36}$/);
    expect(exp - iat).toBe(900);
    expect(Math.abs(iat - fromNow(0))).toBeLessThan(60);
  });

  test('has the requested scope, checkout form and lifetime', async () => {
    const token = await mintToken(
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

  test('names whom it is for, and has an id of its own', async () => {
    const tokens = [await mintToken('--sub', 'backend'), await mintToken('--sub', 'backend')];
    const [first, second] = tokens.map((token) => decodeJwt(token));
    expect([first?.sub, second?.sub]).toEqual(['backend', 'backend']);
    expect(first?.jti).not.toBe(second?.jti);
  });

  test('has several checkout forms as a list', async () => {
    const words = ['card-1', 'card-2'].flatMap((form) => ['--checkout-form-token', form]);
    expect(decodeJwt(await mintToken(...words))).toMatchObject({ checkout_form_token: ['card-1', 'card-2'] });
  });
});

describe('a server with the same settings accepts the token', () => {
  const authentication = readConfig(settings, () => '').authentication;
  const queryFor = (form: string) => ({ query: `{ payment(checkoutFormToken: "${form}") { paymentStatus } }` });

  test.each<[string, string[]]>([
    ['for its scope', ['--scope', 'payment:read']],
    ['for its checkout form', ['--checkout-form-token', 'card-1']],
    [
      'for one of its checkout forms',
      ['--checkout-form-token', 'card-2', '--checkout-form-token', 'card-1', '--ttl', '3600'],
    ],
  ])('%s', async (_, words) => {
    const stack = await startStack({ server: { authentication } });
    const reply = await post(stack, queryFor('card-1'), { authorization: `Bearer ${await mintToken(...words)}` });
    expect([reply.status, reply.data]).toEqual([200, { payment: { paymentStatus: 'SUCCESS' } }]);
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
    await stack.close();
  });

  test("with keys of their own for shoppers' tokens", async () => {
    const environment = { ...settings, AUTH_SHOPPER_JWT_SECRET: 'canary-secret-of-the-storefront-only' };
    const stack = await startStack({ server: { authentication: readConfig(environment, () => '').authentication } });
    for (const words of [
      ['--checkout-form-token', 'card-1'],
      ['--scope', 'payment:read', '--ttl', '86400'],
    ]) {
      const { stdout } = await run(['token', ...words], environment);
      const reply = await post(stack, queryFor('card-1'), { authorization: `Bearer ${stdout.trim()}` });
      expect([reply.status, reply.data]).toEqual([200, { payment: { paymentStatus: 'SUCCESS' } }]);
    }
    await stack.close();
  });

  test('but not for another checkout form', async () => {
    const stack = await startStack({ server: { authentication } });
    const headers = { authorization: `Bearer ${await mintToken('--checkout-form-token', 'card-1')}` };
    const reply = await post(stack, queryFor('card-2'), headers);
    expect(reply.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(stack.calledServices()).toEqual([]);
    await stack.close();
  });

  test('if it is signed with the first of two secrets from .env', async () => {
    const secrets = `${settings.AUTH_JWT_SECRET},canary-secret-that-is-to-be-replaced`;
    await writeFile(join(folder, '.env'), `AUTH_JWT_SECRET="${secrets}"\n`);
    const { AUTH_ISSUER, AUTH_AUDIENCE } = settings;
    const { stdout } = await run(['token', '--scope', 'payment:read'], { AUTH_ISSUER, AUTH_AUDIENCE });
    const stack = await startStack({ server: { authentication } });
    expect((await post(stack, queryFor('card-1'), { authorization: `Bearer ${stdout.trim()}` })).status).toBe(200);
    await stack.close();
  });
});

describe('the command prints an explanation and no token', () => {
  const usage = /^Usage:\n {2}iyzico-graphql \[start\]\n {2}iyzico-graphql token \[--scope /;
  const missing = /^Minting a token needs AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE\.\n$/;

  test.each<[string, string[], Readonly<Record<string, string>>, RegExp]>([
    ['for an unknown argument', ['token', 'payment:read'], settings, usage],
    ['for an unknown command', ['tokens'], settings, usage],
    ['for an empty checkout form', ['token', '--checkout-form-token', ''], settings, usage],
    ['for an invalid lifetime', ['token', '--ttl', 'soon'], settings, usage],
    ['without settings', ['token'], {}, missing],
    ['if authentication is off', ['token'], { AUTH: 'none' }, missing],
    [
      'if authentication uses a key set',
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
      'with a short secret',
      ['token'],
      { ...settings, AUTH_JWT_SECRET: 'canary-secret' },
      /AUTH_JWT_SECRET must be of 32 bytes or more\n$/,
    ],
    [
      'for scopes that no field needs',
      ['token', '--scope', 'payments:read payment:read admin'],
      settings,
      /^There is no such scope: payments:read admin. Known: payment:read settlement:read member:read session:manage\n$/,
    ],
    [
      "if a system's token would live too long",
      ['token', '--scope', 'payment:read', '--ttl', '86401'],
      settings,
      /^A system's token lives 86400 seconds at most \(AUTH_SYSTEM_MAX_TTL\)\.\n$/,
    ],
    [
      'if the server would refuse the token for its size',
      ['token', '--sub', 'x'.repeat(4096)],
      settings,
      /^A token has 4096 bytes at most\.\n$/,
    ],
    [
      'for a scope and a checkout form, if shoppers have keys of their own',
      ['token', '--checkout-form-token', 'card-1', '--scope', 'payment:read'],
      { ...settings, AUTH_SHOPPER_JWT_SECRET: 'canary-secret-of-the-storefront-only' },
      /^With separate keys for shoppers, a token has either a scope or checkout forms\.\n$/,
    ],
    [
      "for a shopper if only the shoppers' keys are a key set",
      ['token', '--checkout-form-token', 'card-1'],
      { ...settings, AUTH_SHOPPER_JWKS_URL: 'https://issuer.example/keys' },
      /^Minting a shopper's token needs AUTH_SHOPPER_JWT_SECRET\.\n$/,
    ],
    [
      "if a shopper's token would live too long",
      ['token', '--checkout-form-token', 'card-1', '--ttl', '61'],
      { ...settings, AUTH_MAX_TTL: '60' },
      /^A shopper's token lives 60 seconds at most \(AUTH_MAX_TTL\)\.\n$/,
    ],
  ])('%s', async (_, words, environment, message) => {
    const { exitCode, stdout, stderr } = await run(words, environment);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('canary-secret');
  });
});
