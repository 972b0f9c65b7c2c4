import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accessTokenFor, call, lastPayment } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const checkout = { checkoutFormToken: 'card-7', paymentId: '51000000007' };
const session = { sessionToken: 'session-card-7', memberIdentifier: 'member-card-7' };

/** The status of the session as retrieve payment and retrieve session answer it. */
async function sessionStatuses(): Promise<unknown[]> {
  const replies = await Promise.all([
    call(simulator, 'retrieve-payment', checkout),
    call(simulator, 'retrieve-session', checkout),
  ]);
  return replies.map(({ json }) => (json.sessionInfo as Record<string, unknown>).sessionStatus);
}

describe('a session', () => {
  test('is active until it is ended, and then passive in every answer', async () => {
    expect(await sessionStatuses()).toEqual(['ACTIVE', 'ACTIVE']);
    const reply = await call(simulator, 'invalidate-session', { ...session, conversationId: 'c', locale: 'en' });
    expect(reply.json).toEqual({
      status: 'success',
      locale: 'en',
      systemTime: expect.any(Number) as number,
      conversationId: 'c',
      ...session,
    });
    expect(await sessionStatuses()).toEqual(['PASSIVE', 'PASSIVE']);
  });

  test('cannot be ended twice; the failure states when it ended, in Istanbul time', async () => {
    await call(simulator, 'invalidate-session', session);
    const again = await call(simulator, 'invalidate-session', { ...session, locale: 'en' });
    expect(again).toMatchObject({ status: 400, json: { status: 'failure', errorCode: '260030' } });
    expect(again.json.errorMessage).toMatch(/^The session was ended before\. \(\d+\/\d+\/\d\d, \d+:\d\d\s[AP]M\)$/);
  });

  test('of the samples can be ended once if it is active', async () => {
    const sessionToEnd = {
      sessionToken: '0636d0cf-b54e-4896-b3f2-91f69e9c6b11',
      memberIdentifier: '702831f3-1cc6-4b25-ad2b-878afc64f408',
    };
    await call(simulator, 'invalidate-session', sessionToEnd);
    expect((await call(simulator, 'invalidate-session', sessionToEnd)).json).toMatchObject({ errorCode: '260030' });
  });

  test('ends without a change to other sessions', async () => {
    await call(simulator, 'invalidate-session', { sessionToken: 'session-card-8', memberIdentifier: 'member-card-8' });
    expect(await sessionStatuses()).toEqual(['ACTIVE', 'ACTIVE']);
  });

  test.each(['retrieve-access-token', 'last-payment-info', 'invalidate-session'] as const)(
    'is not found by %s with another member or an unknown token',
    async (service) => {
      const wrongKeys = [
        { ...session, memberIdentifier: 'member-card-8' },
        { ...session, sessionToken: 'session-nothing-7' },
        { ...session, sessionToken: 'card-7' },
      ];
      for (const keys of wrongKeys) {
        expect((await call(simulator, service, keys)).json).toMatchObject({ errorCode: '260016' });
      }
      expect(await sessionStatuses()).toEqual(['ACTIVE', 'ACTIVE']);
    },
  );
});

describe('an access token', () => {
  test('is a JWT with a lifetime of six minutes', async () => {
    const [header = '', claims = '', signature] = (await accessTokenFor(simulator, session)).split('.');
    expect(decode(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
    const { iat, exp } = decode(claims);
    expect(exp).toBe(Number(iat) + 360);
    expect(signature).toMatch(/^[\w-]{43}$/);
  });

  test('gives access to the last payment of its session repeatedly', async () => {
    const accessToken = await accessTokenFor(simulator, session);
    for (const reply of [
      await lastPayment(simulator, session, accessToken),
      await lastPayment(simulator, session, accessToken),
    ]) {
      expect(reply.json).toMatchObject({ status: 'success', sessionToken: session.sessionToken, token: 'card-7' });
    }
  });

  test('is new each time, and older ones stay valid', async () => {
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
  ])('that is %s is refused with HTTP 401', async (_case, obtain) => {
    const reply = await lastPayment(simulator, session, await obtain());
    expect(reply).toMatchObject({ status: 401, json: { status: 401, errorCode: '8' } });
  });

  test('expires at the end of its lifetime', async () => {
    const shortLived = await startSimulator({ accessTokenLifetime: 0 });
    const accessToken = await accessTokenFor(shortLived, session);
    expect((await lastPayment(shortLived, session, accessToken)).status).toBe(401);
    await shortLived.close();
  });

  test('expires with its session, and no new one is issued', async () => {
    const accessToken = await accessTokenFor(simulator, session);
    await call(simulator, 'invalidate-session', session);
    expect((await lastPayment(simulator, session, accessToken)).status).toBe(401);
    expect((await call(simulator, 'retrieve-access-token', session)).json).toMatchObject({ errorCode: '260030' });
  });
});

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}
