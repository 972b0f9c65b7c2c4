import { setTimeout as pause } from 'node:timers/promises';
import { remainingLife } from '../../../src/iyzico/services/access-token.js';
import {
  badResponse,
  chosen,
  openTestClient,
  options,
  outcomeOf,
  rejected,
  session,
  type TestClient,
} from '../../harness/test-client.js';
import { put } from '../../harness/sample.js';

const NOW = 1_750_000_000_000;
/** The service that sells an access token, and the service that needs one. */
const [purchase, use] = ['retrieve-access-token', 'last-payment-info'] as const;

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

const retrieve = (key = session) => client.iyzico.retrieveLastPayment(key, options);
const retrieveTenTimes = () =>
  Array.from({ length: 10 }, (_, i) => client.iyzico.retrieveLastPayment(session, chosen(`${i}`)));

/** A token whose `exp` claim is this many seconds after `now`. */
function tokenExpiringIn(seconds: number, now = Date.now()): string {
  return tokenWithClaims({ exp: Math.floor(now / 1000) + seconds });
}

function tokenWithClaims(claims: unknown): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`;
}

describe('a token', () => {
  test('is bought once for concurrent reads', async () => {
    await Promise.all(retrieveTenTimes());
    expect(client.calledServices()).toEqual([purchase, ...Array.from({ length: 10 }, () => use)]);
  });

  test('is held for the next read', async () => {
    await retrieve();
    await retrieve();
    expect(client.calledServices()).toEqual([purchase, use, use]);
    const sent = client.simulator.calls.map(({ headers }) => headers['access-token']);
    expect(sent[2]).toBe(sent[1]);
  });

  test('is used for one session only', async () => {
    await retrieve();
    await retrieve({ sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' });
    expect(client.calledServices()).toEqual([purchase, use, purchase, use]);
  });

  test('is used for one member only', async () => {
    await retrieve();
    await outcomeOf(retrieve({ ...session, memberIdentifier: 'another' }));
    expect(client.calledServices()).toEqual([purchase, use, purchase]);
  });

  test.each([
    ['shortly before it expires', tokenExpiringIn(29)],
    ['after it expired', tokenExpiringIn(-600)],
  ])('is not held %s', async (_when, token) => {
    client.simulator.answerNext(purchase, { edit: put('accessToken', JSON.stringify(token)) });
    await outcomeOf(retrieve());
    await retrieve();
    expect(client.calledServices()).toEqual([purchase, use, purchase, use]);
  });

  test.each([
    ['where it expires later', tokenExpiringIn(200)],
    ['where it has no expiry time', 'opaque'],
  ])('is held %s', async (_when, token) => {
    client.simulator.answerNext(purchase, { edit: put('accessToken', JSON.stringify(token)) });
    client.simulator.answerNext(use, { body: '{"status":"success"}' });
    client.simulator.answerNext(use, { body: '{"status":"success"}' });
    await retrieve();
    await retrieve();
    expect(client.calledServices()).toEqual([purchase, use, use]);
    expect(client.simulator.calls[2]?.headers['access-token']).toBe(token);
  });

  test('is held until thirty seconds before it expires', async () => {
    const token = tokenWithClaims({ exp: (Date.now() + 30_150) / 1000 });
    client.simulator.answerNext(purchase, { edit: put('accessToken', JSON.stringify(token)) });
    await outcomeOf(retrieve());
    await pause(200);
    await retrieve();
    expect(client.calledServices()).toEqual([purchase, use, purchase, use]);
  });

  test.each([
    ['was expired', () => client.iyzico.expireSession(session, options)],
    ['may have been expired, though the call failed', failToExpire],
  ])('is dropped after its session %s', async (_how, expire) => {
    await retrieve();
    await expire();
    await outcomeOf(retrieve());
    expect(client.calledServices().slice(0, 4)).toEqual([purchase, use, 'invalidate-session', purchase]);
  });

  test('that was bought while its session was expired is not held', async () => {
    client.simulator.answerNext(purchase, { delay: 300 });
    const early = outcomeOf(retrieve());
    await client.receivedCalls(1);
    await client.iyzico.expireSession(session, options);
    await early;
    await outcomeOf(retrieve());
    expect(client.calledServices()).toEqual([purchase, 'invalidate-session', use, purchase]);
  });

  test('that could not be bought is bought again for the next read', async () => {
    client.simulator.answerNext(purchase, { errorCode: '1' });
    client.simulator.answerNext(purchase, { fault: 'bad-gateway' });
    await expect(retrieve()).rejects.toMatchObject({ service: purchase, ...rejected('system-error') });
    await expect(retrieve()).rejects.toMatchObject({ service: purchase, reason: 'unreachable' });
    await retrieve();
    expect(client.calledServices()).toEqual([purchase, purchase, purchase, use]);
  });

  test.each(['null', '""', '{}', '"a\\nb"', '"a b"', '"ş"', '"\\u0000"'])(
    'that no header can carry is refused, and not held: %s',
    async (json) => {
      client.simulator.answerNext(purchase, { edit: put('accessToken', json) });
      await expect(retrieve()).rejects.toMatchObject({ service: purchase, ...badResponse('accessToken') });
      await retrieve();
      expect(client.calledServices()).toEqual([purchase, purchase, use]);
    },
  );
});

describe('a held token that iyzico refuses', () => {
  beforeEach(async () => {
    await retrieve();
    // iyzico no longer knows the access token that the client holds.
    client.simulator.forget();
  });

  test('is replaced once, and the read is repeated once', async () => {
    expect(await retrieve()).toMatchObject({ paymentId: '24259238' });
    expect(client.calledServices()).toEqual([use, purchase, use]);
  });

  test('is replaced once for concurrent reads', async () => {
    await Promise.all(retrieveTenTimes());
    expect(client.calledServices().filter((service) => service === purchase)).toHaveLength(1);
    expect(client.calledServices().filter((service) => service === use)).toHaveLength(20);
  });

  test.each([
    ['with the status of the gateway', { status: 401, errorCode: '8' }],
    ['with a known code', { errorCode: '260016' }],
    ['with an unknown code', { errorCode: '4242' }],
  ])('%s is replaced', async (_how, refusal) => {
    client.simulator.answerNext(use, refusal);
    expect(await retrieve()).toMatchObject({ paymentId: '24259238' });
    expect(client.calledServices()).toEqual([use, purchase, use]);
  });

  test('is replaced once only: the refusal of the new token is thrown', async () => {
    client.simulator.answerNext(use, { errorCode: '5122' });
    client.simulator.answerNext(use, { errorCode: '5122' });
    await expect(retrieve()).rejects.toMatchObject({ service: use, ...rejected('payment-pending') });
    expect(client.calledServices()).toEqual([use, purchase, use]);
  });

  test('because of the rate limit is kept, because another call would exceed the limit too', async () => {
    client.simulator.answerNext(use, { errorCode: 50000 });
    await expect(retrieve()).rejects.toMatchObject(rejected('rate-limited'));
    expect(client.calledServices()).toEqual([use]);
  });

  test('is kept where the answer is unusable', async () => {
    client.simulator.answerNext(use, { fault: 'html' });
    await expect(retrieve()).rejects.toMatchObject(badResponse('body'));
    expect(client.calledServices()).toEqual([use]);
  });
});

test('a refusal of a new token is thrown', async () => {
  client.simulator.answerNext(use, { status: 401, errorCode: '8' });
  await expect(retrieve()).rejects.toMatchObject({ service: use, ...rejected('misconfigured') });
  expect(client.calledServices()).toEqual([purchase, use]);
});

test.each([
  ['an expiry in six minutes', tokenWithClaims({ exp: NOW / 1000 + 360 }), 270_000],
  ['an expiry in a hundred seconds', tokenWithClaims({ exp: NOW / 1000 + 100 }), 70_000],
  ['an expiry in thirty seconds', tokenWithClaims({ exp: NOW / 1000 + 30 }), 0],
  ['no expiry', tokenWithClaims({}), 270_000],
  ['an expiry that is not a number', tokenWithClaims({ exp: '1750000010' }), 270_000],
  ['null as claims', tokenWithClaims(null), 270_000],
  ['claims that cannot be read', 'e30.!!!.c2ln', 270_000],
  ['no claims', 'opaque', 270_000],
])('a token with %s is used for at most five minutes less thirty seconds', (_claims, token, life) => {
  expect(remainingLife(token, NOW)).toBe(life);
});

async function failToExpire(): Promise<void> {
  client.simulator.answerNext('invalidate-session', { fault: 'bad-gateway' });
  await outcomeOf(client.iyzico.expireSession(session, options));
}
