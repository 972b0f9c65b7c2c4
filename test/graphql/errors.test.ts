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

describe("what clients are told of iyzico's failures", () => {
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
  ])('%s is %s', async (errorCode, code, retryable) => {
    const answer = await stack.execute(PaymentDocument, { checkoutFormToken: `error-${errorCode}` });
    expect(answer).toMatchObject({ status: 200, data: { payment: null } });
    expect(answer.errors).toMatchObject([{ path: ['payment'], extensions: { code, retryable } }]);
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
  });

  test('a code that is not known passes through with its words', async () => {
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

  test('the rate limit tells when to come back, in whole seconds', async () => {
    const { errors } = await stack.execute(PaymentDocument, { checkoutFormToken: 'error-50000' });
    expect(errors?.[0]?.extensions.retryAfter).toBe(60);
  });

  test('one that is foreign and one that does not exist answer the same words', async () => {
    const foreign = await stack.execute(PaymentDocument, { checkoutFormToken: 'error-5126' });
    const unknown = await stack.execute(PaymentDocument, { checkoutFormToken: 'nobody-knows-me' });
    expect(foreign.errors).toEqual(unknown.errors);
  });

  test('of a misconfiguration clients learn no more, and operators learn the code', async () => {
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
] as const)('an answer that is %s is %s', async (fault, code) => {
  const hurried = await startStack({ iyzico: { timeoutMs: 300, limits: { attempts: 1 } } });
  hurried.simulator.answerNext('retrieve-payment', { fault });
  const { errors } = await hurried.execute(PaymentDocument, { checkoutFormToken: 'card-1' });
  const afterwards = await hurried.send('{ payment(checkoutFormToken: "card-1") { paymentStatus } }');
  await hurried.close();

  expect(errors).toMatchObject([{ extensions: { code } }]);
  expect(hurried.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  expect(afterwards.data).toEqual({ payment: { paymentStatus: 'SUCCESS' } });
});

test('more calls at once than a service may be asked are refused, and told when to come back', async () => {
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

test('an answer that breaks the contract is named by its field', async () => {
  stack.simulator.answerNext('retrieve-payment', { edit: (text) => text.replace('"paymentTransactionId"', '"other"') });
  const { errors } = await stack.execute(PaymentDocument, { checkoutFormToken: 'card-1' });
  expect(errors).toMatchObject([
    {
      message: expect.stringContaining('itemTransactions[0].paymentTransactionId') as string,
      extensions: { code: 'IYZICO_BAD_RESPONSE' },
    },
  ]);
});

test('a failing card leaves the payment standing', async () => {
  stack.simulator.answerNext('last-payment-info', { errorCode: '50000' });
  const { data, errors } = await stack.execute(PaymentDocument, { checkoutFormToken: 'card-2' });
  expect(data?.payment).toMatchObject({ paymentStatus: 'SUCCESS', session: { lastPaymentCard: null } });
  expect(errors).toMatchObject([
    { path: ['payment', 'session', 'lastPaymentCard'], extensions: { code: 'IYZICO_RATE_LIMITED' } },
  ]);
});
