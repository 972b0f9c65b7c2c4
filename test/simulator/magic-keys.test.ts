import { type Simulator, type SimulatorService, startSimulator } from '../../src/simulator/index.js';
import { accessTokenFor, call, lastPayment, paths, type Reply } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const sampleToken = 'e54b957b-a153-410c-8761-79c9bd4ff44f';
const services = Object.keys(paths) as SimulatorService[];

interface Guide {
  readonly errors: object;
  readonly faults: object;
}

/** Every key that requests an error or a fault, without those whose answer takes seconds. */
async function magicKeys(): Promise<string[]> {
  const { errors, faults } = (await (await fetch(simulator.url)).json()) as Guide;
  const unhurried = ['slow', 'drip', 'stall', 'hang', 'half-head', 'gzip-bomb'];
  const codes = Object.keys(errors).filter((name) => /^\d+$/.test(name));
  return [
    ...codes.map((code) => `error-${code}`),
    ...codes.map((code) => `error-${code}-http-400`),
    ...Object.keys(faults)
      .filter((name) => !['about', 'keys', ...unhurried].includes(name))
      .map((name) => `fault-${name}`),
  ];
}

const ignoreFault = () => undefined;

/** Makes every call that a person who explores the key could make, and ends the sessions that its answers name. */
async function explore(key: string): Promise<void> {
  const sampleMember = 'f1409923-57cb-468f-8df2-704ea02075e3';
  for (const memberIdentifier of [sampleMember, 'member-card-1']) {
    const fields = { checkoutFormToken: key, paymentId: key, sessionToken: key, memberIdentifier };
    for (const service of services) await call(simulator, service, fields).catch(ignoreFault);
  }
  await call(simulator, 'payment-detail', { paymentConversationId: key }).catch(ignoreFault);
  const { sessionInfo } = await call(simulator, 'retrieve-payment', { checkoutFormToken: key }).then(
    ({ json }) => json,
    (): Reply['json'] => ({}),
  );
  if (sessionInfo) await call(simulator, 'invalidate-session', sessionInfo);
}

async function answersTo(token: string): Promise<unknown[]> {
  const { json: payment } = await call(simulator, 'retrieve-payment', { checkoutFormToken: token });
  const { paymentId, sessionInfo } = payment;
  const session = sessionInfo as object;
  const accessToken = await accessTokenFor(simulator, session);
  const replies = [
    await call(simulator, 'payment-detail', { paymentId }),
    await call(simulator, 'retrieve-session', { checkoutFormToken: token, paymentId }),
    await lastPayment(simulator, session, accessToken),
  ];
  return [payment, ...replies.map(({ json }) => json)].map((json) => ({ ...json, systemTime: 0 }));
}

test('no error and no fault changes the answer to another key', async () => {
  const tokens = [sampleToken, 'card-1', 'marketplace-1'];
  const before = await Promise.all(tokens.map(answersTo));
  for (const key of await magicKeys()) await explore(key);
  expect(await Promise.all(tokens.map(answersTo))).toEqual(before);
});

test('a form with a fault has a session of its own, which is ended alone', async () => {
  const sessionOf = async (checkoutFormToken: string) =>
    (await call(simulator, 'retrieve-payment', { checkoutFormToken })).json.sessionInfo as object;
  const session = await sessionOf('fault-oversized');
  expect(session).toMatchObject({ sessionToken: 'session-fault-oversized', sessionStatus: 'ACTIVE' });
  const last = await lastPayment(simulator, session, await accessTokenFor(simulator, session));
  expect(last.json).toMatchObject({ token: 'fault-oversized', paymentId: 24259238 });
  await call(simulator, 'invalidate-session', session);
  expect(await sessionOf('fault-oversized')).toMatchObject({ sessionStatus: 'PASSIVE' });
  expect(await sessionOf(sampleToken)).toMatchObject({ sessionStatus: 'ACTIVE' });
});

test('a session that is ended takes no other session of the same member along', async () => {
  const sameMember = { memberIdentifier: 'f1409923-57cb-468f-8df2-704ea02075e3', sessionToken: 'fault-empty' };
  await call(simulator, 'invalidate-session', sameMember);
  expect((await call(simulator, 'retrieve-payment', { checkoutFormToken: sampleToken })).json).toMatchObject({
    sessionInfo: { memberIdentifier: sameMember.memberIdentifier, sessionStatus: 'ACTIVE' },
  });
});

test.each([200, 400])('a failure is requested with HTTP %i from every service', async (httpStatus) => {
  const key = `error-5086-http-${httpStatus}`;
  for (const service of services) {
    const fields = { checkoutFormToken: key, paymentId: key, sessionToken: key, memberIdentifier: 'any' };
    const reply = await call(simulator, service, fields);
    expect(reply).toMatchObject({ status: httpStatus, json: { status: 'failure', errorCode: '5086' } });
  }
  const byConversation = await call(simulator, 'payment-detail', { paymentConversationId: key });
  expect(byConversation.status).toBe(httpStatus);
});

test.each(['error-5086-http-500', 'error-5086-http-', 'error-5086-400', 'error-123456-http-400'])(
  'the key %s requests no failure',
  async (checkoutFormToken) => {
    const { json } = await call(simulator, 'retrieve-payment', { checkoutFormToken });
    expect(json).toMatchObject({ errorCode: '5124' });
  },
);
