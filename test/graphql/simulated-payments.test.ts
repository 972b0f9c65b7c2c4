import { startStack, type Stack } from '../harness/stack.js';

// Payments of the simulator that change with time or are unusual, as a client of our server sees them.

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

const query = `query ($form: ID!) { payment(checkoutFormToken: $form) {
  paymentStatus isShippable mdStatus failure { errorCode } itemTransactions { id }
  session { sessionStatus lastPaymentCard { lastFourDigits } } } }`;

async function read(form: string) {
  const { data, errors } = await stack.send(query, { form });
  return {
    payment: (data as { payment: object | null } | null)?.payment,
    codes: errors?.map((e) => e.extensions.code),
  };
}

const pass = (seconds: number) => {
  stack.simulator.advanceTime(seconds * 1_000);
};

test('a client that polls a form which is paid later gets PAYMENT_PENDING, and then the payment', async () => {
  expect(await read('paid-later-1')).toMatchObject({ payment: null, codes: ['PAYMENT_PENDING'] });
  pass(21);
  const paid = { paymentStatus: 'SUCCESS', isShippable: true, session: { sessionStatus: 'ACTIVE' } };
  expect(await read('paid-later-1')).toMatchObject({ payment: paid, codes: undefined });
});

test('a form that is never paid is pending, and not found after 30 minutes', async () => {
  expect(await read('never-paid-1')).toMatchObject({ codes: ['PAYMENT_PENDING'] });
  pass(1_801);
  expect(await read('never-paid-1')).toMatchObject({ payment: null, codes: ['NOT_FOUND'] });
});

test('a form whose first attempt is declined can be paid by the next', async () => {
  const declined = { paymentStatus: 'FAILURE', isShippable: false, failure: { errorCode: '10051' } };
  expect((await read('paid-on-retry-1')).payment).toMatchObject(declined);
  pass(21);
  expect((await read('paid-on-retry-1')).payment).toMatchObject({ paymentStatus: 'SUCCESS', failure: null });
});

test('a payment of 500 items arrives complete', async () => {
  const { payment } = await read('most-items-1');
  expect((payment as { itemTransactions: object[] }).itemTransactions).toHaveLength(500);
});

test.each([
  ['threeds-passed-1', { paymentStatus: 'SUCCESS', isShippable: true, mdStatus: '1' }],
  [
    'threeds-failed-1',
    { paymentStatus: 'FAILURE', isShippable: false, mdStatus: expect.stringMatching(/^[02-7]$/) as string },
  ],
  ['threeds-pending-1', { isShippable: false, mdStatus: null }],
  ['fraud-engine-1', { paymentStatus: 'FAILURE', isShippable: false, failure: { errorCode: '6000' } }],
  ['blacklist-1', { paymentStatus: 'FAILURE', isShippable: false, failure: { errorCode: '6001' } }],
])('%s is a payment with %j', async (form, expected) => {
  expect(await read(form)).toMatchObject({ payment: expected, codes: undefined });
});

test.each([200, 400])('a payment detail that fails with HTTP %i is not found', async (httpStatus) => {
  const { errors } = await stack.send(
    `{ paymentDetail(paymentConversationId: "error-5086-http-${httpStatus}") { id } }`,
  );
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
});

test('an access token that expired at iyzico is bought again', async () => {
  const card = { session: { lastPaymentCard: { lastFourDigits: expect.stringMatching(/^\d{4}$/) as string } } };
  expect((await read('card-1')).payment).toMatchObject(card);
  pass(360);
  expect((await read('card-1')).payment).toMatchObject(card);
  const again = ['last-payment-info', 'retrieve-access-token', 'last-payment-info'];
  expect(stack.calledServices().slice(-3)).toEqual(again);
});
