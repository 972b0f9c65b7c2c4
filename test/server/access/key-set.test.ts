import { SignJWT, type JWK } from 'jose';
import { answerOf, beginningOf, hang, reset, startRawServer, type RawServer } from '../../harness/raw-server.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { audience, bearer, bySecret, createIssuer, fromNow, issuer, type Issuer } from '../../harness/tokens.js';
import { expectRefusal, goodData, goodQuery, post } from '../../harness/http-exchange.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let signer: Issuer;
let next: Issuer;
let unauthenticated: Issuer;
beforeAll(async () => {
  signer = await createIssuer('ES256', 'first');
  next = await createIssuer('ES256', 'second');
  unauthenticated = await createIssuer('ES256', 'stranger');
});

/** Milliseconds that went by, as far as the server under test can tell. */
let passed: number;
let keyServer: RawServer;
let stack: Stack;
beforeEach(async () => {
  passed = 0;
  keyServer = await startRawServer();
  keyServer.answerWith(keys(signer.publicKey));
  stack = await startStack({ server: { authentication: { ...bySecret, keys: keySet() } } });
});
afterEach(async () => {
  await stack.close();
  await keyServer.close();
});

function keySet() {
  // What a slow server may take is told where a test waits for it.
  return { jwksUrl: new URL(`${keyServer.url}/keys`), timings: { now: () => passed, timeout: 300 } };
}

function keys(...published: readonly JWK[]) {
  return answerOf(JSON.stringify({ keys: published }), { headers: { 'content-type': 'application/json' } });
}

async function ask(by: Pick<Issuer, 'tokenWith'>) {
  return post(stack, goodQuery, bearer(await by.tokenWith({ scope: 'payment:read' })));
}

async function expectIn(by: Issuer): Promise<void> {
  stack.simulator.forget();
  const { status, data } = await ask(by);
  expect([status, data]).toEqual([200, goodData]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

async function expectOut(by: Pick<Issuer, 'tokenWith'>): Promise<void> {
  stack.simulator.forget();
  expectRefusal(await ask(by), 401, 'UNAUTHENTICATED');
  expect(stack.calledServices()).toEqual([]);
}

const fetches = () => keyServer.requests.length;

test.each(['RS256', 'PS512', 'ES256', 'ES384', 'EdDSA', 'Ed25519'])('a token signed with %s is good', async (alg) => {
  const one = await createIssuer(alg, alg);
  keyServer.answerWith(keys(signer.publicKey, one.publicKey));
  await expectIn(one);
});

test("a shared secret is none, be it all that is public of the issuer's key", async () => {
  const { publicKey } = signer;
  const secrets = [JSON.stringify(publicKey), JSON.stringify({ keys: [publicKey] }), String(publicKey.x)];
  for (const secret of secrets) {
    await expectOut({
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

test('a secret that stands among the keys opens nothing', async () => {
  const k = Buffer.from('a-secret-that-everybody-knows-by-now').toString('base64url');
  keyServer.answerWith(keys(signer.publicKey, { kty: 'oct', kid: 'shared', alg: 'HS256', k }));
  await expectOut({
    tokenWith: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'shared' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(fromNow(60))
        .sign(Buffer.from(k, 'base64url')),
  });
  await expectIn(signer);
});

test("a stranger's key under a known name opens nothing, and is not looked for", async () => {
  await expectIn(signer);
  await expectOut(await createIssuer('ES256', 'first'));
  expect(fetches()).toBe(1);
});

test('the keys are fetched when first needed, once for all who come', async () => {
  expect(fetches()).toBe(0);
  const replies = await Promise.all(Array.from({ length: 5 }, () => ask(signer)));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  passed = 9 * MINUTE;
  await expectIn(signer);
  expect(fetches()).toBe(1);
});

test('nothing is fetched for a header that holds no token', async () => {
  expectRefusal(await post(stack, goodQuery, bearer('a.b.c')), 401, 'UNAUTHENTICATED');
  expect(fetches()).toBe(0);
});

describe('tokens that name unknown keys', () => {
  const crowd = () => Promise.all(Array.from({ length: 5 }, () => expectOut(unauthenticated)));

  test('cause one fetch in a cooldown', async () => {
    await expectIn(signer);
    await crowd();
    expect(fetches()).toBe(1);
    passed = 31 * SECOND;
    await crowd();
    await crowd();
    expect(fetches()).toBe(2);
  });

  test('cause no more while the key server fails, and those who are known come in all the same', async () => {
    await expectIn(signer);
    keyServer.answerWith(answerOf('', { status: 500 }));
    passed = 31 * SECOND;
    await crowd();
    await crowd();
    expect(fetches()).toBe(2);
    await expectIn(signer);
  });

  test('cause one fetch a second while there are no keys at all', async () => {
    keyServer.answerWith(answerOf('', { status: 500 }));
    await crowd();
    await crowd();
    expect(fetches()).toBe(1);
    passed = 2 * SECOND;
    await crowd();
    expect(fetches()).toBe(2);
  });
});

describe('a new key', () => {
  test('is good after the cooldown, and the old one is not', async () => {
    await expectIn(signer);
    keyServer.answerWith(keys(next.publicKey));
    await expectOut(next);
    passed = 31 * SECOND;
    await expectIn(next);
    await expectOut(signer);
    expect(fetches()).toBe(2);
  });

  test('is good beside the old one', async () => {
    await expectIn(signer);
    keyServer.answerWith(keys(signer.publicKey, next.publicKey));
    passed = 31 * SECOND;
    await expectIn(next);
    await expectIn(signer);
    expect(fetches()).toBe(2);
  });
});

describe('keys that get old', () => {
  /** Asks until the keys that were asked for in the background have come. */
  async function expectSoonOut(by: Issuer): Promise<void> {
    while ((await ask(by)).status === 200);
    await expectOut(by);
  }

  test('are looked up again, so that a key which was withdrawn is good no longer', async () => {
    await expectIn(signer);
    keyServer.answerWith(keys(next.publicKey));
    passed = 10 * MINUTE + 1;
    await expectSoonOut(signer);
    expect(fetches()).toBe(2);
  });

  test('are kept while their server is down', async () => {
    await expectIn(signer);
    await keyServer.close();
    for (passed of [10 * MINUTE + 1, 20 * MINUTE, 24 * 60 * MINUTE]) await expectIn(signer);
  });

  test('are looked up again soon where their server failed just then', async () => {
    await expectIn(signer);
    keyServer.answerWith(reset);
    passed = 10 * MINUTE + 1;
    await expectIn(signer);
    await keyServer.requests[1]?.over;
    keyServer.answerWith(keys(next.publicKey));
    passed += 31 * SECOND;
    await expectSoonOut(signer);
  });
});

describe('a key server that', () => {
  /** Once it is well again, so are we. */
  async function expectRecovery(): Promise<void> {
    keyServer.answerWith(keys(signer.publicKey));
    passed += 31 * SECOND;
    await expectIn(signer);
  }

  test('hangs is given up, and asked again', async () => {
    keyServer.answerWith(hang);
    await expectOut(signer);
    await keyServer.requests[0]?.over;
    await expectRecovery();
  });

  test('hangs in the midst of its answer is given up, and asked again', async () => {
    keyServer.answerWith(beginningOf('{"keys":[', 'hang'));
    await expectOut(signer);
    await keyServer.requests[0]?.over;
    await expectRecovery();
  });

  test.each([
    ['says nothing', answerOf('')],
    ['says nonsense', answerOf('<html>')],
    ['answers no set', answerOf('[]')],
    ['answers no keys', answerOf('{}')],
    ['answers keys that are none', answerOf('{"keys":[null,7,{}]}')],
    ['has no keys', answerOf('{"keys":[]}')],
    ['knows nothing of them', answerOf('{"keys":[]}', { status: 404 })],
    ['breaks off', beginningOf('{"keys":[', 'end')],
    ['hangs up', reset],
  ])('%s lets nobody in, until it knows better', async (_, answer) => {
    keyServer.answerWith(answer);
    await expectOut(signer);
    await expectRecovery();
  });

  test('sends elsewhere is not followed', async () => {
    const elsewhere = await startRawServer();
    elsewhere.answerWith(keys(signer.publicKey));
    for (const status of [301, 302, 303, 307, 308]) {
      passed += 2 * SECOND;
      keyServer.answerWith(answerOf('', { status, headers: { location: `${elsewhere.url}/keys` } }));
      await expectOut(signer);
    }
    expect([fetches(), elsewhere.requests.length]).toEqual([5, 0]);
    await elsewhere.close();
  });
});
