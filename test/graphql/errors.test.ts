import { PaymentDocument } from '../../schema/generated/graphql.js';
import { startStack, type Stack } from '../harness/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

describe("iyzico's error code", () => {
  test.each([
    ['5126', 'NOT_FOUND', false],
    ['5086', 'NOT_FOUND', false],
    ['5087', 'NOT_FOUND', false],
    ['5124', 'NOT_FOUND', false],
    ['260016', 'NOT_FOUND', false],
    ['5132', 'BAD_USER_INPUT', false],
    ['5122', 'PAYMENT_PENDING', true],
    ['8514', 'IYZICO_REJECTED', true],
    ['11', 'IYZICO_REJECTED', false],
    ['260030', 'IYZICO_REJECTED', false],
    ['50000', 'IYZICO_RATE_LIMITED', true],
    ['1', 'IYZICO_UNAVAILABLE', true],
    ['2', 'IYZICO_UNAVAILABLE', true],
    ['100001', 'IYZICO_UNAVAILABLE', true],
    ['1000', 'IYZICO_MISCONFIGURED', false],
    ['1001', 'IYZICO_MISCONFIGURED', false],
    ['1004', 'IYZICO_MISCONFIGURED', false],
    ['1007', 'IYZICO_MISCONFIGURED', false],
    ['1009', 'IYZICO_MISCONFIGURED', false],
    ['401', 'IYZICO_MISCONFIGURED', false],
  ])('%s becomes %s (retryable: %s)', async (errorCode, code, retryable) => {
    const answer = await stack.execute(PaymentDocument, { checkoutFormToken: `error-${errorCode}` });
    expect(answer).toMatchObject({ status: 200, data: { payment: null } });
    expect(answer.errors).toMatchObject([{ path: ['payment'], extensions: { code, retryable } }]);
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
  });

  test('is passed on with its message and group if it is unknown', async () => {
    stack.simulator.answerNext('retrieve-payment', {
      errorCode: '77',
      errorMessage: 'Olmadı',
      errorGroup: 'NEW_GROUP',
    });
    const { errors } = await stack.execute(PaymentDocument, { checkoutFormToken: 'card-1' });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'IYZICO_REJECTED',
      iyzico: { errorCode: '77', errorMessage: 'Olmadı', errorGroup: 'NEW_GROUP' },
    });
  });

  test('50000 comes with the seconds to wait', async () => {
    const { errors } = await stack.execute(PaymentDocument, { checkoutFormToken: 'error-50000' });
    expect(errors?.[0]?.extensions.retryAfter).toBe(60);
  });

  test('5122 comes with the seconds until the next poll, in the error and in a header', async () => {
    const { errors, headers } = await stack.execute(PaymentDocument, { checkoutFormToken: 'error-5122' });
    expect(errors?.[0]?.extensions.retryAfter).toBe(4);
    expect(headers.get('retry-after')).toBe('4');
  });

  test("for another merchant's checkout form and for an unknown one becomes the same error", async () => {
    const foreign = await stack.execute(PaymentDocument, { checkoutFormToken: 'error-5126' });
    const unknown = await stack.execute(PaymentDocument, { checkoutFormToken: 'nobody-knows-me' });
    expect(foreign.errors).toEqual(unknown.errors);
  });

  test('for a misconfiguration is logged and not sent to clients', async () => {
    const { text } = await stack.execute(PaymentDocument, { checkoutFormToken: 'error-1001' });
    expect(text).not.toContain('1001');
    expect(stack.logLines).toContainEqual(
      expect.objectContaining({ level: 'error', service: 'retrieve-payment', iyzicoCode: '1001' }),
    );
  });
});

test.each([
  ['hang', 'IYZICO_TIMEOUT'],
  ['cut-off', 'IYZICO_UNAVAILABLE'],
  ['reset', 'IYZICO_UNAVAILABLE'],
  ['garbage', 'IYZICO_BAD_RESPONSE'],
  ['html', 'IYZICO_BAD_RESPONSE'],
  ['empty', 'IYZICO_BAD_RESPONSE'],
] as const)('the fault %s of iyzico becomes %s', async (fault, code) => {
  const shortTimeout = await startStack({ iyzico: { timeoutMs: 300, limits: { attempts: 1 } } });
  shortTimeout.simulator.answerNext('retrieve-payment', { fault });
  const { errors } = await shortTimeout.execute(PaymentDocument, { checkoutFormToken: 'card-1' });
  const afterwards = await shortTimeout.send('{ payment(checkoutFormToken: "card-1") { paymentStatus } }');
  await shortTimeout.close();

  expect(errors).toMatchObject([{ extensions: { code } }]);
  expect(shortTimeout.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  expect(afterwards.data).toEqual({ payment: { paymentStatus: 'SUCCESS' } });
});

test('calls beyond the limits of a service are refused with the seconds to wait', async () => {
  const narrow = await startStack({ iyzico: { limits: { inFlight: 1, maxWaiting: 0 } } });
  const { data, errors, headers } = await narrow.send(
    '{ a: payment(checkoutFormToken: "card-1") { id } b: payment(checkoutFormToken: "card-2") { id } }',
  );
  await narrow.close();
  expect(data).toMatchObject({ a: { id: expect.any(String) as string }, b: null });
  expect(errors).toMatchObject([{ path: ['b'], extensions: { code: 'OVERLOADED', retryable: true, retryAfter: 1 } }]);
  expect(headers.get('retry-after')).toBe('1');
  expect(narrow.calledServices()).toEqual(['retrieve-payment']);
});

test('an answer that breaks the contract becomes an error that names the field', async () => {
  stack.simulator.answerNext('retrieve-payment', { edit: (text) => text.replace('"paymentTransactionId"', '"other"') });
  const { errors } = await stack.execute(PaymentDocument, { checkoutFormToken: 'card-1' });
  expect(errors).toMatchObject([
    {
      message: expect.stringContaining('itemTransactions[0].paymentTransactionId') as string,
      extensions: { code: 'IYZICO_BAD_RESPONSE' },
    },
  ]);
});

test('a failing card does not affect the payment', async () => {
  stack.simulator.answerNext('last-payment-info', { errorCode: '50000' });
  const { data, errors } = await stack.execute(PaymentDocument, { checkoutFormToken: 'card-2' });
  expect(data?.payment).toMatchObject({ paymentStatus: 'SUCCESS', session: { lastPaymentCard: null } });
  expect(errors).toMatchObject([
    { path: ['payment', 'session', 'lastPaymentCard'], extensions: { code: 'IYZICO_RATE_LIMITED' } },
  ]);
});
