import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accessTokenFor, call, lastPayment } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const checkout = { checkoutFormToken: 'card-7', paymentId: '51000000007' };
const session = { sessionToken: 'session-card-7', memberIdentifier: 'member-card-7' };

async function statusesOfSession(): Promise<unknown[]> {
  const replies = await Promise.all([
    call(simulator, 'retrieve-payment', checkout),
    call(simulator, 'retrieve-session', checkout),
  ]);
  return replies.map(({ json }) => (json.sessionInfo as Record<string, unknown>).sessionStatus);
}

describe('a session', () => {
  test('is active until it is ended, and passive afterwards wherever it shows', async () => {
    expect(await statusesOfSession()).toEqual(['ACTIVE', 'ACTIVE']);
    const reply = await call(simulator, 'invalidate-session', { ...session, conversationId: 'c', locale: 'en' });
    expect(reply.json).toEqual({
      status: 'success',
      locale: 'en',
      systemTime: expect.any(Number) as number,
      conversationId: 'c',
      ...session,
    });
    expect(await statusesOfSession()).toEqual(['PASSIVE', 'PASSIVE']);
  });

  test('cannot be ended twice, and says in Turkish time when it was', async () => {
    await call(simulator, 'invalidate-session', session);
    const again = await call(simulator, 'invalidate-session', { ...session, locale: 'en' });
    expect(again).toMatchObject({ status: 400, json: { status: 'failure', errorCode: '260030' } });
    expect(again.json.errorMessage).toMatch(/^The session was ended before\. \(\d+\/\d+\/\d\d, \d+:\d\d\s[AP]M\)$/);
  });

  test('of the samples can be ended once too, if it was active', async () => {
    const ending = {
      sessionToken: '0636d0cf-b54e-4896-b3f2-91f69e9c6b11',
      memberIdentifier: '702831f3-1cc6-4b25-ad2b-878afc64f408',
    };
    await call(simulator, 'invalidate-session', ending);
    expect((await call(simulator, 'invalidate-session', ending)).json).toMatchObject({ errorCode: '260030' });
  });

  test('that ended leaves the others as they were', async () => {
    await call(simulator, 'invalidate-session', { sessionToken: 'session-card-8', memberIdentifier: 'member-card-8' });
    expect(await statusesOfSession()).toEqual(['ACTIVE', 'ACTIVE']);
  });

  test.each(['retrieve-access-token', 'last-payment-info', 'invalidate-session'] as const)(
    'is not found by %s for another member, or when there is none',
    async (service) => {
      const strangers = [
        { ...session, memberIdentifier: 'member-card-8' },
        { ...session, sessionToken: 'session-nothing-7' },
        { ...session, sessionToken: 'card-7' },
      ];
      for (const stranger of strangers) {
        expect((await call(simulator, service, stranger)).json).toMatchObject({ errorCode: '260016' });
      }
      expect(await statusesOfSession()).toEqual(['ACTIVE', 'ACTIVE']);
    },
  );
});

describe('an access token', () => {
  test('looks like a JWT that lives for six minutes', async () => {
    const [header = '', claims = '', signature] = (await accessTokenFor(simulator, session)).split('.');
    expect(decode(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
    const { iat, exp } = decode(claims);
    expect(exp).toBe(Number(iat) + 360);
    expect(signature).toMatch(/^[\w-]{43}$/);
  });

  test('opens the last payment of its session, as often as wanted', async () => {
    const accessToken = await accessTokenFor(simulator, session);
    for (const reply of [
      await lastPayment(simulator, session, accessToken),
      await lastPayment(simulator, session, accessToken),
    ]) {
      expect(reply.json).toMatchObject({ status: 'success', sessionToken: session.sessionToken, token: 'card-7' });
    }
  });

  test('is another each time, and the older one stays good', async () => {
    const older = await accessTokenFor(simulator, session);
    expect(await accessTokenFor(simulator, session)).not.toBe(older);
    expect((await lastPayment(simulator, session, older)).status).toBe(200);
  });

  test.each([
    ['missing', () => Promise.resolve(undefined)],
    ['made up', () => Promise.resolve('a.b.c')],
    [
      "another session's",
      () => accessTokenFor(simulator, { sessionToken: 'session-card-8', memberIdentifier: 'member-card-8' }),
    ],
  ])('that is %s is refused under HTTP 401', async (_what, obtain) => {
    const reply = await lastPayment(simulator, session, await obtain());
    expect(reply).toMatchObject({ status: 401, json: { status: 401, errorCode: '8' } });
  });

  test('dies with its time', async () => {
    const shortlived = await startSimulator({ accessTokenLifetime: 0 });
    const accessToken = await accessTokenFor(shortlived, session);
    expect((await lastPayment(shortlived, session, accessToken)).status).toBe(401);
    await shortlived.close();
  });

  test('dies with its session, and no other is sold', async () => {
    const accessToken = await accessTokenFor(simulator, session);
    await call(simulator, 'invalidate-session', session);
    expect((await lastPayment(simulator, session, accessToken)).status).toBe(401);
    expect((await call(simulator, 'retrieve-access-token', session)).json).toMatchObject({ errorCode: '260030' });
  });
});

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}
