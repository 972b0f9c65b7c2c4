import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accessTokenFor, call, lastPayment, type Reply } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const retrieve = (checkoutFormToken: string) => call(simulator, 'retrieve-payment', { checkoutFormToken });
const pass = (seconds: number) => {
  simulator.advanceTime(seconds * 1_000);
};
const sessionOf = (token: string) => ({ sessionToken: `session-${token}`, memberIdentifier: `member-${token}` });
const statusesOf = ({ json }: Reply) =>
  (json.itemTransactions as { transactionStatus: number }[]).map(({ transactionStatus }) => transactionStatus);

describe('a form that is paid later', () => {
  const paid = { status: 'success', paymentStatus: 'SUCCESS', fraudStatus: 1, paymentId: '65000000007' };

  test('is pending at first, however often it is read, and then paid', async () => {
    for (const reply of [await retrieve('paid-later-7'), await retrieve('paid-later-7')]) {
      expect(reply).toMatchObject({ status: 400, json: { status: 'failure', errorCode: '5122' } });
    }
    pass(15);
    expect((await retrieve('paid-later-7')).json).toMatchObject({ errorCode: '5122' });
    pass(6);
    expect((await retrieve('paid-later-7')).json).toMatchObject(paid);
  });

  test('opens with the first call that names it, and other forms keep their own time', async () => {
    pass(3_600);
    expect((await retrieve('paid-later-7')).json).toMatchObject({ errorCode: '5122' });
    pass(21);
    expect((await retrieve('paid-later-8')).json).toMatchObject({ errorCode: '5122' });
    expect((await retrieve('paid-later-7')).json).toMatchObject(paid);
  });

  test('has no payment and no session before it is paid, and the call opens it', async () => {
    const { paymentId } = paid;
    const session = sessionOf('paid-later-7');
    const failures = async () => [
      (await call(simulator, 'payment-detail', { paymentId })).json.errorCode,
      (await call(simulator, 'payment-detail', { paymentConversationId: 'conversation-paid-later-7' })).json.errorCode,
      (await call(simulator, 'retrieve-session', { checkoutFormToken: 'paid-later-7', paymentId })).json.errorCode,
      (await call(simulator, 'retrieve-access-token', session)).json.errorCode,
      (await call(simulator, 'invalidate-session', session)).json.errorCode,
    ];
    expect(await failures()).toEqual(['5086', '5086', '5122', '260016', '260016']);
    pass(21);
    expect(await failures()).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  test('opens again where the clock is set back to before it was opened', async () => {
    simulator.setTime(new Date('2030-01-31T12:00:00Z'));
    await retrieve('paid-later-7');
    simulator.setTime(new Date('2029-01-31T12:00:00Z'));
    expect((await retrieve('paid-later-7')).json).toMatchObject({ errorCode: '5122' });
    pass(21);
    expect((await retrieve('paid-later-7')).json).toMatchObject(paid);
  });

  test('is pending again after forget', async () => {
    await retrieve('paid-later-7');
    pass(21);
    simulator.forget();
    expect((await retrieve('paid-later-7')).json).toMatchObject({ errorCode: '5122' });
  });
});

test('a form that is paid on retry fails at first, and then has a payment of the same id', async () => {
  const failure = { status: 'failure', errorCode: '10051', paymentStatus: 'FAILURE', paymentId: '66000000003' };
  const failed = await retrieve('paid-on-retry-3');
  expect(failed.json).toMatchObject(failure);
  expect(failed.json).not.toHaveProperty('itemTransactions');
  const detail = await call(simulator, 'payment-detail', { paymentId: '66000000003' });
  expect(detail.json).toMatchObject(failure);
  pass(21);
  const { json } = await retrieve('paid-on-retry-3');
  expect(json).toMatchObject({ status: 'success', paymentStatus: 'SUCCESS', paymentId: '66000000003' });
  expect([json.price, json.paidPrice]).toEqual([failed.json.price, failed.json.paidPrice]);
  expect(json.sessionInfo).toEqual(failed.json.sessionInfo);
});

test('a form that is never paid is pending for 30 minutes, and then not found', async () => {
  await retrieve('never-paid-1');
  pass(1_790);
  expect((await retrieve('never-paid-1')).json).toMatchObject({ errorCode: '5122' });
  pass(11);
  expect(await retrieve('never-paid-1')).toMatchObject({ status: 400, json: { errorCode: '5124' } });
  const detail = await call(simulator, 'payment-detail', { paymentId: '67000000001' });
  expect(detail.json).toMatchObject({ errorCode: '5086' });
});

test('the items of a marketplace payment wait for approval, and are approved afterwards', async () => {
  for (const seed of [1, 2, 3]) {
    const waiting = await retrieve(`marketplace-approval-${seed}`);
    expect(new Set(statusesOf(waiting))).toEqual(new Set([1]));
    pass(21);
    const approved = await retrieve(`marketplace-approval-${seed}`);
    expect(new Set(statusesOf(approved))).toEqual(new Set([2]));
    expect(approved.json.paidPrice).toBe(waiting.json.paidPrice);
  }
});

test('a session that lapses is passive in every answer, and its access tokens are refused', async () => {
  const keys = { checkoutFormToken: 'session-lapses-1', paymentId: '69000000001' };
  const session = sessionOf('session-lapses-1');
  const statuses = async () => {
    const replies = [await call(simulator, 'retrieve-payment', keys), await call(simulator, 'retrieve-session', keys)];
    return replies.map(({ status, json }) => [status, (json.sessionInfo as { sessionStatus: string }).sessionStatus]);
  };
  expect(await statuses()).toEqual([[200, 'ACTIVE'], [200, 'ACTIVE']]); // prettier-ignore
  const accessToken = await accessTokenFor(simulator, session);
  expect((await lastPayment(simulator, session, accessToken)).status).toBe(200);
  pass(21);
  expect(await statuses()).toEqual([[200, 'PASSIVE'], [200, 'PASSIVE']]); // prettier-ignore
  expect((await lastPayment(simulator, session, accessToken)).status).toBe(401);
  for (const service of ['retrieve-access-token', 'invalidate-session'] as const) {
    expect((await call(simulator, service, session)).json).toMatchObject({ errorCode: '260030' });
  }
});
