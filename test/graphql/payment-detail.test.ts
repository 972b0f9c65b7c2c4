import { PaymentDetailDocument, PaymentDetailsDocument } from '../../schema/generated/graphql.js';
import { startStack, type Stack } from '../harness/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

const idsOf = (data: unknown) =>
  (data as { paymentDetails: ({ id: string } | null)[] }).paymentDetails.map((p) => p?.id);

describe('payment detail', () => {
  test('finds a payment by its id, with a verified signature, without session and checkout form', async () => {
    const { data } = await stack.send(
      '{ paymentDetail(paymentId: "24259238") { id signatureStatus checkoutFormToken memberEmail session { id } } }',
    );
    expect(data).toEqual({
      paymentDetail: {
        id: '24259238',
        signatureStatus: 'VERIFIED',
        checkoutFormToken: null,
        memberEmail: null,
        session: null,
      },
    });
    expect(stack.calledServices()).toEqual(['payment-detail']);
  });

  test('finds a payment by the conversation id that it was made with', async () => {
    const { data } = await stack.execute(PaymentDetailDocument, { paymentConversationId: 'conversation-card-1' });
    expect(data?.paymentDetail).toMatchObject({ paymentStatus: 'SUCCESS', currency: 'TRY' });
    expect(stack.calledServices()).toEqual(['payment-detail']);
  });

  test('finds a declined payment', async () => {
    const { data } = await stack.execute(PaymentDetailDocument, { paymentConversationId: 'conversation-declined-1' });
    expect(data?.paymentDetail).toMatchObject({ paymentStatus: 'FAILURE', failure: { errorCode: '10051' } });
  });

  test('is an error without data if the signature does not match', async () => {
    stack.simulator.answerNext('payment-detail', { edit: (text) => text.replace('"TRY"', '"USD"') });
    const { data, errors } = await stack.execute(PaymentDetailDocument, { paymentId: '24259238' });
    expect(data).toEqual({ paymentDetail: null });
    expect(errors).toMatchObject([{ extensions: { code: 'SIGNATURE_MISMATCH', retryable: false } }]);
  });

  test('keeps every digit of amounts', async () => {
    const exact = await startStack({ iyzico: { signature: 'report' } });
    exact.simulator.answerNext('payment-detail', {
      edit: (text) => text.replace(/"paidPrice": ?1.00000000/, '"paidPrice": 12345678901234567.89000000'),
    });
    const { data } = await exact.send('{ paymentDetail(paymentId: "24259238") { price paidPrice signatureStatus } }');
    await exact.close();
    expect(data).toEqual({
      paymentDetail: { price: '1', paidPrice: '12345678901234567.89', signatureStatus: 'MISMATCHED' },
    });
  });
});

describe('payment details', () => {
  test('are answered in the requested order, with one call for each distinct id', async () => {
    const known = '24259238';
    const other = await paymentIdOf('card-7');
    stack.simulator.forget();

    const { data, errors } = await stack.execute(PaymentDetailsDocument, {
      paymentIds: [other, known, other, known, known],
    });
    expect(errors).toBeUndefined();
    expect(idsOf(data)).toEqual([other, known, other, known, known]);
    expect(stack.calledServices()).toEqual(['payment-detail', 'payment-detail']);
  });

  test('contain null and an error for a failing payment, and the other payments', async () => {
    const { data, errors } = await stack.execute(PaymentDetailsDocument, {
      paymentIds: ['24259238', '5086', '24259238'],
    });
    expect(idsOf(data)).toEqual(['24259238', undefined, '24259238']);
    expect(errors).toMatchObject([{ path: ['paymentDetails', 1], extensions: { code: 'NOT_FOUND' } }]);
  });

  test('share their calls with single payment details in the same request', async () => {
    await stack.send('{ paymentDetail(paymentId: "24259238") { id } paymentDetails(paymentIds: ["24259238"]) { id } }');
    expect(stack.calledServices()).toEqual(['payment-detail']);
  });

  test('have at most ten concurrent calls, across fields too', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, (_, seed) => paymentIdOf(`card-${seed + 1}`)));
    stack.simulator.forget();
    ids.forEach(() => {
      stack.simulator.answerNext('payment-detail', { delay: 400 });
    });

    const { data, errors } = await stack.send(
      'query ($a: [ID!]!, $b: [ID!]!) { a: paymentDetails(paymentIds: $a) { id } b: paymentDetails(paymentIds: $b) { id } }',
      { a: ids.slice(0, 15), b: ids.slice(15) },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ a: ids.slice(0, 15).map((id) => ({ id })), b: ids.slice(15).map((id) => ({ id })) });
    expect(stack.calledServices()).toHaveLength(30);
    expect(stack.simulator.peakInFlight).toBe(10);
  });

  test('are empty for no ids, without a call', async () => {
    const { data } = await stack.execute(PaymentDetailsDocument, { paymentIds: [] });
    expect(data).toEqual({ paymentDetails: [] });
    expect(stack.calledServices()).toEqual([]);
  });
});

async function paymentIdOf(token: string): Promise<string> {
  const { data } = await stack.send(`{ payment(checkoutFormToken: "${token}") { id } }`);
  return (data as { payment: { id: string } }).payment.id;
}
