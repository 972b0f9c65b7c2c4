import {
  ExpireCheckoutSessionDocument,
  ExpireSessionDocument,
  PaymentDocument,
} from '../../schema/generated/graphql.js';
import { startStack, type Stack } from '../harness/stack.js';

const sampleKeys = {
  sessionToken: '0636d0cf-b54e-4896-b3f2-91f69e9c6b11',
  memberIdentifier: '702831f3-1cc6-4b25-ad2b-878afc64f408',
};

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

describe("an expiry by the session's keys", () => {
  test('returns the session as PASSIVE', async () => {
    const { data } = await stack.send(
      `mutation ($input: ExpireSessionInput!) { expireSession(input: $input) { __typename ... on SessionExpired {
        session { sessionToken memberIdentifier sessionStatus payment { id } } conversationId locale } } }`,
      { input: { ...sampleKeys, conversationId: 'test' } },
    );
    expect(data).toEqual({
      expireSession: {
        __typename: 'SessionExpired',
        session: { ...sampleKeys, sessionStatus: 'PASSIVE', payment: null },
        conversationId: 'test',
        locale: 'EN',
      },
    });
    expect(stack.calledServices()).toEqual(['invalidate-session']);
  });

  test('returns SessionAlreadyExpired without an error the second time', async () => {
    await stack.execute(ExpireSessionDocument, { input: sampleKeys });
    const { data, errors } = await stack.execute(ExpireSessionDocument, { input: sampleKeys });
    expect(errors).toBeUndefined();
    expect(data?.expireSession).toMatchObject({ session: { sessionStatus: 'PASSIVE' } });
    expect(data?.expireSession).toHaveProperty('message');
  });

  test("returns SessionAlreadyExpired with iyzico's message for its sample of an expired session", async () => {
    const input = { ...sampleKeys, sessionToken: 'f2f06a82-6480-4d2b-811d-93168ddce577' };
    const { data } = await stack.execute(ExpireSessionDocument, { input });
    expect(data?.expireSession).toMatchObject({ message: 'Session is already invalidated at 4/6/26, 5:11 PM.' });
  });

  test('returns SessionNotFound without an error for an unknown session', async () => {
    const input = { ...sampleKeys, sessionToken: 'nobody' };
    const { data, errors } = await stack.send(
      `mutation ($input: ExpireSessionInput!) { expireSession(input: $input) { __typename ... on SessionNotFound { message } } }`,
      { input },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ expireSession: { __typename: 'SessionNotFound', message: expect.any(String) as string } });
  });

  test('is an error if iyzico refuses for another reason', async () => {
    stack.simulator.answerNext('invalidate-session', { errorCode: '11', errorMessage: 'Invalid request' });
    const { data, errors } = await stack.execute(ExpireSessionDocument, { input: sampleKeys });
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([
      { extensions: { code: 'IYZICO_REJECTED', iyzico: { errorCode: '11', errorMessage: 'Invalid request' } } },
    ]);
  });
});

describe('an expiry by the checkout form', () => {
  const input = { checkoutFormToken: 'card-1' };

  test('costs two calls and returns the session of the payment', async () => {
    const { data } = await stack.send(
      `mutation ($input: ExpireCheckoutSessionInput!) { expireCheckoutSession(input: $input) { ... on SessionExpired {
        session { id sessionStatus paymentType } } } }`,
      { input },
    );
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'invalidate-session']);

    const afterwards = await stack.send('{ payment(checkoutFormToken: "card-1") { session { id } } }');
    const { id } = (afterwards.data as { payment: { session: { id: string } } }).payment.session;
    expect(data).toEqual({
      expireCheckoutSession: { session: { id, sessionStatus: 'PASSIVE', paymentType: 'CARD_PAYMENT' } },
    });
  });

  test('returns SessionAlreadyExpired the second time', async () => {
    await stack.execute(ExpireCheckoutSessionDocument, { input });
    const { data } = await stack.execute(ExpireCheckoutSessionDocument, { input });
    expect(data?.expireCheckoutSession).toMatchObject({ session: { sessionStatus: 'PASSIVE' } });
    expect(data?.expireCheckoutSession).toHaveProperty('message');
  });

  test('reads the payment again if the same request selects it afterwards', async () => {
    const { data } = await stack.send(
      `mutation ($input: ExpireCheckoutSessionInput!) { expireCheckoutSession(input: $input) { ... on SessionExpired {
        session { payment { session { sessionStatus } } } } } }`,
      { input },
    );
    expect(data).toEqual({
      expireCheckoutSession: { session: { payment: { session: { sessionStatus: 'PASSIVE' } } } },
    });
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'invalidate-session', 'retrieve-payment']);
  });

  test('returns SessionNotFound after one call for a payment without a session', async () => {
    stack.simulator.answerNext('retrieve-payment', {
      edit: (text) => text.replace(/"sessionInfo"/, '"noSessionInfo"'),
    });
    const { data } = await stack.execute(ExpireCheckoutSessionDocument, { input });
    expect(data?.expireCheckoutSession).toEqual({ message: expect.any(String) as string });
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each(['error-5126', 'error-5124', 'nobody'])(
    'answers NOT_FOUND for the form %s and expires nothing',
    async (token) => {
      const { errors } = await stack.execute(ExpireCheckoutSessionDocument, { input: { checkoutFormToken: token } });
      expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
      expect(stack.calledServices()).toEqual(['retrieve-payment']);
    },
  );
});

test('the access token of an expired session is not used again', async () => {
  await stack.execute(PaymentDocument, { checkoutFormToken: 'card-1' });
  await stack.execute(ExpireCheckoutSessionDocument, { input: { checkoutFormToken: 'card-1' } });
  await stack.execute(PaymentDocument, { checkoutFormToken: 'card-1' });
  expect(stack.calledServices()).toEqual([
    ...['retrieve-payment', 'retrieve-access-token', 'last-payment-info'],
    ...['retrieve-payment', 'invalidate-session'],
    ...['retrieve-payment', 'retrieve-access-token'],
  ]);
});

describe('a session that is over', () => {
  const form = { checkoutFormToken: 'card-1' };
  const both =
    '{ payment(checkoutFormToken: "card-1") { session { lastPayment { paymentType } lastPaymentCard { lastFourDigits } } } }';
  const withoutBoth = { payment: { session: { lastPayment: null, lastPaymentCard: null } } };

  test('leaves its payment as it was: after an expiry the page gets the whole payment, without an error', async () => {
    const before = await stack.execute(PaymentDocument, form);
    expect(before.data?.payment?.session?.lastPaymentCard).not.toBeNull();
    await stack.execute(ExpireCheckoutSessionDocument, { input: form });
    const callsBefore = stack.calledServices().length;

    const { data, errors } = await stack.execute(PaymentDocument, form);
    expect(errors).toBeUndefined();
    const session = { ...before.data?.payment?.session, sessionStatus: 'PASSIVE', lastPaymentCard: null };
    expect(data).toEqual({ payment: { ...before.data?.payment, session } });
    expect(stack.calledServices().slice(callsBefore)).toEqual(['retrieve-payment', 'retrieve-access-token']);
  });

  test('has no last payment in the result of its own expiry', async () => {
    const expire = `mutation { expireCheckoutSession(input: { checkoutFormToken: "card-1" }) { __typename
      ... on SessionExpired { session { lastPayment { paymentType } lastPaymentCard { lastFourDigits } } }
      ... on SessionAlreadyExpired { session { lastPayment { paymentType } lastPaymentCard { lastFourDigits } } } } }`;
    for (const __typename of ['SessionExpired', 'SessionAlreadyExpired']) {
      const { data, errors } = await stack.send(expire);
      expect(errors).toBeUndefined();
      expect(data).toEqual({ expireCheckoutSession: { __typename, ...withoutBoth.payment } });
    }
  });

  test('has no last payment where it ends between the two calls', async () => {
    stack.simulator.answerNext('retrieve-access-token', { errorCode: '260030' });
    const { data, errors } = await stack.send(both);
    expect(errors).toBeUndefined();
    expect(data).toEqual(withoutBoth);
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-access-token']);
  });

  test("still has its last payment's error where iyzico does not answer", async () => {
    await stack.execute(ExpireCheckoutSessionDocument, { input: form });
    stack.simulator.answerNext('retrieve-access-token', { errorCode: '50000' });
    const { data, errors } = await stack.send(
      '{ payment(checkoutFormToken: "card-1") { paymentStatus session { sessionStatus lastPaymentCard { lastFourDigits } } } }',
    );
    expect(data).toEqual({
      payment: { paymentStatus: 'SUCCESS', session: { sessionStatus: 'PASSIVE', lastPaymentCard: null } },
    });
    expect(errors).toMatchObject([{ extensions: { code: 'IYZICO_RATE_LIMITED' } }]);
  });

  test('is an error for the query lastPayment, which asks for nothing else', async () => {
    const keys = '{ payment(checkoutFormToken: "card-1") { session { sessionToken memberIdentifier } } }';
    const { data } = await stack.send(keys);
    await stack.execute(ExpireCheckoutSessionDocument, { input: form });
    const { session } = (data as { payment: { session: Record<string, unknown> } }).payment;
    const { errors } = await stack.send(
      `query ($sessionToken: ID!, $memberIdentifier: ID!) {
        lastPayment(sessionToken: $sessionToken, memberIdentifier: $memberIdentifier) { paymentType } }`,
      session,
    );
    expect(errors).toMatchObject([{ extensions: { code: 'IYZICO_REJECTED', iyzico: { errorCode: '260030' } } }]);
  });
});
