import { checkAnswerSignature, isAcceptable } from '../../../src/iyzico/wire/answer-signature.js';
import type { SignaturePolicy } from '../../../src/iyzico/index.js';
import { checkoutForm, detail, openTestClient, options, type TestClient } from '../../harness/test-client.js';
import { all, put, remove } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

/** From iyzico's documentation. */
const documented = {
  secretKey: 'sandbox-qaIiLIxhjMgx3LSKIVvp6j17NunHOFtD',
  signature: '836c3a6c8db86c81043f2ca74edb13518b54a813f454f8dd762f0dd658610173',
  values: ['22416032', 'TRY', 'basketId', 'conversationId', '10.5', '10.5'],
};

const check = ({ signature = documented.signature as string | null, values = documented.values }) =>
  checkAnswerSignature(documented.secretKey, signature, values);

describe('a signature', () => {
  test("of iyzico's documentation is verified", () => {
    expect(check({})).toBe('VERIFIED');
  });

  test("of iyzico's PHP samples is verified, where a missing value counts as an empty one", () => {
    const signature = 'a4f73b80bb32a6ef8358090bbd8609a49a7b53f463048f8ef147496e236d04f0';
    const values = [null, null, '1', '22484292', 'success'];
    expect(checkAnswerSignature('jLc7GQHD2pyJoqXDeEcTnGHYtP7Ai5jl', signature, values)).toBe('VERIFIED');
  });

  test.each([[null], ['']])('that is %j is absent', (signature) => {
    expect(check({ signature })).toBe('ABSENT');
  });

  test.each([
    ['in capital letters', documented.signature.toUpperCase()],
    ['too short', documented.signature.slice(0, 62)],
    ['too long', `${documented.signature}00`],
    ['off by a digit', documented.signature.replace(/3$/, '4')],
    ['no hexadecimal', 'ş'.repeat(64)],
    ['followed by a line break', `${documented.signature}\n`],
  ])('%s is mismatched', (_what, signature) => {
    expect(check({ signature })).toBe('MISMATCHED');
  });

  test('of the same values in another order is mismatched', () => {
    expect(check({ values: [...documented.values].reverse() })).toBe('MISMATCHED');
  });
});

test.each([
  ['report', [true, true, true]],
  ['enforce', [true, true, false]],
  ['require', [true, false, false]],
] as const)('the policy "%s" accepts verified, absent and mismatched signatures: %j', (policy, accepted) => {
  expect((['VERIFIED', 'ABSENT', 'MISMATCHED'] as const).map((status) => isAcceptable(status, policy))).toEqual(
    accepted,
  );
});

const calls = {
  'retrieve-payment': (policy?: SignaturePolicy) =>
    client.connectAnew({ signature: policy }).retrievePayment(checkoutForm, options),
  'payment-detail': (policy?: SignaturePolicy) =>
    client.connectAnew({ signature: policy }).retrievePaymentDetail(detail, options),
};
const absent = remove('signature');
const mismatched = put('paidPrice', '0.01');

describe.each(['retrieve-payment', 'payment-detail'] as const)('an answer of %s', (service) => {
  test('that iyzico signed is verified', async () => {
    expect(await calls[service]('require')).toMatchObject({ signatureStatus: 'VERIFIED' });
    expect(client.calledServices()).toEqual([service]);
  });

  test.each([
    ['currency', '"USD"'],
    ['basketId', '"B1"'],
    ['conversationId', '"c"'],
    ['paidPrice', '2'],
    ['price', '2'],
  ])('is mismatched where its %s was changed', async (field, json) => {
    client.simulator.answerNext(service, { edit: put(field, json) });
    expect(await calls[service]('report')).toMatchObject({ signatureStatus: 'MISMATCHED' });
  });

  test('is signed without the trailing zeros of its amounts', async () => {
    client.simulator.answerNext(service, { edit: all(put('price', '1.000'), put('paidPrice', '"1"')) });
    expect(await calls[service]('report')).toMatchObject({ signatureStatus: 'VERIFIED' });
  });

  test.each([
    ['report', 'ABSENT', absent],
    ['report', 'MISMATCHED', mismatched],
    ['enforce', 'ABSENT', absent],
  ] as const)('is accepted by the policy "%s", with the status %s', async (policy, signatureStatus, edit) => {
    client.simulator.answerNext(service, { edit });
    expect(await calls[service](policy)).toMatchObject({ signatureStatus });
    expect(client.calledServices()).toEqual([service]);
  });

  test.each([
    ['enforce', 'MISMATCHED', mismatched],
    ['require', 'MISMATCHED', mismatched],
    ['require', 'ABSENT', absent],
  ] as const)('is refused by the policy "%s", with the status %s', async (policy, status, edit) => {
    client.simulator.answerNext(service, { edit });
    await expect(calls[service](policy)).rejects.toMatchObject({ service, reason: 'signature', detail: status });
    expect(client.calledServices()).toEqual([service]);
  });
});

test('retrieve-payment reports a mismatch where the payment status was changed', async () => {
  client.simulator.answerNext('retrieve-payment', { edit: put('paymentStatus', '"FAILURE"') });
  expect(await calls['retrieve-payment']('report')).toMatchObject({ signatureStatus: 'MISMATCHED' });
});

test('payment-detail by conversation id reports a mismatch where the payment id was changed', async () => {
  client.simulator.answerNext('payment-detail', { edit: put('paymentId', '"1"') });
  const key = { paymentConversationId: `conversation-${checkoutForm.checkoutFormToken}` };
  const payment = client.connectAnew({ signature: 'report' }).retrievePaymentDetail(key, options);
  expect(await payment).toMatchObject({ paymentId: '1', signatureStatus: 'MISMATCHED' });
});

describe('without a signature policy', () => {
  test('payment-detail refuses a mismatch, because the order of its signed fields is documented', async () => {
    client.simulator.answerNext('payment-detail', { edit: mismatched });
    await expect(calls['payment-detail']()).rejects.toMatchObject({ reason: 'signature', detail: 'MISMATCHED' });
  });

  test('retrieve-payment reports a mismatch, because the order of its signed fields is inferred', async () => {
    client.simulator.answerNext('retrieve-payment', { edit: mismatched });
    expect(await calls['retrieve-payment']()).toMatchObject({ signatureStatus: 'MISMATCHED', paidPrice: '0.01' });
  });
});
