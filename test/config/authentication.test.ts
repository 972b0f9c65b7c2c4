import fc from 'fast-check';
import { fastify } from 'fastify';
import { ConfigurationError, readConfig, type Config, type Environment } from '../../src/config/index.js';
import { anyText, anyUrl } from '../harness/any-text.js';

const files: Readonly<Record<string, string>> = {
  '/run/secret': '  a-secret-of-thirty-two-bytes-or-more\n',
  '/run/secrets': 'a-secret-of-thirty-two-bytes-or-more,\nanother-secret-that-is-just-as-long\n',
  '/run/short': 'short',
  '/run/empty': ' \n',
};

function read(environment: Environment): Config {
  return readConfig(environment, (path) => {
    const content = files[path];
    if (content === undefined) throw new Error(`ENOENT: ${path}`);
    return content;
  });
}

/** The mistakes in an environment, one sentence each. Empty if there are none. */
function mistakesIn(environment: Environment): readonly string[] {
  try {
    read(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
}

const secret = 'a-secret-of-thirty-two-bytes-or-more';
const other = 'another-secret-that-is-just-as-long';
const names = { AUTH_ISSUER: 'https://issuer.example', AUTH_AUDIENCE: 'iyzico-graphql' };
const bySecret = { ...names, AUTH_JWT_SECRET: secret };
const byKeySet = { ...names, AUTH_JWKS_URL: 'https://issuer.example/keys' };
const keys = { IYZICO_API_KEY: 'key', IYZICO_SECRET_KEY: 'secret' };
const production = { ...keys, IYZICO_BASE_URL: 'https://api.iyzipay.com' };
const loopback = { ...keys, IYZICO_BASE_URL: 'http://127.0.0.1:4010' };

const needsKeys = 'AUTH_ISSUER, AUTH_AUDIENCE, AUTH_MAX_TTL, AUTH_SYSTEM_MAX_TTL need AUTH_JWKS_URL or AUTH_JWT_SECRET';
const missing =
  'AUTH_JWKS_URL or AUTH_JWT_SECRET, AUTH_ISSUER and AUTH_AUDIENCE must be set before iyzico is reached (or AUTH=none, for development)';

describe('without authentication', () => {
  test.each<[string, Environment]>([
    ["iyzico's sandbox", keys],
    ["iyzico's production host", production],
    [
      'a host in IYZICO_ALLOW_HOST',
      { ...keys, IYZICO_BASE_URL: 'https://proxy.example', IYZICO_ALLOW_HOST: 'proxy.example' },
    ],
    // It may pass the calls on to the live iyzico.
    ['an iyzico on this machine', loopback],
  ])('%s is a mistake that names the settings to set', (_, environment) => {
    for (const NODE_ENV of ['', 'development', 'production']) {
      expect(mistakesIn({ ...environment, NODE_ENV })).toEqual([missing]);
    }
  });

  test.each<[string, Environment]>([
    ["iyzico's sandbox", keys],
    ["iyzico's production host", production],
    ['an iyzico on this machine', loopback],
  ])('%s is allowed with AUTH=none and reported as open to anybody', (_, environment) => {
    for (const NODE_ENV of ['', 'production']) {
      expect(read({ ...environment, NODE_ENV, AUTH: 'none' })).toMatchObject({
        authentication: 'none',
        isOpenToAnybody: true,
      });
    }
  });

  test.each<[string, Environment]>([
    ['the simulator', {}],
    ['the simulator in production', { NODE_ENV: 'production', IYZICO_SIMULATOR: 'on' }],
  ])('%s is allowed and not reported as open to anybody', (_, environment) => {
    for (const AUTH of ['', 'none']) {
      expect(read({ ...environment, AUTH })).toMatchObject({ authentication: 'none', isOpenToAnybody: false });
    }
  });
});

describe('with authentication', () => {
  test.each<[string, Environment]>([
    ['the simulator', {}],
    ['an iyzico on this machine', loopback],
    ["iyzico's production host", { ...production, NODE_ENV: 'production' }],
  ])('%s is open to authenticated callers', (_, environment) => {
    expect(read({ ...environment, ...bySecret })).toMatchObject({
      authentication: {
        issuer: names.AUTH_ISSUER,
        audience: names.AUTH_AUDIENCE,
        maxTtl: 3600,
        systemMaxTtl: 86_400,
        keys: { secrets: [secret] },
      },
      isOpenToAnybody: false,
    });
    expect(read({ ...environment, ...byKeySet })).toMatchObject({
      authentication: { keys: { jwksUrl: new URL('https://issuer.example/keys') } },
      isOpenToAnybody: false,
    });
  });

  test.each<[string, Environment, string[]]>([
    ['a secret and a key set', { ...bySecret, ...byKeySet }, ['AUTH_JWKS_URL contradicts AUTH_JWT_SECRET']],
    ['AUTH=none and a secret', { ...bySecret, AUTH: 'none' }, ['AUTH=none contradicts AUTH_JWT_SECRET']],
    ['AUTH=none and a key set', { ...byKeySet, AUTH: 'none' }, ['AUTH=none contradicts AUTH_JWKS_URL']],
    ['an unknown value of AUTH', { AUTH: 'off' }, ['AUTH must be one of: none']],
    ['no issuer', { ...bySecret, AUTH_ISSUER: '' }, ['AUTH_ISSUER must be set']],
    ['no audience', { ...byKeySet, AUTH_AUDIENCE: ' ' }, ['AUTH_AUDIENCE must be set']],
    ['only a secret', { AUTH_JWT_SECRET: secret }, ['AUTH_ISSUER must be set', 'AUTH_AUDIENCE must be set']],
    ['no keys', names, [needsKeys]],
    ['no keys, with a lifetime,', { AUTH_SYSTEM_MAX_TTL: '60' }, [needsKeys]],
    [
      'AUTH=none and a file with a secret',
      { ...names, AUTH_JWT_SECRET_FILE: '/run/secret', AUTH: 'none' },
      ['AUTH=none contradicts AUTH_JWT_SECRET_FILE'],
    ],
  ])('%s is a mistake', (_, environment, mistakes) => {
    expect(mistakesIn(environment)).toEqual(mistakes);
  });

  test('one mistake is reported once, on a production host too', () => {
    for (const wrong of [
      { AUTH_JWKS_URL: 'nonsense' },
      { AUTH_JWKS_URL: 'http://issuer.example/keys' },
      { AUTH_JWT_SECRET: 'short' },
      { AUTH_JWT_SECRET_FILE: '/run/nothing' },
    ]) {
      expect(mistakesIn({ ...production, ...names, ...wrong })).toHaveLength(1);
    }
  });
});

describe("beside the merchant's own keys", () => {
  const settings = [
    ...['AUTH_JWKS_URL', 'AUTH_JWT_SECRET', 'AUTH_JWT_SECRET_FILE', 'AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_MAX_TTL'],
    ...['AUTH_SYSTEM_MAX_TTL', 'AUTH_SHOPPER_JWKS_URL', 'AUTH_SHOPPER_JWT_SECRET', 'AUTH_SHOPPER_JWT_SECRET_FILE'],
  ];

  test.each(settings)('an empty %s is a mistake that is named', (name) => {
    for (const empty of ['', ' ']) {
      for (const environment of [keys, loopback]) {
        expect(mistakesIn({ ...environment, AUTH: 'none', [name]: empty })).toEqual([
          `${name} is empty: set it, or remove it`,
        ]);
      }
      expect(mistakesIn({ AUTH: 'none', [name]: empty })).toEqual([]);
    }
  });

  test('TRUST_PROXY contradicts AUTH=none, because forwarded requests are refused', () => {
    const TRUST_PROXY = '10.0.0.0/8';
    expect(mistakesIn({ ...keys, AUTH: 'none', TRUST_PROXY })).toEqual([
      'TRUST_PROXY contradicts AUTH=none, with which no forwarded request is answered',
    ]);
    expect(mistakesIn({ AUTH: 'none', TRUST_PROXY })).toEqual([]);
    expect(mistakesIn({ ...keys, ...bySecret, TRUST_PROXY })).toEqual([]);
  });

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 is a mistake', () => {
    const off = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    for (const environment of [keys, production, loopback]) {
      expect(mistakesIn({ ...environment, ...bySecret, ...off })).toEqual([
        "NODE_TLS_REJECT_UNAUTHORIZED=0 turns off the check of iyzico's certificate: remove it",
      ]);
      expect(mistakesIn({ ...environment, ...bySecret, NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toEqual([]);
    }
    expect(mistakesIn(off)).toEqual([]);
  });
});

describe("the shoppers' own keys", () => {
  const authenticationOf = (environment: Environment) => read({ ...names, ...environment }).authentication;

  test('are a secret, two during a rotation, a file or a key set', () => {
    expect(authenticationOf({ AUTH_JWT_SECRET: secret, AUTH_SHOPPER_JWT_SECRET: other })).toMatchObject({
      keys: { secrets: [secret] },
      shopperKeys: { secrets: [other] },
    });
    expect(authenticationOf({ AUTH_SHOPPER_JWT_SECRET_FILE: '/run/secrets' })).toMatchObject({
      keys: null,
      shopperKeys: { secrets: [secret, other] },
    });
    const AUTH_SHOPPER_JWKS_URL = 'https://storefront.example/keys';
    expect(authenticationOf({ AUTH_JWT_SECRET: secret, AUTH_SHOPPER_JWKS_URL })).toMatchObject({
      keys: { secrets: [secret] },
      shopperKeys: { jwksUrl: new URL(AUTH_SHOPPER_JWKS_URL) },
    });
  });

  test('are absent unless they are set', () => {
    expect(authenticationOf({ AUTH_JWT_SECRET: secret })).not.toHaveProperty('shopperKeys');
  });

  test('turn authentication on', () => {
    expect(mistakesIn({ ...production, ...names, AUTH_SHOPPER_JWT_SECRET: secret })).toEqual([]);
  });

  test.each<[string, Environment, string[]]>([
    [
      'the same secret as systems',
      { AUTH_JWT_SECRET: `${other},${secret}`, AUTH_SHOPPER_JWT_SECRET: secret },
      ["AUTH_SHOPPER_JWT_SECRET and AUTH_SHOPPER_JWKS_URL must differ from the systems' keys"],
    ],
    [
      'the same key set as systems',
      { AUTH_JWKS_URL: 'https://issuer.example', AUTH_SHOPPER_JWKS_URL: 'https://issuer.example/' },
      ["AUTH_SHOPPER_JWT_SECRET and AUTH_SHOPPER_JWKS_URL must differ from the systems' keys"],
    ],
    [
      'a secret and a key set',
      { AUTH_SHOPPER_JWT_SECRET: secret, AUTH_SHOPPER_JWKS_URL: 'https://issuer.example/' },
      ['AUTH_SHOPPER_JWKS_URL contradicts AUTH_SHOPPER_JWT_SECRET'],
    ],
    [
      'a secret beside AUTH=none',
      { AUTH_SHOPPER_JWT_SECRET: secret, AUTH: 'none' },
      ['AUTH=none contradicts AUTH_SHOPPER_JWT_SECRET'],
    ],
    ['a short secret', { AUTH_SHOPPER_JWT_SECRET: 'short' }, ['AUTH_SHOPPER_JWT_SECRET must be of 32 bytes or more']],
    [
      'an unsafe key set',
      { AUTH_SHOPPER_JWKS_URL: 'http://issuer.example/' },
      ['AUTH_SHOPPER_JWKS_URL must be an https URL'],
    ],
  ])('must not be %s', (_, environment, mistakes) => {
    expect(mistakesIn({ ...names, ...environment })).toEqual(mistakes);
  });
});

describe('AUTH_JWKS_URL', () => {
  test.each([
    'https://issuer.example/keys',
    'http://localhost:4100/keys',
    'http://127.0.0.1:4100',
    'http://[::1]:4100/',
  ])('accepts %s', (url) => {
    expect(read({ ...byKeySet, AUTH_JWKS_URL: url }).authentication).toMatchObject({ keys: { jwksUrl: new URL(url) } });
  });

  test.each([
    'nonsense',
    'issuer.example/keys',
    'http://issuer.example/keys',
    'http://localhost.issuer.example/keys',
    'http://192.168.1.1/keys',
    'ftp://localhost/keys',
    'file:///etc/keys.json',
    'data:application/json,{}',
    // `fetch` refuses such a URL, so that every token would be refused.
    'https://user:password@issuer.example/keys',
  ])('refuses %s', (url) => {
    expect(mistakesIn({ ...byKeySet, AUTH_JWKS_URL: url })).toEqual(['AUTH_JWKS_URL must be an https URL']);
  });
});

describe('AUTH_JWT_SECRET', () => {
  const secretsIn = (environment: Environment) => read({ ...names, ...environment }).authentication;

  test('is one secret, or two during a rotation', () => {
    expect(secretsIn({ AUTH_JWT_SECRET: secret })).toMatchObject({ keys: { secrets: [secret] } });
    expect(secretsIn({ AUTH_JWT_SECRET: ` ${secret} , ${other}` })).toMatchObject({
      keys: { secrets: [secret, other] },
    });
  });

  const short = 'AUTH_JWT_SECRET must be of 32 bytes or more';
  test.each([
    ['x'.repeat(31), [short]],
    [`${secret},`, [short]],
    [`${secret},short`, [short]],
    [',', [short]],
    [`${secret},${other},${secret}`, ['AUTH_JWT_SECRET must be one secret, or two while one replaces the other']],
  ])('must not be %s', (value, mistakes) => {
    expect(mistakesIn({ ...bySecret, AUTH_JWT_SECRET: value })).toEqual(mistakes);
  });

  test('is measured in bytes', () => {
    expect(mistakesIn({ ...bySecret, AUTH_JWT_SECRET: 'x'.repeat(32) })).toEqual([]);
    expect(mistakesIn({ ...bySecret, AUTH_JWT_SECRET: 'ş'.repeat(16) })).toEqual([]);
    expect(mistakesIn({ ...bySecret, AUTH_JWT_SECRET: 'ş'.repeat(15) })).toEqual([short]);
  });

  test.each([
    ['/run/secret', [secret]],
    ['/run/secrets', [secret, other]],
  ])('is read from the file %s without surrounding white space', (AUTH_JWT_SECRET_FILE, secrets) => {
    expect(secretsIn({ AUTH_JWT_SECRET_FILE })).toMatchObject({ keys: { secrets } });
  });

  test.each<[string, Environment, string[]]>([
    [
      'is set beside a secret',
      { AUTH_JWT_SECRET: secret, AUTH_JWT_SECRET_FILE: '/run/secret' },
      ['AUTH_JWT_SECRET contradicts AUTH_JWT_SECRET_FILE'],
    ],
    [
      'cannot be read',
      { AUTH_JWT_SECRET_FILE: '/run/nothing' },
      ['AUTH_JWT_SECRET_FILE names a file that cannot be read'],
    ],
    ['is empty', { AUTH_JWT_SECRET_FILE: '/run/empty' }, ['AUTH_JWT_SECRET_FILE names an empty file']],
    ['contains a short secret', { AUTH_JWT_SECRET_FILE: '/run/short' }, [short]],
  ])('in a file that %s is a mistake', (_, environment, mistakes) => {
    expect(mistakesIn({ ...names, ...environment })).toEqual(mistakes);
  });

  test('ignores a blank file name', () => {
    expect(secretsIn({ AUTH_JWT_SECRET: secret, AUTH_JWT_SECRET_FILE: ' ' })).toMatchObject({
      keys: { secrets: [secret] },
    });
  });
});

test("iyzico's keys can be read from files as well", () => {
  const environment = { IYZICO_API_KEY_FILE: '/run/secret', IYZICO_SECRET_KEY_FILE: '/run/short', AUTH: 'none' };
  expect(read(environment).account).toMatchObject({ apiKey: secret, secretKey: 'short' });
  expect(mistakesIn({ ...environment, IYZICO_SECRET_KEY: 'a' })).toEqual([
    'IYZICO_SECRET_KEY contradicts IYZICO_SECRET_KEY_FILE',
  ]);
});

describe('AUTH_MAX_TTL', () => {
  test.each(['60', '900', '86400'])('may be %s seconds', (AUTH_MAX_TTL) => {
    expect(read({ ...bySecret, AUTH_MAX_TTL }).authentication).toMatchObject({ maxTtl: Number(AUTH_MAX_TTL) });
  });

  test.each(['59', '86401', '-60', '1h', '60.0'])('must not be %s', (AUTH_MAX_TTL) => {
    expect(mistakesIn({ ...bySecret, AUTH_MAX_TTL })).toEqual(['AUTH_MAX_TTL must be a whole number from 60 to 86400']);
  });
});

describe('AUTH_SYSTEM_MAX_TTL', () => {
  test.each(['60', '86400', '31536000'])('may be %s seconds', (AUTH_SYSTEM_MAX_TTL) => {
    expect(read({ ...bySecret, AUTH_SYSTEM_MAX_TTL }).authentication).toMatchObject({
      maxTtl: 3600,
      systemMaxTtl: Number(AUTH_SYSTEM_MAX_TTL),
    });
  });

  test.each(['59', '31536001', '1d'])('must not be %s', (AUTH_SYSTEM_MAX_TTL) => {
    expect(mistakesIn({ ...bySecret, AUTH_SYSTEM_MAX_TTL })).toEqual([
      'AUTH_SYSTEM_MAX_TTL must be a whole number from 60 to 31536000',
    ]);
  });
});

describe('CORS_ORIGINS', () => {
  test('is a list of origins as browsers write them', () => {
    const origins = ['https://shop.example', 'http://localhost:3000', 'https://[::1]:8443'];
    expect(read({ CORS_ORIGINS: origins.join(' , ') }).corsOrigins).toEqual(origins);
  });

  test.each([
    '*',
    'null',
    'shop.example',
    'https://shop.example/',
    'https://shop.example/path',
    'https://Shop.example',
    'https://shop.example:443',
    'https://*.shop.example',
    'https://user@shop.example',
    'ftp://shop.example',
    'file://',
    'https://shop.example,',
    'https://shop.example;https://other.example',
    'https://shop.example https://other.example',
  ])('must not be %s', (CORS_ORIGINS) => {
    expect(mistakesIn({ CORS_ORIGINS })).toEqual([
      'CORS_ORIGINS must be a comma separated list of origins such as https://shop.example',
    ]);
  });
});

describe('TRUST_PROXY', () => {
  const mistake = 'TRUST_PROXY must be a comma separated list of addresses or networks such as 10.0.0.0/8';

  test('is a list of addresses and networks', () => {
    const networks = ['10.0.0.0/8', '192.168.1.1', '::1', 'fd00::/8', '::ffff:10.0.0.0/104'];
    expect(read({ TRUST_PROXY: networks.join(', ') }).trustProxy).toEqual(networks);
  });

  test.each([
    '*',
    'true',
    '1',
    'loopback',
    'proxy.example',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '10.0.0/8',
    '::1/129',
    // These networks would trust every client.
    '0.0.0.0/0',
    '::/0',
    '10.0.0.1,',
  ])('must not be %s', (TRUST_PROXY) => {
    expect(mistakesIn({ TRUST_PROXY })).toEqual([mistake]);
  });

  test('accepts only values that the HTTP framework understands', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('fe80::1%eth0', '::ffff:1.2.3.4'));
    const bits = fc.option(fc.integer({ min: -1, max: 130 }));
    fc.assert(
      fc.property(address, bits, (host, length) => {
        const TRUST_PROXY = length === null ? host : `${host}/${length}`;
        if (mistakesIn({ TRUST_PROXY }).length > 0) return;
        expect(() => fastify({ trustProxy: [TRUST_PROXY] })).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

test('mistakes never contain the value of a setting', () => {
  const garbage = fc.oneof(
    anyText({ minLength: 1, maxLength: 40 }).map((text) => `~${text}~`),
    anyUrl.map((url) => url.replace('://', '://canary-')),
    fc.constantFrom('/run/short', '/run/empty', '/run/nothing'),
  );
  const settings = [
    ...[
      'AUTH',
      'AUTH_JWKS_URL',
      'AUTH_JWT_SECRET',
      'AUTH_JWT_SECRET_FILE',
      'AUTH_ISSUER',
      'AUTH_AUDIENCE',
      'AUTH_MAX_TTL',
      'AUTH_SYSTEM_MAX_TTL',
      'AUTH_SHOPPER_JWKS_URL',
      'AUTH_SHOPPER_JWT_SECRET',
      'AUTH_SHOPPER_JWT_SECRET_FILE',
    ],
    ...['CORS_ORIGINS', 'TRUST_PROXY', 'TRUSTED_DOCUMENTS', 'IYZICO_API_KEY_FILE', 'IYZICO_SECRET_KEY_FILE'],
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...settings), garbage, { minKeys: 1 }), (environment) => {
      const message = mistakesIn(environment).join('\n');
      for (const value of Object.values(environment)) expect(message).not.toContain(value.trim());
    }),
    { numRuns: 500 },
  );
});
