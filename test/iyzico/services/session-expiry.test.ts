import {
  badResponse,
  checkoutForm,
  openTestClient,
  options,
  rejected,
  session,
  type TestClient,
} from '../../harness/test-client.js';
import { put, remove } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

const expire = () => client.iyzico.expireSession(session, options);
const expireByForm = (key = checkoutForm) => client.iyzico.expireCheckoutSession(key, options);

describe('expiring a session', () => {
  test('makes it passive', async () => {
    const passive = { ...session, sessionStatus: 'PASSIVE', paymentType: null, checkoutFormToken: null };
    expect(await expire()).toMatchObject({
      outcome: 'expired',
      session: { ...passive, requestedWith: { locale: 'EN', conversationId: null } },
    });
    expect(client.calledServices()).toEqual(['invalidate-session']);
  });

  test('twice is safe, and the second outcome has the message of iyzico', async () => {
    await expire();
    expect(await expire()).toMatchObject({
      outcome: 'already-expired',
      message: expect.stringContaining('was ended before') as unknown,
      session: { ...session, sessionStatus: 'PASSIVE' },
      locale: 'EN',
      conversationId: options.conversationId,
    });
    expect(client.calledServices()).toEqual(['invalidate-session', 'invalidate-session']);
  });

  test('that iyzico does not know has the outcome "not-found"', async () => {
    const unknown = { ...session, sessionToken: 'nobody' };
    const expiry = await client.iyzico.expireSession(unknown, options);
    expect(expiry).toMatchObject({ outcome: 'not-found', message: 'No session has this token.' });
    expect(expiry).not.toHaveProperty('session');
    expect(client.calledServices()).toEqual(['invalidate-session']);
  });

  test.each([
    ['8514', 'in-progress'],
    ['1', 'system-error'],
    ['11', 'rejected'],
    ['1001', 'misconfigured'],
    ['50000', 'rate-limited'],
  ])('throws every other refusal: %s', async (errorCode, meaning) => {
    client.simulator.answerNext('invalidate-session', { errorCode });
    await expect(expire()).rejects.toMatchObject({ service: 'invalidate-session', ...rejected(meaning) });
    expect(client.calledServices()).toEqual(['invalidate-session']);
  });

  test.each([
    ['reset', 'unreachable'],
    ['garbage', 'bad-response'],
  ] as const)('throws where the outcome is unknown: %s', async (fault, reason) => {
    client.simulator.answerNext('invalidate-session', { fault });
    await expect(expire()).rejects.toMatchObject({ service: 'invalidate-session', reason });
    expect(client.calledServices()).toEqual(['invalidate-session']);
  });

  test('refuses an answer about another session', async () => {
    client.simulator.answerNext('invalidate-session', { edit: put('sessionToken', '"another"') });
    await expect(expire()).rejects.toMatchObject(badResponse('sessionToken'));
    expect(client.calledServices()).toEqual(['invalidate-session']);
  });

  test('accepts an answer that does not echo the session token', async () => {
    client.simulator.answerNext('invalidate-session', { edit: remove('sessionToken') });
    expect(await expire()).toMatchObject({ outcome: 'expired', session });
  });
});

describe('expiring the session of a checkout form', () => {
  test('makes two calls, and the outcome has what the payment says of the session', async () => {
    const fromPayment = { paymentType: 'CARD_PAYMENT', ...checkoutForm };
    const passive = { ...session, sessionStatus: 'PASSIVE', ...fromPayment };
    expect(await expireByForm()).toMatchObject({ outcome: 'expired', session: passive });
    expect(client.calledServices()).toEqual(['retrieve-payment', 'invalidate-session']);
  });

  test('twice is safe', async () => {
    await expireByForm();
    expect(await expireByForm()).toMatchObject({
      outcome: 'already-expired',
      session: { paymentType: 'CARD_PAYMENT', ...checkoutForm },
    });
    expect(client.calledServices().slice(2)).toEqual(['retrieve-payment', 'invalidate-session']);
  });

  test('whose payment has no session has the outcome "not-found", and makes no second call', async () => {
    client.simulator.answerNext('retrieve-payment', { edit: remove('sessionInfo') });
    const { conversationId } = options;
    expect(await expireByForm()).toMatchObject({ outcome: 'not-found', message: null, locale: 'EN', conversationId });
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each(['sessionInfo.sessionToken', 'sessionInfo.memberIdentifier'])(
    'throws where %s is missing, because the session may exist',
    async (place) => {
      for (const edit of [remove(place), put(place, '""')]) {
        client.simulator.answerNext('retrieve-payment', { edit });
        await expect(expireByForm()).rejects.toMatchObject(badResponse(place));
      }
      expect(client.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
    },
  );

  test.each(['5126', '5124', '5086'])(
    'throws the code %s, which does not mean that the session is unknown',
    async (errorCode) => {
      client.simulator.answerNext('invalidate-session', { errorCode });
      await expect(expireByForm()).rejects.toMatchObject(rejected('not-found'));
    },
  );

  test('whose session iyzico does not know has the outcome "not-found"', async () => {
    client.simulator.answerNext('invalidate-session', { errorCode: '260016' });
    expect(await expireByForm()).toMatchObject({ outcome: 'not-found', message: 'No session has this token.' });
    expect(client.calledServices()).toEqual(['retrieve-payment', 'invalidate-session']);
  });

  test('that iyzico does not know throws the refusal', async () => {
    const expiry = expireByForm({ checkoutFormToken: 'nobody' });
    await expect(expiry).rejects.toMatchObject({ service: 'retrieve-payment', ...rejected('not-found') });
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test("drops the session's access token", async () => {
    await client.iyzico.retrieveLastPayment(session, options);
    await expireByForm();
    client.simulator.forget();
    await client.iyzico.retrieveLastPayment(session, options);
    expect(client.calledServices()).toEqual(['retrieve-access-token', 'last-payment-info']);
  });
});
