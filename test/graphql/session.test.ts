import { SessionDocument } from '../../schema/generated/graphql.js';
import { startStack, type Stack } from '../harness/stack.js';
import { bySecret, shopperOf, systemWith } from '../harness/tokens.js';

const samplePassive = { checkoutFormToken: 'ab468ec8-c4ab-4449-b15b-69782f7786c6', paymentId: '29414275' };
const sampleActive = { checkoutFormToken: 'e54b957b-a153-410c-8761-79c9bd4ff44f', paymentId: '24259238' };

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterEach(() => {
  stack.simulator.forget();
});
afterAll(() => stack.close());

test("iyzico's sample session is answered completely", async () => {
  const { data } = await stack.send(
    `query ($checkoutFormToken: ID!, $paymentId: ID!) { session(checkoutFormToken: $checkoutFormToken, paymentId: $paymentId) {
      sessionToken memberIdentifier sessionStatus paymentType locale } }`,
    samplePassive,
  );
  expect(data).toEqual({
    session: {
      sessionToken: 'f2f06a82-6480-4d2b-811d-93168ddce577',
      memberIdentifier: '702831f3-1cc6-4b25-ad2b-878afc64f408',
      sessionStatus: 'PASSIVE',
      paymentType: 'CARD_PAYMENT',
      locale: 'TR',
    },
  });
  expect(stack.calledServices()).toEqual(['retrieve-session']);
});

test('a session links to the payment of its checkout form with one more call', async () => {
  const { data } = await stack.send(
    `query ($checkoutFormToken: ID!, $paymentId: ID!) { session(checkoutFormToken: $checkoutFormToken, paymentId: $paymentId) {
      payment { id session { sessionStatus payment { id } } } } }`,
    sampleActive,
  );
  expect(data).toEqual({
    session: { payment: { id: '24259238', session: { sessionStatus: 'ACTIVE', payment: { id: '24259238' } } } },
  });
  expect(stack.calledServices()).toEqual(['retrieve-session', 'retrieve-payment']);
});

test('a session has the same id by every query and in every process', async () => {
  const other = await startStack();
  const bySession = await stack.execute(SessionDocument, sampleActive);
  const byPayment = await other.send(
    `{ payment(checkoutFormToken: "${sampleActive.checkoutFormToken}") { session { id } } }`,
  );
  await other.close();

  const id = bySession.data?.session?.id;
  expect(byPayment.data).toEqual({ payment: { session: { id } } });
  expect(id).toMatch(/^[\w-]{22}$/);
});

test('a session is null if iyzico answers without one', async () => {
  stack.simulator.answerNext('retrieve-session', { body: '{"status":"success"}' });
  expect(await stack.execute(SessionDocument, sampleActive)).toMatchObject({
    data: { session: null },
    errors: undefined,
  });
});

test('a session has no last payment card if iyzico leaves out its keys', async () => {
  stack.simulator.answerNext('retrieve-session', {
    body: '{"status":"success","sessionInfo":{"sessionStatus":"ACTIVE"}}',
  });
  const { data, errors } = await stack.send(
    `query ($checkoutFormToken: ID!, $paymentId: ID!) { session(checkoutFormToken: $checkoutFormToken, paymentId: $paymentId) {
      sessionStatus sessionToken lastPaymentCard { lastFourDigits } } }`,
    sampleActive,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ session: { sessionStatus: 'ACTIVE', sessionToken: null, lastPaymentCard: null } });
  expect(stack.calledServices()).toEqual(['retrieve-session']);
});

describe("session and the payment's own session agree", () => {
  const shared = 'id sessionStatus paymentType conversationId payment { id checkoutFormToken }';
  const both = `query ($form: ID!, $id: ID!, $name: String) {
    session(checkoutFormToken: $form, paymentId: $id, conversationId: $name) { ${shared} }
    payment(checkoutFormToken: $form, conversationId: $name) { session { ${shared} } } }`;
  let guarded: Stack;
  beforeAll(async () => {
    guarded = await startStack({ server: { authentication: bySecret } });
  });
  afterAll(() => guarded.close());

  const callers = { shopper: shopperOf, system: () => systemWith('payment:read') };
  const forms = ['card-1', 'wallet-1', 'marketplace-1', 'declined-1', 'in-review-1', 'threeds-pending-1'];
  const cases = Object.keys(callers).flatMap((caller) => forms.map((form) => [caller, form] as const));

  test.each(cases)('for a %s: %s', async (caller, form) => {
    const headers = await callers[caller as keyof typeof callers](form);
    const known = await guarded.send(
      'query ($form: ID!) { payment(checkoutFormToken: $form) { id } }',
      { form },
      headers,
    );
    const { id } = (known.data as { payment: { id: string } }).payment;
    for (const name of [null, 'a-conversation']) {
      const { data, errors, extensions } = await guarded.send(both, { form, id, name }, headers);
      expect(errors).toBeUndefined();
      const { session, payment } = data as { session: unknown; payment: { session: unknown } };
      expect(session).toEqual(payment.session);
      const conversationId = name ?? extensions?.requestId;
      expect(session).toMatchObject({ conversationId, payment: { id, checkoutFormToken: form } });
    }
  });
});
