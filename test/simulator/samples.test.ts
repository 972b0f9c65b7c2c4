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
const endedCheckout = { checkoutFormToken: 'ab468ec8-c4ab-4449-b15b-69782f7786c6', paymentId: '29414275' };
const endedSession = {
  sessionToken: 'f2f06a82-6480-4d2b-811d-93168ddce577',
  memberIdentifier: '702831f3-1cc6-4b25-ad2b-878afc64f408',
};
const sessionToEnd = { ...endedSession, sessionToken: '0636d0cf-b54e-4896-b3f2-91f69e9c6b11' };
const conversationId = 'my-conversation';

/** Compares the answer with the sample, except for the time and the conversation id. `change` makes further changes. */
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

describe("the answer is iyzico's sample, byte for byte,", () => {
  test('of retrieve payment, signed with the status first and the token last', async () => {
    const reply = await call(simulator, 'retrieve-payment', { ...payment, locale: 'tr', conversationId });
    expect(reply.status).toBe(200);
    const message = `SUCCESS:24259238:TRY:B67832:${conversationId}:1:1:${payment.checkoutFormToken}`;
    expectSample('retrieve-payment.success', reply, withSignature(message));
  });

  test.each([
    ['its id', { paymentId: payment.paymentId }],
    ['its conversation', { paymentConversationId: `conversation-${payment.checkoutFormToken}` }],
  ])(
    'of payment detail by %s, without payer and session, signed in the order of payment detail',
    async (_case, key) => {
      const reply = await call(simulator, 'payment-detail', { ...key, conversationId });
      const sign = withSignature(`24259238:TRY:B67832:${conversationId}:1:1`);
      expectSample('retrieve-payment.success', reply, (text) =>
        sign(text)
          .replace(/^ {4}"(token|callbackUrl|memberEmail|memberGsmNumber)": .*\n/gm, '')
          .replace(/,\n {4}"sessionInfo": \{[^}]*\}/, ''),
      );
    },
  );

  test('of last payment info', async () => {
    const accessToken = await accessTokenFor(simulator, session);
    const reply = await lastPayment(simulator, { ...session, conversationId }, accessToken);
    expectSample('last-payment-info.success', reply);
  });

  test('of retrieve session, which does not repeat the conversation id', async () => {
    const reply = await call(simulator, 'retrieve-session', { ...endedCheckout, conversationId });
    expect(reply.status).toBe(200);
    expectSample('retrieve-session.success', reply);
  });

  test("of retrieve session by the sample payment's keys, with that payment's session", async () => {
    const reply = await call(simulator, 'retrieve-session', { ...payment, conversationId });
    expectSample('retrieve-session.success', reply, (text) =>
      text
        .replace(endedSession.sessionToken, session.sessionToken)
        .replace(endedSession.memberIdentifier, session.memberIdentifier)
        .replace('PASSIVE', 'ACTIVE'),
    );
  });

  test('of invalidate session', async () => {
    expectSample(
      'invalidate-session.success',
      await call(simulator, 'invalidate-session', { ...sessionToEnd, conversationId }),
    );
  });

  test('of invalidate session for an ended session', async () => {
    const reply = await call(simulator, 'invalidate-session', { ...endedSession, locale: 'tr', conversationId });
    expect(reply.status).toBe(400);
    expectSample('invalidate-session.failure', reply);
  });

  test.each([
    ['retrieve-payment', 'error-5126', 'retrieve-payment.failure'],
    ['retrieve-session', 'error-260016', 'retrieve-session.failure'],
  ] as const)('of a failure of %s', async (service, checkoutFormToken, name) => {
    const reply = await call(simulator, service, { checkoutFormToken, paymentId: '7', conversationId });
    expect(reply.status).toBe(400);
    expectSample(name, reply);
  });
});

test('the exported token is the sample payment', () => {
  expect(sampleCheckoutFormToken).toBe(payment.checkoutFormToken);
});

test('a sample answer has no conversationId when the request had none, and is signed with an empty one', async () => {
  const { text, json } = await call(simulator, 'retrieve-payment', payment);
  expect(text).not.toContain('conversationId');
  const message = `SUCCESS:24259238:TRY:B67832::1:1:${payment.checkoutFormToken}`;
  expect(json.signature).toBe(hmac(simulator.secretKey, message));
});

test('the made-up payment of the ended session is found by all of its keys', async () => {
  const whole = await call(simulator, 'retrieve-payment', endedCheckout);
  expect(whole.json).toMatchObject({
    status: 'success',
    token: endedCheckout.checkoutFormToken,
    paymentId: endedCheckout.paymentId,
    sessionInfo: { ...endedSession, sessionStatus: 'PASSIVE' },
  });
  const detail = await call(simulator, 'payment-detail', { paymentId: endedCheckout.paymentId });
  expect(detail.json.itemTransactions).toEqual(whole.json.itemTransactions);
});

test('the session that is ended in the samples has no payment', async () => {
  const accessToken = await accessTokenFor(simulator, sessionToEnd);
  expect((await lastPayment(simulator, sessionToEnd, accessToken)).json).toMatchObject({ errorCode: '5122' });
});

test('keys of different checkouts find no session', async () => {
  const mixedKeys = {
    checkoutFormToken: payment.checkoutFormToken,
    paymentId: endedCheckout.paymentId,
    conversationId,
  };
  expectSample('retrieve-session.failure', await call(simulator, 'retrieve-session', mixedKeys));
});
