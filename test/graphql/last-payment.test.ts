import { LastPaymentDocument } from '../../schema/generated/graphql.js';
import { startStack, type Stack } from '../harness/stack.js';

const sampleKeys = {
  sessionToken: 'f403ef2f-fb08-4111-afd6-495811ef6b25',
  memberIdentifier: 'f1409923-57cb-468f-8df2-704ea02075e3',
};

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

test("iyzico's sample is answered completely, with its numeric payment id as text", async () => {
  const { data } = await stack.execute(LastPaymentDocument, sampleKeys);
  expect(data?.lastPayment).toMatchObject({
    paymentId: '24259238',
    checkoutFormToken: 'e54b957b-a153-410c-8761-79c9bd4ff44f',
    paymentType: 'CARD_PAYMENT',
    card: { cardHolderName: 'John Doe', binNumber: '55047200', cardBankName: 'HSBC', willExpireSoon: false },
  });
  expect(stack.calledServices()).toEqual(['retrieve-access-token', 'last-payment-info']);
});

test('a last payment links to the whole payment through its checkout form', async () => {
  const { data } = await stack.send(
    `query ($sessionToken: ID!, $memberIdentifier: ID!) {
      lastPayment(sessionToken: $sessionToken, memberIdentifier: $memberIdentifier) { payment { id price } } }`,
    sampleKeys,
  );
  expect(data).toEqual({ lastPayment: { payment: { id: '24259238', price: '1' } } });
  expect(stack.calledServices()).toEqual(['retrieve-access-token', 'last-payment-info', 'retrieve-payment']);
});

test('a last payment without its payment id still has its card, and an error only if paymentId is selected', async () => {
  const withoutPayment = '{"status":"success","card":{"lastFourDigits":"0003"}}';
  const query = (selection: string) =>
    `query ($sessionToken: ID!, $memberIdentifier: ID!) {
      lastPayment(sessionToken: $sessionToken, memberIdentifier: $memberIdentifier) { ${selection} } }`;

  stack.simulator.answerNext('last-payment-info', { body: withoutPayment });
  const card = await stack.send(query('card { lastFourDigits } payment { id }'), sampleKeys);
  expect(card).toMatchObject({ data: { lastPayment: { card: { lastFourDigits: '0003' }, payment: null } } });
  expect(card.errors).toBeUndefined();

  stack.simulator.answerNext('last-payment-info', { body: withoutPayment });
  const { errors } = await stack.send(query('paymentId'), sampleKeys);
  expect(errors).toMatchObject([{ path: ['lastPayment', 'paymentId'], extensions: { code: 'IYZICO_BAD_RESPONSE' } }]);
  expect(errors?.[0]?.message).toContain('paymentId');
});

test('a refused access token is replaced once, and the call is repeated once', async () => {
  await stack.execute(LastPaymentDocument, sampleKeys);
  stack.simulator.answerNext('last-payment-info', { errorCode: '11', status: 401, httpStatus: 401 });
  const { errors } = await stack.execute(LastPaymentDocument, sampleKeys);
  expect(errors).toBeUndefined();
  expect(stack.calledServices()).toEqual([
    ...['retrieve-access-token', 'last-payment-info'],
    ...['last-payment-info', 'retrieve-access-token', 'last-payment-info'],
  ]);
});
