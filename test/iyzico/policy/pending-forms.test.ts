import fc from 'fast-check';
import { PendingForms, pollingInterval } from '../../../src/iyzico/policy/pending-forms.js';
import { IyzicoRejected } from '../../../src/iyzico/wire/errors.js';
import { meaningOf } from '../../../src/iyzico/wire/failure-codes.js';
import { openTestClient, options } from '../../harness/test-client.js';

describe('the polling interval of an unpaid checkout form', () => {
  test.each([
    [0, 4],
    [60, 4],
    [121, 5],
    [300, 10],
    [600, 20],
    [870, 29],
    [900, 30],
    [1800, 30],
    [86_400, 30],
  ])('is, after %i seconds, %i seconds', (age, interval) => {
    expect(pollingInterval(age)).toBe(interval);
  });

  test('is whole seconds and never gets shorter', () => {
    const age = fc.double({ min: 0, max: 100_000, noNaN: true });
    fc.assert(
      fc.property(age, age, (a, b) => {
        const [younger, older] = [pollingInterval(Math.min(a, b)), pollingInterval(Math.max(a, b))];
        expect([younger, older].every((seconds) => Number.isInteger(seconds) && seconds >= 1)).toBe(true);
        expect(older).toBeGreaterThanOrEqual(younger);
      }),
    );
  });
});

function rejection(errorCode: string, retryAfter: number | null = null): IyzicoRejected {
  const meaning = meaningOf(errorCode);
  const envelope = { conversationId: null, locale: null, retrievedAt: new Date(0) };
  return new IyzicoRejected('retrieve-payment', {
    meaning,
    errorCode,
    errorMessage: null,
    errorGroup: null,
    envelope,
    retryAfter,
  });
}

/** A clock that a test moves, and the delay that each call then tells. */
function startPolling(error: () => Error) {
  let now = 0;
  const forms = new PendingForms(
    (secret) => secret,
    () => now,
  );
  const ask = forms.observe<{ checkoutFormToken: string }, null, never>(() => Promise.reject(error()));
  return {
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    delayOf: (checkoutFormToken: string) =>
      ask({ checkoutFormToken }, null).catch((caught: unknown) =>
        caught instanceof IyzicoRejected ? caught.failure.retryAfter : caught,
      ),
  };
}

test('the age of a form counts from its first unpaid answer', async () => {
  const { pass, delayOf } = startPolling(() => rejection('5122'));
  pass(10_000);
  expect(await delayOf('a')).toBe(4);
  pass(300);
  expect([await delayOf('a'), await delayOf('b')]).toEqual([10, 4]);
  pass(1500);
  expect([await delayOf('a'), await delayOf('b')]).toEqual([30, 30]);
});

test('the oldest of more than 10,000 forms is forgotten', async () => {
  const { pass, delayOf } = startPolling(() => rejection('5122'));
  for (let form = 0; form <= 10_000; form++) await delayOf(String(form));
  pass(600);
  expect([await delayOf('10000'), await delayOf('0')]).toEqual([20, 4]);
});

test('a longer delay that iyzico asks for is kept', async () => {
  expect(await startPolling(() => rejection('5122', 90)).delayOf('a')).toBe(90);
});

test('other errors stay as they are', async () => {
  const bug = new Error('a bug');
  expect(await startPolling(() => rejection('5086')).delayOf('a')).toBeNull();
  expect(await startPolling(() => bug).delayOf('a')).toBe(bug);
});

test('every operation on a checkout form tells when to call again', async () => {
  const client = await openTestClient();
  const key = { checkoutFormToken: 'error-5122' };
  const { iyzico } = client;
  const calls = [
    iyzico.retrievePayment(key, options),
    iyzico.retrieveSession({ ...key, paymentId: '1' }, options),
    iyzico.expireCheckoutSession(key, options),
  ];
  for (const call of calls) {
    await expect(call).rejects.toMatchObject({ failure: { meaning: 'payment-pending', retryAfter: 4 } });
  }
  await client.close();
});
