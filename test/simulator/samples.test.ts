import { sampleCheckoutFormToken, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accessTokenFor, call, hmac, lastPayment, type Reply, sample } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const payment = { checkoutFormToken: 'e54b957b-a153-410c-8761-79c9bd4ff44f', paymentId: '24259238' };
const session = {
  sessionToken: 'f403ef2f-fb08-4111-afd6-495811ef6b25',
  memberIdentifier: 'f1409923-57cb-468f-8df2-704ea02075e3',
};
const ended = { checkoutFormToken: 'ab468ec8-c4ab-4449-b15b-69782f7786c6', paymentId: '29414275' };
const endedSession = {
  sessionToken: 'f2f06a82-6480-4d2b-811d-93168ddce577',
  memberIdentifier: '702831f3-1cc6-4b25-ad2b-878afc64f408',
};
const ending = { ...endedSession, sessionToken: '0636d0cf-b54e-4896-b3f2-91f69e9c6b11' };
const conversationId = 'my-conversation';

/** The sample with the parts that cannot be the same twice put in from the answer, after a look at each. */
function expectSample(name: string, reply: Reply, change: (text: string) => string = (text) => text): void {
  const { systemTime } = reply.json;
  expect(systemTime).toEqual(expect.any(Number));
  const expected = sample(name)
    .replace(/("systemTime": )\d+/, `$1${String(systemTime)}`)
    .replace(/("conversationId": )"[^"]*"/, `$1"${conversationId}"`);
  expect(reply.text).toBe(change(expected));
}

const withSignature = (message: string) => (text: string) =>
  text.replace(/("signature": )"[^"]*"/, `$1"${hmac(simulator.secretKey, message)}"`);

describe("iyzico's samples are answered byte for byte", () => {
  test('for retrieve payment, signed with the status first and the token last', async () => {
    const reply = await call(simulator, 'retrieve-payment', { ...payment, locale: 'tr', conversationId });
    expect(reply.status).toBe(200);
    const message = `SUCCESS:24259238:TRY:B67832:${conversationId}:1:1:${payment.checkoutFormToken}`;
    expectSample('retrieve-payment.success', reply, withSignature(message));
  });

  test.each([
    ['its id', { paymentId: payment.paymentId }],
    ['its conversation', { paymentConversationId: `conversation-${payment.checkoutFormToken}` }],
  ])('for payment detail by %s, without payer and session, signed in its own order', async (_what, key) => {
    const reply = await call(simulator, 'payment-detail', { ...key, conversationId });
    const sign = withSignature(`24259238:TRY:B67832:${conversationId}:1:1`);
    expectSample('retrieve-payment.success', reply, (text) =>
      sign(text)
        .replace(/^ {4}"(token|callbackUrl|memberEmail|memberGsmNumber)": .*\n/gm, '')
        .replace(/,\n {4}"sessionInfo": \{[^}]*\}/, ''),
    );
  });

  test('for the last payment', async () => {
    const accessToken = await accessTokenFor(simulator, session);
    const reply = await lastPayment(simulator, { ...session, conversationId }, accessToken);
    expectSample('last-payment-info.success', reply);
  });

  test('for retrieve session, which does not echo the conversation', async () => {
    const reply = await call(simulator, 'retrieve-session', { ...ended, conversationId });
    expect(reply.status).toBe(200);
    expectSample('retrieve-session.success', reply);
  });

  test("for retrieve session by the sample payment's keys, with that payment's session", async () => {
    const reply = await call(simulator, 'retrieve-session', { ...payment, conversationId });
    expectSample('retrieve-session.success', reply, (text) =>
      text
        .replace(endedSession.sessionToken, session.sessionToken)
        .replace(endedSession.memberIdentifier, session.memberIdentifier)
        .replace('PASSIVE', 'ACTIVE'),
    );
  });

  test('for the end of a session', async () => {
    expectSample(
      'invalidate-session.success',
      await call(simulator, 'invalidate-session', { ...ending, conversationId }),
    );
  });

  test('for the end of a session that had ended before', async () => {
    const reply = await call(simulator, 'invalidate-session', { ...endedSession, locale: 'tr', conversationId });
    expect(reply.status).toBe(400);
    expectSample('invalidate-session.failure', reply);
  });

  test.each([
    ['retrieve-payment', 'error-5126', 'retrieve-payment.failure'],
    ['retrieve-session', 'error-260016', 'retrieve-session.failure'],
  ] as const)('for a refusal of %s', async (service, checkoutFormToken, name) => {
    const reply = await call(simulator, service, { checkoutFormToken, paymentId: '7', conversationId });
    expect(reply.status).toBe(400);
    expectSample(name, reply);
  });
});

test('the key to try first is the sample payment', () => {
  expect(sampleCheckoutFormToken).toBe(payment.checkoutFormToken);
});

test('a sample answer leaves out the conversation that was not sent, and signs it as empty', async () => {
  const { text, json } = await call(simulator, 'retrieve-payment', payment);
  expect(text).not.toContain('conversationId');
  const message = `SUCCESS:24259238:TRY:B67832::1:1:${payment.checkoutFormToken}`;
  expect(json.signature).toBe(hmac(simulator.secretKey, message));
});

test('the payment of the ended session is made up, and found by all of its keys', async () => {
  const whole = await call(simulator, 'retrieve-payment', ended);
  expect(whole.json).toMatchObject({
    status: 'success',
    token: ended.checkoutFormToken,
    paymentId: ended.paymentId,
    sessionInfo: { ...endedSession, sessionStatus: 'PASSIVE' },
  });
  const detail = await call(simulator, 'payment-detail', { paymentId: ended.paymentId });
  expect(detail.json.itemTransactions).toEqual(whole.json.itemTransactions);
});

test('of the session whose end is shown no payment is known', async () => {
  const accessToken = await accessTokenFor(simulator, ending);
  expect((await lastPayment(simulator, ending, accessToken)).json).toMatchObject({ errorCode: '5122' });
});

test('keys that are not of one checkout name no session', async () => {
  const mixed = { checkoutFormToken: payment.checkoutFormToken, paymentId: ended.paymentId, conversationId };
  expectSample('retrieve-session.failure', await call(simulator, 'retrieve-session', mixed));
});
