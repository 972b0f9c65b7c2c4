import { setTimeout as passed } from 'node:timers/promises';
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
const [bought, used] = ['retrieve-access-token', 'last-payment-info'] as const;

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

const ask = (key = session) => client.iyzico.retrieveLastPayment(key, options);
const tenQuestions = () =>
  Array.from({ length: 10 }, (_, i) => client.iyzico.retrieveLastPayment(session, chosen(`${i}`)));

/** An opaque token that claims to die so many seconds after now. */
function tokenDyingIn(seconds: number, now = Date.now()): string {
  return tokenClaiming({ exp: Math.floor(now / 1000) + seconds });
}

function tokenClaiming(claims: unknown): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`;
}

describe('a token', () => {
  test('is bought once, however many ask at once', async () => {
    await Promise.all(tenQuestions());
    expect(client.calledServices()).toEqual([bought, ...Array.from({ length: 10 }, () => used)]);
  });

  test('is kept for the next question', async () => {
    await ask();
    await ask();
    expect(client.calledServices()).toEqual([bought, used, used]);
    const sent = client.simulator.calls.map(({ headers }) => headers['access-token']);
    expect(sent[2]).toBe(sent[1]);
  });

  test('is of one session only', async () => {
    await ask();
    await ask({ sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' });
    expect(client.calledServices()).toEqual([bought, used, bought, used]);
  });

  test('is of one member only', async () => {
    await ask();
    await outcomeOf(ask({ ...session, memberIdentifier: 'another' }));
    expect(client.calledServices()).toEqual([bought, used, bought]);
  });

  test.each([
    ['shortly before it dies', tokenDyingIn(29)],
    ['after it died', tokenDyingIn(-600)],
  ])('is not kept %s', async (_when, token) => {
    client.simulator.answerNext(bought, { edit: put('accessToken', JSON.stringify(token)) });
    await outcomeOf(ask());
    await ask();
    expect(client.calledServices()).toEqual([bought, used, bought, used]);
  });

  test.each([
    ['that dies later', tokenDyingIn(200)],
    ['that does not tell when it dies', 'opaque'],
  ])('is kept %s', async (_when, token) => {
    client.simulator.answerNext(bought, { edit: put('accessToken', JSON.stringify(token)) });
    client.simulator.answerNext(used, { body: '{"status":"success"}' });
    client.simulator.answerNext(used, { body: '{"status":"success"}' });
    await ask();
    await ask();
    expect(client.calledServices()).toEqual([bought, used, used]);
    expect(client.simulator.calls[2]?.headers['access-token']).toBe(token);
  });

  test('is kept no longer than it lives, less thirty seconds', async () => {
    const token = tokenClaiming({ exp: (Date.now() + 30_150) / 1000 });
    client.simulator.answerNext(bought, { edit: put('accessToken', JSON.stringify(token)) });
    await outcomeOf(ask());
    await passed(200);
    await ask();
    expect(client.calledServices()).toEqual([bought, used, bought, used]);
  });

  test.each([
    ['expired', () => client.iyzico.expireSession(session, options)],
    ['asked to expire, though that failed', failToExpire],
  ])('is forgotten once its session was %s', async (_how, expire) => {
    await ask();
    await expire();
    await outcomeOf(ask());
    expect(client.calledServices().slice(0, 4)).toEqual([bought, used, 'invalidate-session', bought]);
  });

  test('that was still being bought while its session expired is not kept', async () => {
    client.simulator.answerNext(bought, { delay: 300 });
    const early = outcomeOf(ask());
    await client.receivedCalls(1);
    await client.iyzico.expireSession(session, options);
    await early;
    await outcomeOf(ask());
    expect(client.calledServices()).toEqual([bought, 'invalidate-session', used, bought]);
  });

  test('that could not be bought is asked for again', async () => {
    client.simulator.answerNext(bought, { errorCode: '1' });
    client.simulator.answerNext(bought, { fault: 'reset' });
    await expect(ask()).rejects.toMatchObject({ service: bought, ...rejected('system-error') });
    await expect(ask()).rejects.toMatchObject({ service: bought, reason: 'unreachable' });
    await ask();
    expect(client.calledServices()).toEqual([bought, bought, bought, used]);
  });

  test.each(['null', '""', '{}', '"a\\nb"', '"a b"', '"ş"', '"\\u0000"'])(
    'that cannot be sent is refused, and not kept: %s',
    async (json) => {
      client.simulator.answerNext(bought, { edit: put('accessToken', json) });
      await expect(ask()).rejects.toMatchObject({ service: bought, ...badResponse('accessToken') });
      await ask();
      expect(client.calledServices()).toEqual([bought, bought, used]);
    },
  );
});

describe('a held token that is refused', () => {
  beforeEach(async () => {
    await ask();
    // To iyzico it is now as if it had never sold one.
    client.simulator.forget();
  });

  test('is replaced once, and the question repeated once', async () => {
    expect(await ask()).toMatchObject({ paymentId: '24259238' });
    expect(client.calledServices()).toEqual([used, bought, used]);
  });

  test('is replaced once, however many were refused with it', async () => {
    await Promise.all(tenQuestions());
    expect(client.calledServices().filter((service) => service === bought)).toHaveLength(1);
    expect(client.calledServices().filter((service) => service === used)).toHaveLength(20);
  });

  test.each([
    ['by the gateway', { status: 401, errorCode: '8' }],
    ['by a code', { errorCode: '260016' }],
    ['by a code that is not known', { errorCode: '4242' }],
  ])('%s is replaced', async (_how, refusal) => {
    client.simulator.answerNext(used, refusal);
    expect(await ask()).toMatchObject({ paymentId: '24259238' });
    expect(client.calledServices()).toEqual([used, bought, used]);
  });

  test('again after its replacement is told as it is', async () => {
    client.simulator.answerNext(used, { errorCode: '5122' });
    client.simulator.answerNext(used, { errorCode: '5122' });
    await expect(ask()).rejects.toMatchObject({ service: used, ...rejected('payment-pending') });
    expect(client.calledServices()).toEqual([used, bought, used]);
  });

  test('by the rate limit is kept: another call would only add to it', async () => {
    client.simulator.answerNext(used, { errorCode: 50000 });
    await expect(ask()).rejects.toMatchObject(rejected('rate-limited'));
    expect(client.calledServices()).toEqual([used]);
  });

  test('by no usable answer is kept', async () => {
    client.simulator.answerNext(used, { fault: 'html' });
    await expect(ask()).rejects.toMatchObject(badResponse('body'));
    expect(client.calledServices()).toEqual([used]);
  });
});

test('a refusal of a fresh token is told as it is', async () => {
  client.simulator.answerNext(used, { status: 401, errorCode: '8' });
  await expect(ask()).rejects.toMatchObject({ service: used, ...rejected('misconfigured') });
  expect(client.calledServices()).toEqual([bought, used]);
});

test.each([
  ['six minutes', tokenClaiming({ exp: NOW / 1000 + 360 }), 270_000],
  ['a hundred seconds', tokenClaiming({ exp: NOW / 1000 + 100 }), 70_000],
  ['thirty seconds', tokenClaiming({ exp: NOW / 1000 + 30 }), 0],
  ['no time', tokenClaiming({}), 270_000],
  ['no number', tokenClaiming({ exp: '1750000010' }), 270_000],
  ['nothing', tokenClaiming(null), 270_000],
  ['what cannot be read', 'e30.!!!.c2ln', 270_000],
  ['what has no parts', 'opaque', 270_000],
])('a token that claims %s is used for at most five minutes, less thirty seconds', (_claim, token, life) => {
  expect(remainingLife(token, NOW)).toBe(life);
});

async function failToExpire(): Promise<void> {
  client.simulator.answerNext('invalidate-session', { fault: 'reset' });
  await outcomeOf(client.iyzico.expireSession(session, options));
}
