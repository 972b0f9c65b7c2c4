import { readFileSync } from 'node:fs';
import { readConfig } from '../../src/config/config.js';
import type { Environment } from '../../src/config/setting-reader.js';

const unknownIn = (environment: Environment) =>
  readConfig(environment, () => '').unknownSettings.map(({ name, nearest }) => [name, nearest]);

test.each([
  ['IYZICO_LOCAL', 'IYZICO_LOCALE'],
  ['IYZICO_SECRETKEY', 'IYZICO_SECRET_KEY'],
  ['IYZICO_API_KEY_FIEL', 'IYZICO_API_KEY_FILE'],
  ['AUTH_JWT_SECRETS', 'AUTH_JWT_SECRET'],
  ['iyzico_quota', 'IYZICO_QUOTA'],
  ['AUTH_COMPLETELY_DIFFERENT', undefined],
])('the unknown setting %s is named with the nearest known name %s, without its value', (name, nearest) => {
  expect(unknownIn({ [name]: '5ecret' })).toEqual([[name, nearest]]);
  expect(JSON.stringify(readConfig({ [name]: '5ecret' }, () => ''))).not.toContain('5ecret');
});

test.each(['', '  ', undefined])('an unknown setting that is unset (%j) is not named', (value) => {
  expect(unknownIn({ IYZICO_LOCAL: value })).toEqual([]);
});

test.each([
  ['AUTHOR', 'me'],
  ['MY_IYZICO_KEY', 'a'],
  ['IYZICO_GRAPHQL_SERVICE_HOST', '10.0.0.1'],
  ['IYZICO_GRAPHQL_SERVICE_PORT_HTTP', '4000'],
  ['IYZICO_GRAPHQL_PORT', 'tcp://10.0.0.1:4000'],
  ['AUTH_PORT_4000_TCP_ADDR', '10.0.0.1'],
])('the variable %s of another program is not named', (name, value) => {
  expect(unknownIn({ [name]: value })).toEqual([]);
});

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const documented = [...example.matchAll(/^(?:# )?((?:IYZICO|AUTH)_[A-Z_]+)=/gm)].map(([, name = '']) => name);

/** The environments in which the settings are read on different ways. */
const environments: Record<string, Environment> = {
  'without keys': {},
  'in production with the simulator': { NODE_ENV: 'production', IYZICO_SIMULATOR: 'on' },
  'with keys': { IYZICO_API_KEY: 'a', IYZICO_SECRET_KEY: 'a', AUTH: 'none' },
  'with authentication': { AUTH_JWT_SECRET: 'a'.repeat(32), AUTH_ISSUER: 'a', AUTH_AUDIENCE: 'a' },
};

test.each(Object.keys(environments))('%s every setting of .env.example is known', (kind) => {
  const environment = environments[kind] ?? {};
  const known = new Set(documented);
  // A name with one letter more is unknown, and the nearest known name is the setting itself.
  for (const name of known) expect(unknownIn({ ...environment, [`${name}X`]: 'a' })).toEqual([[`${name}X`, name]]);
  expect(known.size).toBeGreaterThan(15);
});
