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

const sendWith = (headers: Record<string, string>) => post(stack, goodQuery, headers);
const sendWithClaims = async (claims: Claims) =>
  sendWith(bearer(await tokenWith({ scope: 'payment:read', ...claims })));
const sendAsShopper = (claims: Claims) =>
  sendWithClaims({ scope: undefined, checkout_form_token: sampleCheckoutFormToken, ...claims });

function expectAnswered({ status, data }: Reply): void {
  expect([status, data]).toEqual([200, goodData]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

/** Expects the same refusal, whatever is wrong with the token. */
function expectUnauthenticated(reply: Reply): void {
  expectRefusal(reply, 401, 'UNAUTHENTICATED');
  expect(reply.errors?.[0]?.message).toBe('A valid token is needed: authorization: Bearer …');
  expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  expect(stack.calledServices()).toEqual([]);
}

describe('the authorization header', () => {
  test('may be written in any case and with extra spaces', async () => {
    expectAnswered(await sendWith({ authorization: `bEARER   ${await tokenWith({ scope: 'payment:read' })}` }));
  });

  test('is required', async () => {
    expectUnauthenticated(await sendWith({}));
  });

  test.each([
    ['', 'is empty'],
    ['Bearer', 'has no token'],
    ['TOKEN', 'has no scheme'],
    ['Basic TOKEN', 'has another scheme'],
    ['Bearer: TOKEN', 'has an extra colon'],
    ['Bearer TOKEN TOKEN', 'has two tokens'],
    ['Bearer TOKEN, Bearer TOKEN', 'has two values'],
    ['Bearer "TOKEN"', 'has quotation marks'],
    ['Bearer TOKEN.', 'has an extra part'],
    ['Bearer a.b.c', 'is not a token'],
    ['Bearer ..', 'has empty parts'],
    ['Bearer TOKEN=', 'has padding'],
  ])('%j is refused: it %s', async (header) => {
    const token = await tokenWith({ scope: 'payment:read' });
    expectUnauthenticated(await sendWith({ authorization: header.replaceAll('TOKEN', token) }));
  });
});

describe('the signature', () => {
  test('may be made with either of the two secrets', async () => {
    for (const signedWith of [secret, other]) {
      stack.simulator.forget();
      expectAnswered(await sendWith(bearer(await tokenWith({ scope: 'payment:read' }, signedWith))));
    }
  });

  test('made with an unknown secret is refused', async () => {
    const token = await tokenWith({ scope: 'payment:read' }, 'nobody-knows-a-secret-such-as-this-one');
    expectUnauthenticated(await sendWith(bearer(token)));
  });

  test('must not be missing', async () => {
    const claims = { iss: issuer, aud: audience, exp: fromNow(60), scope: 'payment:read' };
    const unsigned = new UnsecuredJWT(claims).encode();
    for (const token of [unsigned, `${unsigned}x`, unsigned.slice(0, -1)])
      expectUnauthenticated(await sendWith(bearer(token)));
  });

  test.each(['HS384', 'HS512'])('made with %s instead of HS256 is refused', async (alg) => {
    const token = await new SignJWT({ scope: 'payment:read' })
      .setProtectedHeader({ alg })
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime(fromNow(60))
      .sign(new TextEncoder().encode(secret.repeat(2)));
    expectUnauthenticated(await sendWith(bearer(token)));
  });

  test.each(['RS256', 'ES256', 'EdDSA'])('made with an unknown %s key is refused', async (alg) => {
    const unknownIssuer = await createIssuer(alg, 'unknown');
    expectUnauthenticated(await sendWith(bearer(await unknownIssuer.tokenWith({ scope: 'payment:read' }))));
  });

  test('covers the claims', async () => {
    const [head, , signature] = (await tokenWith({ scope: '' })).split('.');
    const [, claims] = (await tokenWith({ scope: 'payment:read' })).split('.');
    expectUnauthenticated(await sendWith(bearer([head, claims, signature].join('.'))));
  });
});

describe('the claims', () => {
  test.each<[string, () => Claims]>([
    ['expired less than the clock tolerance ago', () => ({ exp: fromNow(-2) })],
    ['becomes valid within the clock tolerance', () => ({ nbf: fromNow(2) })],
    ['is for several audiences', () => ({ aud: ['another', audience] })],
    ["is a system's and has a long lifetime", () => ({ exp: fromNow(1e6) })],
    ["is a system's and has no iat", () => ({ iat: undefined })],
    ['has unknown scopes as well', () => ({ scope: 'admin payment:read * payment:write' })],
    ['has other claims as well', () => ({ sub: 'backend', admin: true, nonce: null })],
  ])('of a token that %s are accepted', async (_, claims) => {
    expectAnswered(await sendWithClaims(claims()));
  });

  test.each<[string, () => Claims]>([
    ['has expired', () => ({ exp: fromNow(-7) })],
    ['has no exp', () => ({ exp: undefined })],
    ['has an invalid exp', () => ({ exp: 'tomorrow' })],
    ['is not valid yet', () => ({ nbf: fromNow(60) })],
    ['has an invalid nbf', () => ({ nbf: 'now' })],
    ['has an invalid iat', () => ({ iat: 'now' })],
    ['has no issuer', () => ({ iss: undefined })],
    ['has another issuer', () => ({ iss: `${issuer}/` })],
    ['has several issuers', () => ({ iss: [issuer] })],
    ['has no audience', () => ({ aud: undefined })],
    ['has other audiences', () => ({ aud: ['another', audience.toUpperCase()] })],
  ])('of a token that %s are refused', async (_, claims) => {
    expectUnauthenticated(await sendWithClaims(claims()));
  });

  test('may take up to 4 KiB', async () => {
    expectAnswered(await sendWithClaims({ more: 'x'.repeat(2700) }));
    stack.simulator.forget();
    expectUnauthenticated(await sendWithClaims({ more: 'x'.repeat(3000) }));
  });

  test.each([undefined, '', 'payment:write', 'PAYMENT:READ', 'payment:read,member:read', ['payment:read'], 7, null])(
    'with the scope %j are authenticated, but forbidden to read payments',
    async (scope) => {
      const { status, errors } = await sendWithClaims({ scope });
      expect([status, errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
      expect(stack.calledServices()).toEqual([]);
    },
  );
});

describe("a shopper's token", () => {
  const form = sampleCheckoutFormToken;

  test.each<[string, () => Claims]>([
    ['names its checkout form', () => ({})],
    ['names several checkout forms', () => ({ checkout_form_token: ['another', form] })],
    ['has the longest allowed lifetime', () => ({ iat: fromNow(-60), exp: fromNow(3540) })],
    ['has an iat within the clock tolerance', () => ({ iat: fromNow(2) })],
  ])('that %s is accepted', async (_, claims) => {
    expectAnswered(await sendAsShopper(claims()));
  });

  test.each<[string, () => Claims]>([
    ['has no iat', () => ({ iat: undefined })],
    ['lives too long', () => ({ iat: fromNow(-60), exp: fromNow(3541) })],
    ['has an iat in the future', () => ({ iat: fromNow(60), exp: fromNow(120) })],
    ['names an empty form', () => ({ checkout_form_token: '' })],
    ['names an empty form among others', () => ({ checkout_form_token: [form, ''] })],
    ['names null', () => ({ checkout_form_token: null })],
    ['names a number', () => ({ checkout_form_token: 5 })],
    ['names an object', () => ({ checkout_form_token: { [form]: true } })],
    ['names a list in a list', () => ({ checkout_form_token: [[form]] })],
    ['has a scope as well and lives too long', () => ({ scope: 'payment:read', exp: fromNow(3700) })],
  ])('that %s is refused', async (_, claims) => {
    expectUnauthenticated(await sendAsShopper(claims()));
  });

  test('that names no form is authenticated, but forbidden to read payments', async () => {
    const { status, errors } = await sendAsShopper({ checkout_form_token: [] });
    expect([status, errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    expect(stack.calledServices()).toEqual([]);
  });
});

describe('a token that opens nothing', () => {
  test.each<[string, unknown]>([
    ['a payment', goodQuery],
    ['the schema', { query: getIntrospectionQuery() }],
    ['the name of a type', { query: '{ __typename }' }],
    ['a field that does not exist', { query: '{ nothing }' }],
    ['nonsense', '{'],
  ])('is forbidden to ask for %s', async (_, body) => {
    const reply = await post(stack, body, bearer(await tokenWith({ scope: 'admin', sub: 'backend' })));
    expectRefusal(reply, 403, 'FORBIDDEN');
    expect(stack.calledServices()).toEqual([]);
  });
});

describe('an unauthenticated caller', () => {
  test('is refused before the body is read', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nconnection: close\r\n';
    expectUnauthenticated(await exchangeBytes(stack, `${head}content-length: 30000\r\n\r\n{`));
  });

  test.each([
    ['nonsense', '{'],
    ['a batch', [goodQuery, goodQuery]],
    ['a body that is too large', ' '.repeat(40_000)],
    ['a document that does not parse', { query: '{' }],
    ['a document that is not valid', { query: '{ nothing }' }],
  ])('receives the same refusal for %s', async (_, body) => {
    expectUnauthenticated(await post(stack, body));
  });

  test('may not introspect the schema, and one whose token opens something may', async () => {
    const query = getIntrospectionQuery();
    expectUnauthenticated(await post(stack, { query }));
    expectUnauthenticated(await post(stack, { query: '{ __typename }' }));
    const { status, errors } = await post(stack, { query }, bearer(await tokenWith({ scope: 'session:manage' })));
    expect([status, errors]).toEqual([200, undefined]);
  });

  test("on the shop's page gets an answer to its preflight and may read the refusal", async () => {
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

  test('may call the health checks', async () => {
    for (const path of ['healthz', 'readyz']) expect((await request(`${stack.url}/${path}`)).status).toBe(200);
  });
});
