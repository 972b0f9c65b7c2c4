import { readFileSync } from 'node:fs';
import { readConfig, type Config } from '../../src/config/index.js';

// The README and .env.example state defaults. They must be those of the code.

const text = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** Every setting of the README's table with its default, as the table writes it. */
const inReadme = (text('README.md').split('## Settings\n')[1]?.split('\n## ')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => {
    const [, names = '', cell = ''] = line.split('|').map((one) => one.trim());
    // A setting and its file share a default: `REDIS_URL` or `REDIS_URL_FILE`.
    const settings = names.split(', ').map((name) => name.match(/[A-Z_]{4,}/g) ?? []);
    const defaults = settings.length === 1 ? [cell] : (cell.split(';')[0] ?? '').split(', ');
    return settings.flatMap((same, i) =>
      same.map((setting) => [setting, defaults.length === 1 ? cell : (defaults[i] ?? '')] as const),
    );
  });
const example = text('.env.example');
/** The settings that .env.example sets to a value. */
const inExample = [...example.matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, setting = '', value = '']) => [setting, value]);

/** Some settings need others. */
const others = {
  METRICS_PORT: '9464',
  AUTH_JWT_SECRET: 'a secret of thirty-two bytes or more',
  AUTH_ISSUER: 'issuer',
  AUTH_AUDIENCE: 'audience',
};
const read = (environment: Record<string, string>) => readConfig(environment, () => '');

describe('the default of the code is the default of', () => {
  const values = inReadme.filter(([, value]) => /^`[^`]+`$/.test(value));

  test.each(values)('the README: %s is %s', (setting, value) => {
    expect(read({ ...others, [setting]: value.replaceAll('`', '') })).toEqual(read(others));
  });

  test.each(inExample)('.env.example: %s=%s', (setting = '', value = '') => {
    expect(read({ ...others, [setting]: value })).toEqual(read(others));
  });

  test('.env.example: the longest lives of tokens', () => {
    const [, AUTH_MAX_TTL = '', AUTH_SYSTEM_MAX_TTL = ''] = /in seconds\. Unset: (\d+) and (\d+)\./.exec(example) ?? [];
    expect(read({ ...others, AUTH_MAX_TTL, AUTH_SYSTEM_MAX_TTL })).toEqual(read(others));
  });
});

test("the README's defaults in words are what the code does", () => {
  const words = Object.fromEntries(inReadme.filter(([, value]) => !/^`[^`]+`$/.test(value)));
  const nothing: Partial<Config> = {
    metrics: null,
    account: null,
    authentication: 'none',
    iyzicoQuota: {},
    redisUrl: null,
    corsOrigins: [],
    trustProxy: [],
    trustedDocuments: null,
    iyzicoSignature: undefined,
    introspection: true,
    explorer: 'sandbox',
  };
  expect(read({})).toMatchObject(nothing);
  expect(read({ NODE_ENV: 'production', IYZICO_SIMULATOR: 'on' })).toMatchObject({
    introspection: false,
    explorer: 'off',
  });
  const keys = { IYZICO_API_KEY: 'key', IYZICO_SECRET_KEY: 'secret', AUTH: 'none' };
  expect(read(keys).account?.baseUrl).toBe('https://sandbox-api.iyzipay.com');
  expect(words).toMatchObject({
    METRICS_PORT: 'off',
    IYZICO_API_KEY: 'simulator',
    IYZICO_BASE_URL: 'sandbox',
    IYZICO_ALLOW_HOST: 'none',
    IYZICO_SIGNATURE: 'by service',
    IYZICO_QUOTA: 'none',
    REDIS_URL: 'none',
    AUTH: 'none',
    CORS_ORIGINS: 'none',
    TRUST_PROXY: 'none',
    TRUSTED_DOCUMENTS: 'none',
  });
});
