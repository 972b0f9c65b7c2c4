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

const ask = () => client.iyzico.retrieveSession(key, options);
const askEdited = (edit: (text: string) => string) => {
  client.simulator.answerNext('retrieve-session', { edit });
  return ask();
};

test('a session is told with the way it was found', async () => {
  expect(await ask()).toMatchObject({
    ...session,
    sessionStatus: 'ACTIVE',
    paymentType: 'CARD_PAYMENT',
    ...checkoutForm,
    requestedWith: { locale: 'EN', conversationId: null },
    conversationId: null,
    retrievedAt: expect.any(Date) as unknown,
  });
  expect(client.calledServices()).toEqual(['retrieve-session']);
});

test('the session of a payment is the same one, with the envelope of the payment', async () => {
  const payment = await client.iyzico.retrievePayment(checkoutForm, options);
  const { locale, conversationId, retrievedAt } = payment;
  expect(payment.session).toEqual({ ...(await ask()), locale, conversationId, retrievedAt });
  expect(client.calledServices()).toEqual(['retrieve-payment', 'retrieve-session']);
});

test('payment detail tells of no session', async () => {
  const { paymentId } = key;
  expect((await client.iyzico.retrievePaymentDetail({ paymentId }, options)).session).toBeNull();
});

test.each([
  ['missing', remove('sessionInfo'), []],
  ['null', put('sessionInfo', 'null'), []],
  ['a list', put('sessionInfo', '[]'), ['retrieve-session sessionInfo']],
])('there is none where its info is %s', async (_how, edit, drifted) => {
  expect(await askEdited(edit)).toBeNull();
  expect(client.drifted).toEqual(drifted);
});

test('a stranger in a closed list is UNKNOWN, and told as drift', async () => {
  const edit = all(put('sessionInfo.sessionStatus', '"ASLEEP"'), put('sessionInfo.paymentType', '"CASH"'));
  expect(await askEdited(edit)).toMatchObject({ sessionStatus: 'UNKNOWN', paymentType: 'UNKNOWN' });
  expect(client.drifted).toEqual([
    'retrieve-session sessionInfo.sessionStatus',
    'retrieve-session sessionInfo.paymentType',
  ]);
});

test('a status that is missing is UNKNOWN, a payment type none', async () => {
  const edit = all(remove('sessionInfo.sessionStatus'), put('sessionInfo.paymentType', 'null'));
  expect(await askEdited(edit)).toMatchObject({ sessionStatus: 'UNKNOWN', paymentType: null });
  expect(client.drifted).toEqual([]);
});

test.each(['sessionToken', 'memberIdentifier'])('a session without its %s buys nothing', async (half) => {
  const found = await askEdited(remove(`sessionInfo.${half}`));
  expect(found && sessionKeyOf(found)).toBeNull();
});

test.each(['sessionToken', 'memberIdentifier'])('a session whose %s is empty buys nothing either', async (half) => {
  const found = await askEdited(put(`sessionInfo.${half}`, '""'));
  expect(found && sessionKeyOf(found)).toBeNull();
  expect(found).toMatchObject({ [half]: null });
});

test('sessions whose tokens are empty are told apart', async () => {
  const empty = put('sessionInfo.sessionToken', '""');
  const found = await askEdited(empty);
  client.simulator.answerNext('retrieve-payment', { edit: empty });
  const { session: another } = await client.iyzico.retrievePayment({ checkoutFormToken: 'card-1' }, options);
  expect(found?.id).toEqual(expect.any(String));
  expect(found?.id).not.toBe(another?.id);
});

test('the credential of a session is its two halves and nothing more', async () => {
  const found = await ask();
  expect(found && sessionKeyOf(found)).toEqual(session);
});

test('a refusal is thrown', async () => {
  const question = client.iyzico.retrieveSession({ ...key, checkoutFormToken: 'nobody' }, options);
  await expect(question).rejects.toMatchObject({ service: 'retrieve-session', ...rejected('not-found') });
  expect(client.calledServices()).toEqual(['retrieve-session']);
});

test('an answer that cannot be used is thrown', async () => {
  client.simulator.answerNext('retrieve-session', { fault: 'empty' });
  await expect(ask()).rejects.toMatchObject({ service: 'retrieve-session', ...badResponse('body') });
});
