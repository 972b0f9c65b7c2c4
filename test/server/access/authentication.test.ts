import { getIntrospectionQuery } from 'graphql';
import { CompactSign, SignJWT, UnsecuredJWT } from 'jose';
import type { RefusedTokenReason } from '../../../src/server/index.js';
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

const refusedTokens: RefusedTokenReason[] = [];
let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    server: { authentication: { ...bySecret, keys: { secrets: [other, secret] } } },
    listener: { onRefusedToken: (reason) => refusedTokens.push(reason) },
  });
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

/** A token with exactly these claims, as JSON. */
function signed(claims: string, header: object = {}): Promise<string> {
  return new CompactSign(new TextEncoder().encode(claims))
    .setProtectedHeader({ alg: 'HS256', ...header })
    .sign(new TextEncoder().encode(secret));
}

function expectAnswered({ status, data }: Reply): void {
  expect([status, data]).toEqual([200, goodData]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

/** Expects the same answer, whatever is wrong with the token; only the log and the listener know the reason. */
function expectUnauthenticated(reply: Reply, reason: RefusedTokenReason): void {
  expectRefusal(reply, 401, 'UNAUTHENTICATED');
  expect(reply.errors?.[0]?.message).toBe('A valid token is needed: authorization: Bearer …');
  expect(reply.headers.get('www-authenticate')).toBe(reason === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"');
  expect(refusedTokens.at(-1)).toBe(reason);
  expect(stack.calledServices()).toEqual([]);
}

describe('the authorization header', () => {
  test('may be written in any case and with extra spaces', async () => {
    expectAnswered(await sendWith({ authorization: `bEARER   ${await tokenWith({ scope: 'payment:read' })}` }));
  });

  test('is required', async () => {
    expectUnauthenticated(await sendWith({}), 'missing');
  });

  test.each<[string, string, RefusedTokenReason]>([
    ['', 'is empty', 'missing'],
    ['Bearer', 'has no token', 'malformed'],
    ['TOKEN', 'has no scheme', 'missing'],
    ['Basic TOKEN', 'has another scheme', 'missing'],
    ['Bearer: TOKEN', 'has an extra colon', 'malformed'],
    ['Bearer TOKEN TOKEN', 'has two tokens', 'malformed'],
    ['Bearer TOKEN, Bearer TOKEN', 'has two values', 'malformed'],
    ['Bearer "TOKEN"', 'has quotation marks', 'malformed'],
    ['Bearer TOKEN.', 'has an extra part', 'malformed'],
    ['Bearer a.b.c', 'is not a token', 'malformed'],
    ['Bearer ..', 'has empty parts', 'malformed'],
    ['Bearer TOKEN=', 'has padding', 'malformed'],
  ])('%j is refused: it %s', async (header, _, reason) => {
    const token = await tokenWith({ scope: 'payment:read' });
    expectUnauthenticated(await sendWith({ authorization: header.replaceAll('TOKEN', token) }), reason);
  });
});

describe('the log', () => {
  test.each<RefusedTokenReason>(['missing', 'malformed', 'expired'])('says that a token is %s', async (reason) => {
    const own = await startStack({ server: { authentication: bySecret } });
    try {
      const expired = await tokenWith({ scope: 'payment:read', exp: 1_000_000 });
      const headers = { missing: {}, malformed: bearer('a.b.c'), expired: bearer(expired) };
      await post(own, goodQuery, headers[reason as keyof typeof headers]);
      expect(own.logLines.at(-1)).toMatchObject({ event: 'request refused', code: 'UNAUTHENTICATED', reason });
    } finally {
      await own.close();
    }
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
    expectUnauthenticated(await sendWith(bearer(token)), 'wrong-key');
  });

  test('must not be missing', async () => {
    const claims = { iss: issuer, aud: audience, exp: fromNow(60), scope: 'payment:read' };
    const unsigned = new UnsecuredJWT(claims).encode();
    for (const [token, reason] of [
      [unsigned, 'malformed'],
      [`${unsigned}x`, 'wrong-algorithm'],
      [unsigned.slice(0, -1), 'malformed'],
    ] as const) {
      expectUnauthenticated(await sendWith(bearer(token)), reason);
    }
  });

  test.each(['HS384', 'HS512'])('made with %s instead of HS256 is refused', async (alg) => {
    const token = await new SignJWT({ scope: 'payment:read' })
      .setProtectedHeader({ alg })
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime(fromNow(60))
      .sign(new TextEncoder().encode(secret.repeat(2)));
    expectUnauthenticated(await sendWith(bearer(token)), 'wrong-algorithm');
  });

  test.each(['RS256', 'ES256', 'EdDSA'])('made with an unknown %s key is refused', async (alg) => {
    const unknownIssuer = await createIssuer(alg, 'unknown');
    const token = await unknownIssuer.tokenWith({ scope: 'payment:read' });
    expectUnauthenticated(await sendWith(bearer(token)), 'wrong-algorithm');
  });

  test('covers the claims', async () => {
    const [head, , signature] = (await tokenWith({ scope: '' })).split('.');
    const [, claims] = (await tokenWith({ scope: 'payment:read' })).split('.');
    expectUnauthenticated(await sendWith(bearer([head, claims, signature].join('.'))), 'wrong-key');
  });
});

describe('the claims', () => {
  test.each<[string, () => Claims]>([
    ['expired less than the clock tolerance ago', () => ({ iat: fromNow(-60), exp: fromNow(-2) })],
    ['becomes valid within the clock tolerance', () => ({ nbf: fromNow(2) })],
    ['is for several audiences', () => ({ aud: ['another', audience] })],
    ["is a system's and has the longest allowed lifetime", () => ({ iat: fromNow(-60), exp: fromNow(86_340) })],
    ['has no iat', () => ({ iat: undefined })],
    ['has no iat and little of its life left', () => ({ iat: undefined, exp: fromNow(86_400) })],
    ['has times with a fraction', () => ({ iat: fromNow(-1) + 0.5, exp: fromNow(60) + 0.5 })],
    ['has unknown scopes as well', () => ({ scope: 'admin payment:read * payment:write' })],
    ['has other claims as well', () => ({ sub: 'backend', admin: true, nonce: null })],
  ])('of a token that %s are accepted', async (_, claims) => {
    expectAnswered(await sendWithClaims(claims()));
  });

  test.each<[string, RefusedTokenReason, () => Claims]>([
    ['has expired', 'expired', () => ({ exp: fromNow(-7) })],
    ['has no exp', 'no-exp', () => ({ exp: undefined })],
    ['has an invalid exp', 'malformed', () => ({ exp: 'tomorrow' })],
    ['has an exp in milliseconds', 'malformed', () => ({ exp: fromNow(60) * 1000 })],
    ['expires before it was issued', 'malformed', () => ({ iat: fromNow(1), exp: fromNow(0) })],
    ['is not valid yet', 'not-yet', () => ({ nbf: fromNow(60) })],
    ['has an invalid nbf', 'malformed', () => ({ nbf: 'now' })],
    ['has a negative nbf', 'malformed', () => ({ nbf: -1 })],
    ['has an invalid iat', 'malformed', () => ({ iat: 'now' })],
    ['has a negative iat', 'malformed', () => ({ iat: -1 })],
    ['has an iat in the future', 'not-yet', () => ({ iat: fromNow(60) })],
    ["is a system's and lives too long", 'too-long', () => ({ iat: fromNow(-60), exp: fromNow(86_341) })],
    ['has no iat and lives too long', 'too-long', () => ({ iat: undefined, exp: fromNow(86_410) })],
    ['has no issuer', 'wrong-issuer', () => ({ iss: undefined })],
    ['has another issuer', 'wrong-issuer', () => ({ iss: `${issuer}/` })],
    ['has several issuers', 'wrong-issuer', () => ({ iss: [issuer] })],
    ['has no audience', 'wrong-audience', () => ({ aud: undefined })],
    ['has other audiences', 'wrong-audience', () => ({ aud: ['another', audience.toUpperCase()] })],
  ])('of a token that %s are refused as %s', async (_, reason, claims) => {
    expectUnauthenticated(await sendWithClaims(claims()), reason);
  });

  test.each(['exp', 'iat', 'nbf'])('with an infinite %s are refused', async (name) => {
    const times = { iat: fromNow(0), exp: fromNow(60), [name]: 'infinite' };
    const claims = JSON.stringify({ iss: issuer, aud: audience, scope: 'payment:read', ...times });
    // JSON reads this number as Infinity.
    const token = await signed(claims.replace('"infinite"', '1e999'));
    expectUnauthenticated(await sendWith(bearer(token)), name === 'nbf' ? 'not-yet' : 'malformed');
  });

  test('may take up to 4 KiB', async () => {
    expectAnswered(await sendWithClaims({ more: 'x'.repeat(2700) }));
    stack.simulator.forget();
    expectUnauthenticated(await sendWithClaims({ more: 'x'.repeat(3000) }), 'malformed');
  });

  test.each([undefined, '', 'payment:write', 'PAYMENT:READ', 'payment:read,member:read', ['payment:read x'], 7, null])(
    'with the scope %j are authenticated, but forbidden to read payments',
    async (scope) => {
      const { status, errors } = await sendWithClaims({ scope });
      expect([status, errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
      expect(stack.calledServices()).toEqual([]);
    },
  );
});

describe('the scopes', () => {
  test.each<[string, Claims]>([
    ['scope as a list', { scope: ['session:manage', 'payment:read'] }],
    ['scp as text', { scope: undefined, scp: 'session:manage payment:read' }],
    ['scp as a list', { scope: undefined, scp: ['payment:read'] }],
    ['scp beside another scope', { scope: 'session:manage', scp: ['payment:read'] }],
  ])('may be written as %s', async (_, claims) => {
    expectAnswered(await sendWithClaims(claims));
  });
});

describe('the type in the header', () => {
  const sendWithType = async (typ: unknown) => {
    const claims = { iss: issuer, aud: audience, exp: fromNow(60), scope: 'payment:read' };
    return sendWith(bearer(await signed(JSON.stringify(claims), { typ })));
  };

  test.each([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/jwt', 'application/at+jwt'])(
    'may be %s',
    async (typ) => {
      expectAnswered(await sendWithType(typ));
    },
  );

  test.each(['', 'JOSE', 'id+jwt', 'logout+jwt', 'dpop+jwt', 'at+jwt ', 'text/jwt', 5, null])(
    'must not be %j',
    async (typ) => {
      expectUnauthenticated(await sendWithType(typ), 'wrong-type');
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
    ['has no iat', () => ({ iat: undefined })],
  ])('that %s is accepted', async (_, claims) => {
    expectAnswered(await sendAsShopper(claims()));
  });

  test.each<[string, RefusedTokenReason, () => Claims]>([
    ['lives too long', 'too-long', () => ({ iat: fromNow(-60), exp: fromNow(3541) })],
    ['has no iat and lives too long', 'too-long', () => ({ iat: undefined, exp: fromNow(3610) })],
    ['has an iat in the future', 'not-yet', () => ({ iat: fromNow(60), exp: fromNow(120) })],
    ['names an empty form', 'malformed', () => ({ checkout_form_token: '' })],
    ['names an empty form among others', 'malformed', () => ({ checkout_form_token: [form, ''] })],
    ['names null', 'malformed', () => ({ checkout_form_token: null })],
    ['names a number', 'malformed', () => ({ checkout_form_token: 5 })],
    ['names an object', 'malformed', () => ({ checkout_form_token: { [form]: true } })],
    ['names a list in a list', 'malformed', () => ({ checkout_form_token: [[form]] })],
    ['has a scope as well and lives too long', 'too-long', () => ({ scope: 'payment:read', exp: fromNow(3700) })],
    [
      'has a scope and an empty list of forms, and lives too long',
      'too-long',
      () => ({ scope: 'payment:read', checkout_form_token: [], exp: fromNow(3700) }),
    ],
  ])('that %s is refused as %s', async (_, reason, claims) => {
    expectUnauthenticated(await sendAsShopper(claims()), reason);
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
    expectUnauthenticated(await exchangeBytes(stack, `${head}content-length: 30000\r\n\r\n{`), 'missing');
  });

  test.each([
    ['nonsense', '{'],
    ['a batch', [goodQuery, goodQuery]],
    ['a body that is too large', ' '.repeat(40_000)],
    ['a document that does not parse', { query: '{' }],
    ['a document that is not valid', { query: '{ nothing }' }],
  ])('receives the same refusal for %s', async (_, body) => {
    expectUnauthenticated(await post(stack, body), 'missing');
  });

  test('may not introspect the schema, and one whose token opens something may', async () => {
    const query = getIntrospectionQuery();
    expectUnauthenticated(await post(stack, { query }), 'missing');
    expectUnauthenticated(await post(stack, { query: '{ __typename }' }), 'missing');
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
