import { getIntrospectionQuery } from 'graphql';
import { SignJWT, UnsecuredJWT } from 'jose';
import { sampleCheckoutFormToken } from '../../../src/simulator/index.js';
import { startStack, type Stack } from '../../harness/stack.js';
import {
  audience,
  bearer,
  bySecret,
  createIssuer,
  fromNow,
  issuer,
  secret,
  tokenWith,
  type Claims,
} from '../../harness/tokens.js';
import {
  exchangeBytes,
  expectRefusal,
  goodData,
  goodQuery,
  post,
  request,
  type Reply,
} from '../../harness/http-exchange.js';

const other = 'another-secret-that-is-long-enough-as-well';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ server: { authentication: { ...bySecret, keys: { secrets: [other, secret] } } } });
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

const askWith = (headers: Record<string, string>) => post(stack, goodQuery, headers);
const askAs = async (claims: Claims) => askWith(bearer(await tokenWith({ scope: 'payment:read', ...claims })));
const askAsShopper = (claims: Claims) =>
  askAs({ scope: undefined, checkout_form_token: sampleCheckoutFormToken, ...claims });

function expectAnswered({ status, data }: Reply): void {
  expect([status, data]).toEqual([200, goodData]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

/** Turned away in the same words whatever was wrong. */
function expectUnknown(reply: Reply): void {
  expectRefusal(reply, 401, 'UNAUTHENTICATED');
  expect(reply.errors?.[0]?.message).toBe('A valid token is needed: authorization: Bearer …');
  expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  expect(stack.calledServices()).toEqual([]);
}

describe('the header', () => {
  test('may be written in any case, with room in it', async () => {
    expectAnswered(await askWith({ authorization: `bEARER   ${await tokenWith({ scope: 'payment:read' })}` }));
  });

  test('is missed', async () => {
    expectUnknown(await askWith({}));
  });

  test.each([
    ['', 'is empty'],
    ['Bearer', 'holds no token'],
    ['TOKEN', 'holds no scheme'],
    ['Basic TOKEN', 'is of another scheme'],
    ['Bearer: TOKEN', 'has a colon too many'],
    ['Bearer TOKEN TOKEN', 'holds two tokens'],
    ['Bearer TOKEN, Bearer TOKEN', 'is two in one'],
    ['Bearer "TOKEN"', 'has quotation marks'],
    ['Bearer TOKEN.', 'has a part too many'],
    ['Bearer a.b.c', 'holds nonsense'],
    ['Bearer ..', 'holds nothing'],
    ['Bearer TOKEN=', 'is padded'],
  ])('%j opens nothing: it %s', async (header) => {
    const token = await tokenWith({ scope: 'payment:read' });
    expectUnknown(await askWith({ authorization: header.replaceAll('TOKEN', token) }));
  });
});

describe('the signature', () => {
  test('may be made with either of two secrets', async () => {
    for (const signedWith of [secret, other]) {
      stack.simulator.forget();
      expectAnswered(await askWith(bearer(await tokenWith({ scope: 'payment:read' }, signedWith))));
    }
  });

  test('made with no secret of ours opens nothing', async () => {
    const token = await tokenWith({ scope: 'payment:read' }, 'nobody-knows-a-secret-such-as-this-one');
    expectUnknown(await askWith(bearer(token)));
  });

  test('is not left out', async () => {
    const claims = { iss: issuer, aud: audience, exp: fromNow(60), scope: 'payment:read' };
    const unsigned = new UnsecuredJWT(claims).encode();
    for (const token of [unsigned, `${unsigned}x`, unsigned.slice(0, -1)]) expectUnknown(await askWith(bearer(token)));
  });

  test.each(['HS384', 'HS512'])('made with %s is not the one that is asked for', async (alg) => {
    const token = await new SignJWT({ scope: 'payment:read' })
      .setProtectedHeader({ alg })
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime(fromNow(60))
      .sign(new TextEncoder().encode(secret.repeat(2)));
    expectUnknown(await askWith(bearer(token)));
  });

  test.each(['RS256', 'ES256', 'EdDSA'])("made with a stranger's %s key opens nothing", async (alg) => {
    const unauthenticated = await createIssuer(alg, 'stranger');
    expectUnknown(await askWith(bearer(await unauthenticated.tokenWith({ scope: 'payment:read' }))));
  });

  test('covers the claims', async () => {
    const [head, , signature] = (await tokenWith({ scope: '' })).split('.');
    const [, claims] = (await tokenWith({ scope: 'payment:read' })).split('.');
    expectUnknown(await askWith(bearer([head, claims, signature].join('.'))));
  });
});

describe('the claims', () => {
  test.each<[string, () => Claims]>([
    ['ended a moment ago by the clock of its issuer', () => ({ exp: fromNow(-2) })],
    ['begins in a moment', () => ({ nbf: fromNow(2) })],
    ['is for several audiences', () => ({ aud: ['another', audience] })],
    ["is a system's that lives long", () => ({ exp: fromNow(1e6) })],
    ["is a system's that does not say when it was made", () => ({ iat: undefined })],
    ['asks for scopes that nobody knows as well', () => ({ scope: 'admin payment:read * payment:write' })],
    ['says more than is asked', () => ({ sub: 'backend', admin: true, nonce: null })],
  ])('of a token that %s are good', async (_, claims) => {
    expectAnswered(await askAs(claims()));
  });

  test.each<[string, () => Claims]>([
    ['has ended', () => ({ exp: fromNow(-7) })],
    ['never ends', () => ({ exp: undefined })],
    ['ends at no time', () => ({ exp: 'tomorrow' })],
    ['has not begun', () => ({ nbf: fromNow(60) })],
    ['begins at no time', () => ({ nbf: 'now' })],
    ['was made at no time', () => ({ iat: 'now' })],
    ['is of nobody', () => ({ iss: undefined })],
    ['is of another issuer', () => ({ iss: `${issuer}/` })],
    ['is of several issuers', () => ({ iss: [issuer] })],
    ['is for nobody', () => ({ aud: undefined })],
    ['is for others', () => ({ aud: ['another', audience.toUpperCase()] })],
  ])('of a token that %s open nothing', async (_, claims) => {
    expectUnknown(await askAs(claims()));
  });

  test('may be many, and not more than 4 KiB', async () => {
    expectAnswered(await askAs({ more: 'x'.repeat(2700) }));
    stack.simulator.forget();
    expectUnknown(await askAs({ more: 'x'.repeat(3000) }));
  });

  test.each([undefined, '', 'payment:write', 'PAYMENT:READ', 'payment:read,member:read', ['payment:read'], 7, null])(
    'with the scope %j are of somebody known, who may not have this',
    async (scope) => {
      const { status, errors } = await askAs({ scope });
      expect([status, errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
      expect(stack.calledServices()).toEqual([]);
    },
  );
});

describe("a shopper's token", () => {
  const form = sampleCheckoutFormToken;

  test.each<[string, () => Claims]>([
    ['names its checkout form', () => ({})],
    ['names several', () => ({ checkout_form_token: ['another', form] })],
    ['lives as long as it may', () => ({ iat: fromNow(-60), exp: fromNow(3540) })],
    ['was made a moment ahead of our clock', () => ({ iat: fromNow(2) })],
  ])('that %s is good', async (_, claims) => {
    expectAnswered(await askAsShopper(claims()));
  });

  test.each<[string, () => Claims]>([
    ['does not say when it was made', () => ({ iat: undefined })],
    ['lives longer than it may', () => ({ iat: fromNow(-60), exp: fromNow(3541) })],
    ['was made in times to come', () => ({ iat: fromNow(60), exp: fromNow(120) })],
    ['names an empty form', () => ({ checkout_form_token: '' })],
    ['names an empty form among others', () => ({ checkout_form_token: [form, ''] })],
    ['names null', () => ({ checkout_form_token: null })],
    ['names a number', () => ({ checkout_form_token: 5 })],
    ['names an object', () => ({ checkout_form_token: { [form]: true } })],
    ['names a list in a list', () => ({ checkout_form_token: [[form]] })],
    ['has a scope as well, and lives longer than it may', () => ({ scope: 'payment:read', exp: fromNow(3700) })],
  ])('that %s opens nothing', async (_, claims) => {
    expectUnknown(await askAsShopper(claims()));
  });

  test('that names no form is of somebody known, who may not have this', async () => {
    const { status, errors } = await askAsShopper({ checkout_form_token: [] });
    expect([status, errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    expect(stack.calledServices()).toEqual([]);
  });
});

describe('a stranger', () => {
  test('is turned away before the body is read', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nconnection: close\r\n';
    expectUnknown(await exchangeBytes(stack, `${head}content-length: 30000\r\n\r\n{`));
  });

  test.each([
    ['nonsense', '{'],
    ['a batch', [goodQuery, goodQuery]],
    ['more than may be sent', ' '.repeat(40_000)],
    ['a document that does not parse', { query: '{' }],
    ['a document that does not fit the schema', { query: '{ nothing }' }],
  ])('learns nothing by sending %s', async (_, body) => {
    expectUnknown(await post(stack, body));
  });

  test('may not ask for the schema, as those who are known may', async () => {
    const query = getIntrospectionQuery();
    expectUnknown(await post(stack, { query }));
    expectUnknown(await post(stack, { query: '{ __typename }' }));
    const { status, errors } = await post(stack, { query }, bearer(await tokenWith()));
    expect([status, errors]).toEqual([200, undefined]);
  });

  test("on a page of the shop's may ask whether to ask, and reads why they were turned away", async () => {
    const origin = 'https://shop.example';
    const shop = await startStack({ server: { authentication: bySecret, corsOrigins: [origin] } });
    const preflight = await request(`${shop.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
    const refused = await post(shop, goodQuery, { origin });
    await shop.close();

    expect(preflight.status).toBe(204);
    expectRefusal(refused, 401, 'UNAUTHENTICATED');
    for (const { headers } of [preflight, refused]) expect(headers.get('access-control-allow-origin')).toBe(origin);
  });

  test('sees whether the server lives and is ready', async () => {
    for (const path of ['healthz', 'readyz']) expect((await request(`${stack.url}/${path}`)).status).toBe(200);
  });
});
