import fc from 'fast-check';
import { completedBy, readConfig as readAll, type Config } from '../../src/config/config.js';
import { ConfigurationError, type Environment } from '../../src/config/setting-reader.js';
import { anyText, anyUrl } from '../harness/any-text.js';

/** Without authentication, which has its own test file. */
function readConfig(environment: Environment): Config {
  return readAll({ AUTH: 'none', ...environment }, () => '');
}

const keys = { IYZICO_API_KEY: 'sandbox-key', IYZICO_SECRET_KEY: 'secret' };

/** The mistakes in an environment, one sentence each. Empty if there are none. */
function mistakesIn(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
}

describe('without settings', () => {
  test('the configuration is for development with a simulator', () => {
    expect(readConfig({})).toEqual({
      port: 4000,
      host: '127.0.0.1',
      metrics: null,
      logLevel: 'info',
      locale: 'TR',
      introspection: true,
      explorer: 'sandbox',
      iyzicoSignature: undefined,
      iyzicoTransport: 'got',
      iyzicoTimeoutMs: 3000,
      maxIyzicoCalls: 60,
      operationTimeoutMs: 8000,
      shopperCallsPerMinute: 20,
      iyzicoQuota: {},
      readCacheMs: 0,
      rateLimit: 1200,
      rateLimitSystems: 'off',
      redisUrl: null,
      account: null,
      isSimulatedInProduction: false,
      authentication: 'none',
      isOpenToAnybody: false,
      corsOrigins: [],
      trustProxy: [],
      trustedDocuments: null,
      unknownSettings: [],
    });
  });

  test("the account is iyzico's sandbox if there are keys", () => {
    expect(readConfig(keys).account).toEqual({
      baseUrl: 'https://sandbox-api.iyzipay.com',
      apiKey: 'sandbox-key',
      secretKey: 'secret',
      kind: 'sandbox',
    });
  });

  test('the explorer and introspection are off in production', () => {
    const config = readConfig({ ...keys, NODE_ENV: 'production' });
    expect([config.introspection, config.explorer]).toEqual([false, 'off']);
  });
});

test.each<[setting: string, value: string, field: keyof ReturnType<typeof readConfig>, read: unknown]>([
  ['PORT', '0', 'port', 0],
  ['PORT', '8080', 'port', 8080],
  ['PORT', '65535', 'port', 65_535],
  ['PORT', ' 8080 ', 'port', 8080],
  ['HOST', '0.0.0.0', 'host', '0.0.0.0'],
  ['HOST', '::1', 'host', '::1'],
  ['IYZICO_LOCALE', 'tr', 'locale', 'TR'],
  ['IYZICO_LOCALE', 'en', 'locale', 'EN'],
  ['INTROSPECTION', 'on', 'introspection', true],
  ['INTROSPECTION', 'off', 'introspection', false],
  ['EXPLORER', 'sandbox', 'explorer', 'sandbox'],
  ['EXPLORER', 'off', 'explorer', 'off'],
  ['IYZICO_SIGNATURE', 'report', 'iyzicoSignature', 'report'],
  ['IYZICO_SIGNATURE', 'enforce', 'iyzicoSignature', 'enforce'],
  ['IYZICO_SIGNATURE', 'require', 'iyzicoSignature', 'require'],
  ['IYZICO_TRANSPORT', 'got', 'iyzicoTransport', 'got'],
  ['IYZICO_TRANSPORT', 'undici', 'iyzicoTransport', 'undici'],
  ['IYZICO_TIMEOUT_MS', '100', 'iyzicoTimeoutMs', 100],
  ['IYZICO_TIMEOUT_MS', '60000', 'iyzicoTimeoutMs', 60_000],
  ['RATE_LIMIT', '1', 'rateLimit', 1],
  ['RATE_LIMIT', 'off', 'rateLimit', 'off'],
  ['RATE_LIMIT_SYSTEMS', '1000000', 'rateLimitSystems', 1_000_000],
  ['RATE_LIMIT_SYSTEMS', 'off', 'rateLimitSystems', 'off'],
  ['REDIS_URL', 'redis://127.0.0.1:6379', 'redisUrl', 'redis://127.0.0.1:6379'],
  ['REDIS_URL', 'rediss://user:word@redis.example/2', 'redisUrl', 'rediss://user:word@redis.example/2'],
  ['MAX_IYZICO_CALLS', '1', 'maxIyzicoCalls', 1],
  ['MAX_IYZICO_CALLS', '1000', 'maxIyzicoCalls', 1000],
])('%s=%s is read, in production too', (setting, value, field, read) => {
  for (const more of [{}, { NODE_ENV: 'production', ...keys }]) {
    expect(readConfig({ ...more, [setting]: value })[field]).toBe(read);
  }
});

test.each([
  ['PORT', '-1', 'a whole number from 0 to 65535'],
  ['PORT', '65536', 'a whole number from 0 to 65535'],
  ['PORT', '80.0', 'a whole number from 0 to 65535'],
  ['PORT', '1e3', 'a whole number from 0 to 65535'],
  ['PORT', '0x50', 'a whole number from 0 to 65535'],
  ['PORT', '٤٠٠٠', 'a whole number from 0 to 65535'],
  ['IYZICO_LOCALE', 'de', 'one of: tr, en'],
  ['IYZICO_LOCALE', 'EN', 'one of: tr, en'],
  ['INTROSPECTION', 'true', 'one of: on, off'],
  ['EXPLORER', 'on', 'one of: sandbox, off'],
  ['IYZICO_SIGNATURE', 'off', 'one of: report, enforce, require'],
  ['IYZICO_TRANSPORT', 'fetch', 'one of: got, undici'],
  ['IYZICO_TIMEOUT_MS', '99', 'a whole number from 100 to 60000'],
  ['IYZICO_TIMEOUT_MS', '60001', 'a whole number from 100 to 60000'],
  ['IYZICO_TIMEOUT_MS', '3s', 'a whole number from 100 to 60000'],
  ['IYZICO_SIMULATOR', 'yes', 'one of: on, off'],
  ['RATE_LIMIT', '0', 'a whole number from 1 to 1000000, or off'],
  ['RATE_LIMIT', 'none', 'a whole number from 1 to 1000000, or off'],
  ['RATE_LIMIT_SYSTEMS', '1000001', 'a whole number from 1 to 1000000, or off'],
  ['REDIS_URL', 'localhost:6379', 'a URL such as redis://127.0.0.1:6379, or rediss:// over TLS'],
  ['REDIS_URL', 'http://127.0.0.1:6379', 'a URL such as redis://127.0.0.1:6379, or rediss:// over TLS'],
  ['REDIS_URL', 'redis://127.0.0.1:6379/abc', 'a URL such as redis://127.0.0.1:6379, or rediss:// over TLS'],
  ['REDIS_URL', 'redis://:p%ZZ@127.0.0.1', 'a URL such as redis://127.0.0.1:6379, or rediss:// over TLS'],
  ['REDIS_URL', 'redis:///', 'a URL such as redis://127.0.0.1:6379, or rediss:// over TLS'],
  ['METRICS_PORT', 'on', 'a whole number from 0 to 65535'],
  ['METRICS_PORT', '65536', 'a whole number from 0 to 65535'],
])('%s=%s is a mistake', (setting, value, rule) => {
  expect(mistakesIn({ [setting]: value })).toEqual([`${setting} must be ${rule}`]);
});

const settings = [
  'PORT',
  'HOST',
  'METRICS_PORT',
  'METRICS_HOST',
  'IYZICO_LOCALE',
  'INTROSPECTION',
  'EXPLORER',
  'IYZICO_SIGNATURE',
  'IYZICO_TRANSPORT',
  'IYZICO_TIMEOUT_MS',
  'IYZICO_SIMULATOR',
  'IYZICO_API_KEY',
  'IYZICO_SECRET_KEY',
  'IYZICO_BASE_URL',
  'IYZICO_ALLOW_HOST',
  'NODE_ENV',
  'MAX_IYZICO_CALLS',
  'OPERATION_TIMEOUT_MS',
  'SHOPPER_CALLS_PER_MINUTE',
  'IYZICO_QUOTA',
  'READ_CACHE_MS',
  'RATE_LIMIT',
  'RATE_LIMIT_SYSTEMS',
  'REDIS_URL',
  'CORS_ORIGINS',
  'TRUST_PROXY',
  'TRUSTED_DOCUMENTS',
  'AUTH_JWKS_URL',
  'AUTH_JWT_SECRET',
  'AUTH_ISSUER',
  'AUTH_AUDIENCE',
  'AUTH_MAX_TTL',
  'AUTH_SYSTEM_MAX_TTL',
  'AUTH_SHOPPER_JWKS_URL',
  'AUTH_SHOPPER_JWT_SECRET',
  'NODE_TLS_REJECT_UNAUTHORIZED',
];

test.each(settings)('%s counts as unset if it is blank', (setting) => {
  for (const blank of ['', ' ', '\t\n', undefined]) expect(readConfig({ [setting]: blank })).toEqual(readConfig({}));
});

test('metrics need a port and listen on loopback unless METRICS_HOST is set', () => {
  expect(readConfig({ METRICS_PORT: '9464' }).metrics).toEqual({ port: 9464, host: '127.0.0.1' });
  expect(readConfig({ METRICS_PORT: '0', METRICS_HOST: '0.0.0.0' }).metrics).toEqual({ port: 0, host: '0.0.0.0' });
  expect(mistakesIn({ METRICS_HOST: '0.0.0.0' })).toEqual(['METRICS_HOST needs METRICS_PORT']);
  expect(mistakesIn({ PORT: '4001', METRICS_PORT: '4001' })).toEqual(['METRICS_PORT must differ from PORT']);
});

test('all mistakes are reported at once', () => {
  const wrong = { PORT: 'a', IYZICO_LOCALE: 'b', IYZICO_TIMEOUT_MS: 'c', IYZICO_API_KEY: 'd', IYZICO_BASE_URL: 'e' };
  expect(() => readConfig(wrong)).toThrow(
    [
      'The settings have mistakes:',
      '  - IYZICO_BASE_URL must be a URL',
      '  - IYZICO_SECRET_KEY must be set',
      '  - PORT must be a whole number from 0 to 65535',
      '  - IYZICO_LOCALE must be one of: tr, en',
      '  - IYZICO_TIMEOUT_MS must be a whole number from 100 to 60000',
    ].join('\n'),
  );
});

test('mistakes never contain the value of a setting', () => {
  const garbage = fc.oneof(
    anyText({ minLength: 1, maxLength: 20 }).map((text) => `~${text}~`),
    anyUrl.map((url) => url.replace('://', '://canary-')),
    fc.integer({ min: 70_000_000 }).map(String),
  );
  const environments = fc.dictionary(fc.constantFrom(...settings), garbage, { minKeys: 1 });
  fc.assert(
    fc.property(environments, (environment) => {
      const message = mistakesIn(environment).join('\n');
      for (const value of Object.values(environment)) expect(message).not.toContain(value.trim());
    }),
    { numRuns: 500 },
  );
});

describe('the environment', () => {
  const fallback = { PORT: '1', HOST: 'file', IYZICO_API_KEY: 'file' };

  test('overrides the fallback', () => {
    const completed = completedBy({ PORT: '2', EXPLORER: 'off' }, fallback);
    expect(completed).toEqual({ PORT: '2', EXPLORER: 'off', HOST: 'file', IYZICO_API_KEY: 'file' });
  });

  test('does not override the fallback with blank values', () => {
    expect(completedBy({ PORT: '', HOST: ' ', IYZICO_API_KEY: undefined }, fallback)).toEqual(fallback);
  });

  test('keeps a setting that is empty in both, so that it can be named', () => {
    expect(completedBy({ AUTH_JWT_SECRET: '', PORT: '' }, { PORT: '1' })).toEqual({ AUTH_JWT_SECRET: '', PORT: '1' });
  });

  test('is not modified', () => {
    const environment = Object.freeze({ PORT: '2' });
    expect(completedBy(environment, Object.freeze(fallback))).not.toBe(fallback);
    expect(fallback.PORT).toBe('1');
  });
});

describe("iyzico's keys", () => {
  test.each([
    [{ IYZICO_API_KEY: 'a' }, ['IYZICO_SECRET_KEY must be set']],
    [{ IYZICO_SECRET_KEY: 'a' }, ['IYZICO_API_KEY must be set']],
    [{ IYZICO_API_KEY: 'a', IYZICO_SECRET_KEY: ' ' }, ['IYZICO_SECRET_KEY must be set']],
    [{ IYZICO_BASE_URL: 'https://api.iyzipay.com' }, ['IYZICO_API_KEY must be set', 'IYZICO_SECRET_KEY must be set']],
    [{ IYZICO_SIMULATOR: 'off' }, ['IYZICO_API_KEY must be set', 'IYZICO_SECRET_KEY must be set']],
  ])('must be set together: %j', (environment, mistakes) => {
    expect(mistakesIn(environment)).toEqual(mistakes);
    expect(mistakesIn({ ...environment, NODE_ENV: 'production' })).toEqual(mistakes);
  });

  test('must be set in production unless the simulator is on', () => {
    expect(mistakesIn({ NODE_ENV: 'production' })).toEqual([
      'IYZICO_API_KEY and IYZICO_SECRET_KEY must be set with NODE_ENV=production (made-up payments need IYZICO_SIMULATOR=on)',
    ]);
    expect(readConfig({ NODE_ENV: 'production', IYZICO_SIMULATOR: 'on' }).account).toBeNull();
  });

  test.each([
    [keys, 'IYZICO_API_KEY, IYZICO_SECRET_KEY'],
    [{ IYZICO_API_KEY: 'a' }, 'IYZICO_API_KEY'],
    [{ IYZICO_BASE_URL: 'https://api.iyzipay.com' }, 'IYZICO_BASE_URL'],
  ])('contradict IYZICO_SIMULATOR=on: %j', (given, named) => {
    expect(mistakesIn({ ...given, IYZICO_SIMULATOR: 'on' })).toEqual([`IYZICO_SIMULATOR=on contradicts ${named}`]);
  });

  test('of the sandbox are refused for the production host', () => {
    const production = { IYZICO_BASE_URL: 'https://api.iyzipay.com', IYZICO_SECRET_KEY: 'secret' };
    expect(mistakesIn({ ...production, IYZICO_API_KEY: 'sandbox-key' })).toEqual([
      "IYZICO_API_KEY is a sandbox key, and IYZICO_BASE_URL is not iyzico's sandbox",
    ]);
    expect(readConfig({ ...production, IYZICO_API_KEY: 'key' }).account?.kind).toBe('production');
  });
});

describe('the base URL', () => {
  const withUrl = (url: string, more: Environment = {}): Environment => ({ ...keys, IYZICO_BASE_URL: url, ...more });
  const accountAt = (url: string, more?: Environment) => readConfig(withUrl(url, more)).account;

  test.each([
    ['https://sandbox-api.iyzipay.com', 'sandbox'],
    ['https://sandbox-api.iyzipay.com/', 'sandbox'],
    ['HTTPS://Sandbox-API.iyzipay.com', 'sandbox'],
    ['https://other.iyzipay.com', 'production'],
    ['https://api.iyzipay.com:8443', 'production'],
  ])('%s belongs to iyzico: %s', (url, kind) => {
    const account = readConfig({ ...withUrl(url), IYZICO_API_KEY: 'key' }).account;
    expect(account).toMatchObject({ kind, baseUrl: new URL(url).origin });
  });

  test.each([
    'http://localhost',
    'http://localhost:4010',
    'http://127.0.0.1:4010',
    'http://127.1.2.3:4010',
    'http://[::1]:4010',
    'https://localhost:4010',
    'https://[::1]',
  ])('%s is loopback for any NODE_ENV', (url) => {
    for (const NODE_ENV of ['', 'development', 'test', 'production']) {
      expect(accountAt(url, { NODE_ENV })).toMatchObject({ baseUrl: url, kind: 'loopback' });
    }
  });

  test.each([
    'https://api.iyzipay.com.evil.example',
    'https://evil-iyzipay.com',
    'https://iyzipay.com.evil.example',
    'https://iyzipay.evil.example',
    'https://api.iyzipay.com.',
    'https://localhost.evil.example',
    'https://127.0.0.1.evil.example',
    'https://0.0.0.0',
    'https://[::2]',
    'https://169.254.169.254',
  ])('%s is an unknown host unless IYZICO_ALLOW_HOST names it', (url) => {
    const { hostname } = new URL(url);
    const mistake = "IYZICO_BASE_URL is not iyzico's: name its host in IYZICO_ALLOW_HOST if it is meant";
    expect(mistakesIn(withUrl(url))).toEqual([mistake]);
    expect(mistakesIn(withUrl(url, { IYZICO_ALLOW_HOST: `other.${hostname}` }))).toEqual([mistake]);
    expect(accountAt(url, { IYZICO_ALLOW_HOST: hostname })).toMatchObject({ baseUrl: url, kind: 'other' });
  });

  test.each([
    'http://api.iyzipay.com',
    'http://sandbox-api.iyzipay.com',
    'http://proxy.example',
    'http://localhost.evil.example',
    'http://0.0.0.0',
    'http://192.168.1.1',
    'ftp://localhost',
    'ftp://api.iyzipay.com',
  ])('%s is not https', (url) => {
    const { hostname } = new URL(url);
    const mistakes = mistakesIn({ ...withUrl(url, { IYZICO_ALLOW_HOST: hostname }), IYZICO_API_KEY: 'key' });
    expect(mistakes).toEqual(['IYZICO_BASE_URL must be https']);
  });

  test.each([
    'https://api.iyzipay.com/v2',
    'https://api.iyzipay.com//',
    'https://api.iyzipay.com?a=b',
    'https://api.iyzipay.com/?',
    'https://api.iyzipay.com#a',
    'https://user@api.iyzipay.com',
    'https://user:password@api.iyzipay.com',
    'http://user@localhost:4010',
    'http://localhost:4010/path',
  ])('%s is refused because it is more than an origin', (url) => {
    const mistakes = mistakesIn({ ...withUrl(url), IYZICO_API_KEY: 'key' });
    expect(mistakes).toEqual(['IYZICO_BASE_URL must be a scheme, a host and a port only']);
  });

  test('a user name does not disguise an unknown host as iyzico', () => {
    expect(mistakesIn(withUrl('https://api.iyzipay.com@evil.example'))).toEqual([
      'IYZICO_BASE_URL must be a scheme, a host and a port only',
      "IYZICO_BASE_URL is not iyzico's: name its host in IYZICO_ALLOW_HOST if it is meant",
    ]);
  });

  test.each(['api.iyzipay.com', '//api.iyzipay.com', 'https://', 'https://a b', 'nonsense'])(
    '%s is not a URL',
    (url) => {
      expect(mistakesIn(withUrl(url))).toEqual(['IYZICO_BASE_URL must be a URL']);
    },
  );

  test.each(['localhost:4010', 'javascript:alert(1)', 'file:///etc/passwd', 'data:,'])('%s is refused', (url) => {
    expect(mistakesIn(withUrl(url))).toContain('IYZICO_BASE_URL must be https');
  });
});
