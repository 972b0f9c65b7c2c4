import { sessionKeyOf } from '../../../src/iyzico/index.js';
import {
  badResponse,
  checkoutForm,
  openTestClient,
  options,
  rejected,
  session,
  type TestClient,
} from '../../harness/test-client.js';
import { all, put, remove } from '../../harness/sample.js';

const key = { ...checkoutForm, paymentId: '24259238' };

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

const retrieve = () => client.iyzico.retrieveSession(key, options);
const retrieveEdited = (edit: (text: string) => string) => {
  client.simulator.answerNext('retrieve-session', { edit });
  return retrieve();
};

test('a session has the options with which it was requested', async () => {
  expect(await retrieve()).toMatchObject({
    ...session,
    sessionStatus: 'ACTIVE',
    paymentType: 'CARD_PAYMENT',
    ...checkoutForm,
    requestedWith: { locale: 'EN', conversationId: null },
    conversationId: options.conversationId,
    retrievedAt: expect.any(Date) as unknown,
  });
  expect(client.calledServices()).toEqual(['retrieve-session']);
});

test('the session of a payment is the same one, with the envelope of the payment', async () => {
  const payment = await client.iyzico.retrievePayment(checkoutForm, options);
  const { locale, conversationId, retrievedAt } = payment;
  expect(payment.session).toEqual({ ...(await retrieve()), locale, conversationId, retrievedAt });
  expect(client.calledServices()).toEqual(['retrieve-payment', 'retrieve-session']);
});

test('payment-detail returns no session', async () => {
  const { paymentId } = key;
  expect((await client.iyzico.retrievePaymentDetail({ paymentId }, options)).session).toBeNull();
});

test.each([
  ['missing', remove('sessionInfo'), []],
  ['null', put('sessionInfo', 'null'), []],
  ['a list', put('sessionInfo', '[]'), ['retrieve-session sessionInfo']],
])('there is no session where its info is %s', async (_what, edit, drifted) => {
  expect(await retrieveEdited(edit)).toBeNull();
  expect(client.drifted).toEqual(drifted);
});

test('an unknown value of a closed list is read as UNKNOWN, and reported as drift', async () => {
  const edit = all(put('sessionInfo.sessionStatus', '"ASLEEP"'), put('sessionInfo.paymentType', '"CASH"'));
  expect(await retrieveEdited(edit)).toMatchObject({ sessionStatus: 'UNKNOWN', paymentType: 'UNKNOWN' });
  expect(client.drifted).toEqual([
    'retrieve-session sessionInfo.sessionStatus',
    'retrieve-session sessionInfo.paymentType',
  ]);
});

test('a missing status is read as UNKNOWN, and a missing payment type as null', async () => {
  const edit = all(remove('sessionInfo.sessionStatus'), put('sessionInfo.paymentType', 'null'));
  expect(await retrieveEdited(edit)).toMatchObject({ sessionStatus: 'UNKNOWN', paymentType: null });
  expect(client.drifted).toEqual([]);
});

test.each(['sessionToken', 'memberIdentifier'])('a session without its %s has no key', async (field) => {
  const found = await retrieveEdited(remove(`sessionInfo.${field}`));
  expect(found && sessionKeyOf(found)).toBeNull();
});

test.each(['sessionToken', 'memberIdentifier'])('a session whose %s is empty has no key', async (field) => {
  const found = await retrieveEdited(put(`sessionInfo.${field}`, '""'));
  expect(found && sessionKeyOf(found)).toBeNull();
  expect(found).toMatchObject({ [field]: null });
});

test('sessions whose tokens are empty have different ids', async () => {
  const empty = put('sessionInfo.sessionToken', '""');
  const found = await retrieveEdited(empty);
  client.simulator.answerNext('retrieve-payment', { edit: empty });
  const { session: another } = await client.iyzico.retrievePayment({ checkoutFormToken: 'card-1' }, options);
  expect(found?.id).toEqual(expect.any(String));
  expect(found?.id).not.toBe(another?.id);
});

test('the key of a session has two fields and no more', async () => {
  const found = await retrieve();
  expect(found && sessionKeyOf(found)).toEqual(session);
});

test('a refusal is thrown as an error', async () => {
  const outcome = client.iyzico.retrieveSession({ ...key, checkoutFormToken: 'nobody' }, options);
  await expect(outcome).rejects.toMatchObject({ service: 'retrieve-session', ...rejected('not-found') });
  expect(client.calledServices()).toEqual(['retrieve-session']);
});

test('an unusable answer is thrown as an error', async () => {
  client.simulator.answerNext('retrieve-session', { fault: 'empty' });
  await expect(retrieve()).rejects.toMatchObject({ service: 'retrieve-session', ...badResponse('body') });
});
