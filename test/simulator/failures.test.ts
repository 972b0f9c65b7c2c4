import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { call } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const serviceFailures = [
  ...['1', '2', '11', '1000', '1001', '1004', '1007', '1009', '5086', '5087', '5122', '5124', '5126', '5132'],
  ...['8514', '100001', '260016', '260030'],
];
const declines = [
  ['10005', 'DO_NOT_HONOUR'],
  ['10051', 'NOT_SUFFICIENT_FUNDS'],
  ['10054', 'EXPIRED_CARD'],
] as const;
const session = (sessionToken: string) => ({ sessionToken, memberIdentifier: 'any' });

describe.each(serviceFailures)('the failure %s', (errorCode) => {
  const key = `error-${errorCode}`;
  const expected = { status: 400, json: { status: 'failure', errorCode } };

  test('is requested by a checkout form token', async () => {
    expect(await call(simulator, 'retrieve-payment', { checkoutFormToken: key })).toMatchObject(expected);
    const keys = { checkoutFormToken: key, paymentId: '24259238' };
    expect(await call(simulator, 'retrieve-session', keys)).toMatchObject(expected);
  });

  test('is requested by a session token', async () => {
    for (const service of ['retrieve-access-token', 'last-payment-info', 'invalidate-session'] as const) {
      expect(await call(simulator, service, session(key))).toMatchObject(expected);
    }
  });

  test('is requested by a payment id or a payment conversation id, and has HTTP 200', async () => {
    for (const fields of [{ paymentId: errorCode }, { paymentId: key }, { paymentConversationId: key }]) {
      expect(await call(simulator, 'payment-detail', fields)).toMatchObject({ ...expected, status: 200 });
    }
  });
});

test.each(declines)('the decline %s has its error group', async (errorCode, errorGroup) => {
  const reply = await call(simulator, 'payment-detail', { paymentId: errorCode });
  expect(reply.json).toMatchObject({ status: 'failure', errorCode, errorGroup });
});

test('the rate limit failure has a number as its errorCode', async () => {
  for (const reply of [
    await call(simulator, 'payment-detail', { paymentId: '50000' }),
    await call(simulator, 'retrieve-payment', { checkoutFormToken: 'error-50000', locale: 'en' }),
  ]) {
    expect(reply.status).toBe(429);
    expect(reply.text).toMatch(/^\{"status":"failure","errorCode":50000,"errorMessage":"[^"]+"\}$/);
  }
});

test('a refusal of the gateway has a number as its status', async () => {
  const reply = await call(simulator, 'retrieve-payment', { checkoutFormToken: 'error-401' });
  expect(reply).toMatchObject({ status: 401, json: { status: 401, errorCode: '8' } });
});

test('an unknown failure code is not answered', async () => {
  const { json } = await call(simulator, 'retrieve-payment', { checkoutFormToken: 'error-123456' });
  expect(json).toMatchObject({ errorCode: '5124' });
});

test.each([
  ['tr', 'Bu token ile bir ödeme formu yok.'],
  ['EN', 'No checkout form has this token.'],
  [undefined, 'Bu token ile bir ödeme formu yok.'],
  ['de', 'Bu token ile bir ödeme formu yok.'],
])('the message for the locale %s is "%s"', async (locale, errorMessage) => {
  const { json } = await call(simulator, 'retrieve-payment', { checkoutFormToken: 'x', locale, conversationId: 'c' });
  const echoed = locale === 'EN' ? 'EN' : 'tr';
  expect(json).toMatchObject({ errorMessage, locale: echoed, conversationId: 'c' });
});

test('a failure has no conversationId when the request had none', async () => {
  expect((await call(simulator, 'retrieve-payment', { checkoutFormToken: 'x' })).json).not.toHaveProperty(
    'conversationId',
  );
});
