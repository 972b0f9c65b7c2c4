import { SignJWT, type JWK } from 'jose';
import { answerOf, beginningOf, hang, reset, startRawServer, type RawServer } from '../../harness/raw-server.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { audience, bearer, bySecret, createIssuer, fromNow, issuer, type Issuer } from '../../harness/tokens.js';
import { expectRefusal, goodData, goodQuery, post } from '../../harness/http-exchange.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let signer: Issuer;
let next: Issuer;
let unknownIssuer: Issuer;
beforeAll(async () => {
  signer = await createIssuer('ES256', 'first');
  next = await createIssuer('ES256', 'second');
  unknownIssuer = await createIssuer('ES256', 'unknown');
});

/** Milliseconds on the clock of the server under test. */
let passed: number;
let keyServer: RawServer;
let stack: Stack;
let refusedTokens: string[];
beforeEach(async () => {
  passed = 0;
  refusedTokens = [];
  keyServer = await startRawServer();
  keyServer.answerWith(keys(signer.publicKey));
  stack = await startStack({
    server: { authentication: { ...bySecret, keys: keySet() } },
    listener: { onRefusedToken: (reason) => refusedTokens.push(reason) },
  });
});
afterEach(async () => {
  await stack.close();
  await keyServer.close();
});

function keySet() {
  // A short timeout, because some tests wait for it.
  return { jwksUrl: new URL(`${keyServer.url}/keys`), timings: { now: () => passed, timeout: 300 } };
}

function keys(...published: readonly JWK[]) {
  return answerOf(JSON.stringify({ keys: published }), { headers: { 'content-type': 'application/json' } });
}

async function sendWithTokenOf(by: Pick<Issuer, 'tokenWith'>) {
  return post(stack, goodQuery, bearer(await by.tokenWith({ scope: 'payment:read' })));
}

async function expectAccepted(by: Issuer): Promise<void> {
  stack.simulator.forget();
  const { status, data } = await sendWithTokenOf(by);
  expect([status, data]).toEqual([200, goodData]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

async function expectRefused(by: Pick<Issuer, 'tokenWith'>): Promise<void> {
  stack.simulator.forget();
  expectRefusal(await sendWithTokenOf(by), 401, 'UNAUTHENTICATED');
  expect(stack.calledServices()).toEqual([]);
}

/** Expects an answer that does not blame the token. */
async function expectUnavailable(by: Issuer): Promise<void> {
  stack.simulator.forget();
  const { errors, headers, ...reply } = await sendWithTokenOf(by);
  expect([reply.status, reply.data, headers.get('www-authenticate')]).toEqual([503, undefined, null]);
  expect(errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryable: true } }]);
  const retryAfter = Number(headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThanOrEqual(1);
  expect(retryAfter).toBeLessThanOrEqual(30);
  expect(refusedTokens.at(-1)).toBe('keys-unavailable');
  expect(stack.calledServices()).toEqual([]);
}

const failureReasons = () =>
  stack.logLines.flatMap(({ event, reason }) => (event === 'key set fetch failed' ? [reason] : []));

const fetchCount = () => keyServer.requests.length;

test.each(['RS256', 'PS512', 'ES256', 'ES384', 'EdDSA', 'Ed25519'])(
  'a token signed with %s is accepted',
  async (alg) => {
    const one = await createIssuer(alg, alg);
    keyServer.answerWith(keys(signer.publicKey, one.publicKey));
    await expectAccepted(one);
  },
);

test("a token signed with the issuer's public key as a shared secret is refused", async () => {
  const { publicKey } = signer;
  const secrets = [JSON.stringify(publicKey), JSON.stringify({ keys: [publicKey] }), String(publicKey.x)];
  for (const secret of secrets) {
    await expectRefused({
      tokenWith: (claims) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid: 'first' })
          .setIssuer(issuer)
          .setAudience(audience)
          .setExpirationTime(fromNow(60))
          .sign(new TextEncoder().encode(secret)),
    });
  }
});

test('a token signed with a shared secret in the key set is refused', async () => {
  const k = Buffer.from('a-secret-that-everybody-knows-by-now').toString('base64url');
  keyServer.answerWith(keys(signer.publicKey, { kty: 'oct', kid: 'shared', alg: 'HS256', k }));
  await expectRefused({
    tokenWith: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'shared' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(fromNow(60))
        .sign(Buffer.from(k, 'base64url')),
  });
  await expectAccepted(signer);
});

test('a token signed with an unknown key under a known id is refused without a fetch', async () => {
  await expectAccepted(signer);
  await expectRefused(await createIssuer('ES256', 'first'));
  expect(fetchCount()).toBe(1);
});

test('the keys are fetched when first needed, once for concurrent requests', async () => {
  expect(fetchCount()).toBe(0);
  const replies = await Promise.all(Array.from({ length: 5 }, () => sendWithTokenOf(signer)));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  passed = 9 * MINUTE;
  await expectAccepted(signer);
  expect(fetchCount()).toBe(1);
});

test('a header without a valid token causes no fetch', async () => {
  expectRefusal(await post(stack, goodQuery, bearer('a.b.c')), 401, 'UNAUTHENTICATED');
  expect(fetchCount()).toBe(0);
});

describe('tokens that name unknown keys', () => {
  const fiveTimes = (send: (by: Issuer) => Promise<void>) => () =>
    Promise.all(Array.from({ length: 5 }, () => send(unknownIssuer)));
  const sendFive = fiveTimes(expectRefused);
  const sendFiveInVain = fiveTimes(expectUnavailable);

  test('cause one fetch in a cool-down', async () => {
    await expectAccepted(signer);
    await sendFive();
    expect(fetchCount()).toBe(1);
    passed = 31 * SECOND;
    await sendFive();
    await sendFive();
    expect(fetchCount()).toBe(2);
  });

  test('cause no more while the key server fails, and known keys still work', async () => {
    await expectAccepted(signer);
    keyServer.answerWith(answerOf('', { status: 500 }));
    passed = 31 * SECOND;
    await sendFiveInVain();
    await sendFiveInVain();
    expect(fetchCount()).toBe(2);
    await expectAccepted(signer);
  });

  test('cause one fetch a second while no keys have been loaded', async () => {
    keyServer.answerWith(answerOf('', { status: 500 }));
    await sendFiveInVain();
    await sendFiveInVain();
    expect(fetchCount()).toBe(1);
    passed = 2 * SECOND;
    await sendFiveInVain();
    expect(fetchCount()).toBe(2);
  });
});

describe('a new key', () => {
  test('is accepted after the cool-down, and the old one no longer', async () => {
    await expectAccepted(signer);
    keyServer.answerWith(keys(next.publicKey));
    await expectRefused(next);
    passed = 31 * SECOND;
    await expectAccepted(next);
    await expectRefused(signer);
    expect(fetchCount()).toBe(2);
  });

  test('is accepted beside the old one', async () => {
    await expectAccepted(signer);
    keyServer.answerWith(keys(signer.publicKey, next.publicKey));
    passed = 31 * SECOND;
    await expectAccepted(next);
    await expectAccepted(signer);
    expect(fetchCount()).toBe(2);
  });
});

describe('expired keys', () => {
  /** Repeats the request until the keys have been fetched in the background. */
  async function expectRefusedSoon(by: Issuer): Promise<void> {
    while ((await sendWithTokenOf(by)).status === 200);
    await expectRefused(by);
  }

  test('are fetched again, so that a withdrawn key is no longer accepted', async () => {
    await expectAccepted(signer);
    keyServer.answerWith(keys(next.publicKey));
    passed = 10 * MINUTE + 1;
    await expectRefusedSoon(signer);
    expect(fetchCount()).toBe(2);
  });

  test('are kept while the key server is down', async () => {
    await expectAccepted(signer);
    await keyServer.close();
    for (passed of [10 * MINUTE + 1, 20 * MINUTE, 24 * 60 * MINUTE]) await expectAccepted(signer);
  });

  test('are fetched again soon if the key server failed', async () => {
    await expectAccepted(signer);
    keyServer.answerWith(reset);
    passed = 10 * MINUTE + 1;
    await expectAccepted(signer);
    await keyServer.requests[1]?.over;
    keyServer.answerWith(keys(next.publicKey));
    passed += 31 * SECOND;
    await expectRefusedSoon(signer);
  });
});

describe('a key server that', () => {
  /** Expects tokens to be accepted once the key server works. */
  async function expectRecovery(): Promise<void> {
    keyServer.answerWith(keys(signer.publicKey));
    passed += 31 * SECOND;
    await expectAccepted(signer);
  }

  test('hangs is abandoned and called again', async () => {
    keyServer.answerWith(hang);
    await expectUnavailable(signer);
    await keyServer.requests[0]?.over;
    await expectRecovery();
  });

  test('hangs in its answer is abandoned and called again', async () => {
    keyServer.answerWith(beginningOf('{"keys":[', 'hang'));
    await expectUnavailable(signer);
    await keyServer.requests[0]?.over;
    await expectRecovery();
  });

  test.each([
    ['answers nothing', 'malformed', answerOf('')],
    ['answers HTML', 'malformed', answerOf('<html>')],
    ['answers a list', 'malformed', answerOf('[]')],
    ['answers an object without keys', 'malformed', answerOf('{}')],
    ['answers invalid keys', 'malformed', answerOf('{"keys":[null,7,{}]}')],
    ['answers more than 1 MiB', 'too-large', answerOf(`{"keys":[]}${' '.repeat(1024 * 1024)}`)],
    ['answers 404', 'HTTP 404', answerOf('{"keys":[]}', { status: 404 })],
    ['cuts its answer off', 'unreachable', beginningOf('{"keys":[', 'end')],
    ['resets the connection', 'unreachable', reset],
  ])('%s is logged as %s, and no token is blamed for it', async (_, reason, answer) => {
    keyServer.answerWith(answer);
    await expectUnavailable(signer);
    expect(failureReasons()).toEqual([reason]);
    await expectRecovery();
  });

  test('answers 1 MiB is read', async () => {
    const text = JSON.stringify({ keys: [signer.publicKey] });
    keyServer.answerWith(answerOf(text.padEnd(1024 * 1024)));
    await expectAccepted(signer);
  });

  test('sends more than 1 MiB is cut off and not read to the end', async () => {
    keyServer.answerWith(beginningOf(' '.repeat(1024 * 1024 + 1), 'hang'));
    await expectUnavailable(signer);
    await keyServer.requests[0]?.over;
    expect(failureReasons()).toEqual(['too-large']);
  });

  test('answers no keys causes refusals', async () => {
    keyServer.answerWith(answerOf('{"keys":[]}'));
    await expectRefused(signer);
    expect(refusedTokens).toEqual(['wrong-key']);
    await expectRecovery();
  });

  test('redirects is not followed', async () => {
    const elsewhere = await startRawServer();
    elsewhere.answerWith(keys(signer.publicKey));
    for (const status of [301, 302, 303, 307, 308]) {
      passed += 2 * SECOND;
      keyServer.answerWith(answerOf('', { status, headers: { location: `${elsewhere.url}/keys` } }));
      await expectUnavailable(signer);
    }
    expect([fetchCount(), elsewhere.requests.length]).toEqual([5, 0]);
    await elsewhere.close();
  });
});
