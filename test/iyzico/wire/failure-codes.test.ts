import { openTestClient, checkoutForm, options, rejected, type TestClient } from '../../harness/test-client.js';

let client: TestClient;
beforeAll(async () => {
  client = await openTestClient();
});
beforeEach(() => {
  client.simulator.forget();
});
afterAll(() => client.close());

test.each([
  ['260016', 'session-not-found'],
  ['260030', 'already-expired'],
  ['5126', 'not-found'],
  ['5086', 'not-found'],
  ['5087', 'not-found'],
  ['5124', 'not-found'],
  ['5132', 'missing-key'],
  ['5122', 'payment-pending'],
  ['8514', 'in-progress'],
  ['50000', 'rate-limited'],
  ['1', 'system-error'],
  ['2', 'system-error'],
  ['100001', 'system-error'],
  ['11', 'rejected'],
  ['1000', 'misconfigured'],
  ['1001', 'misconfigured'],
  ['1004', 'misconfigured'],
  ['1007', 'misconfigured'],
  ['1009', 'misconfigured'],
  ['10051', 'rejected'],
  ['10054', 'rejected'],
  ['10005', 'rejected'],
  ['4242', 'rejected'],
  ['', 'rejected'],
  ['toString', 'rejected'],
  ['__proto__', 'rejected'],
])('the code %j means %s', async (errorCode, meaning) => {
  client.simulator.answerNext('retrieve-payment', { errorCode, errorMessage: 'No', errorGroup: 'A_GROUP' });
  const failure = { errorCode, errorMessage: 'No', errorGroup: 'A_GROUP' };
  await expect(client.iyzico.retrievePayment(checkoutForm, options)).rejects.toMatchObject(rejected(meaning, failure));
  expect(client.calledServices()).toEqual(['retrieve-payment']);
});

test('a status of 401 means that iyzico refused the API keys, whatever the code', async () => {
  client.simulator.answerNext('retrieve-payment', { status: 401, errorCode: '8' });
  const payment = client.iyzico.retrievePayment(checkoutForm, options);
  await expect(payment).rejects.toMatchObject(rejected('misconfigured', { errorCode: '8' }));
});

test('API keys that iyzico does not know are a misconfiguration', async () => {
  const payment = client.connectAnew({ apiKey: 'of-production' }).retrievePayment(checkoutForm, options);
  await expect(payment).rejects.toMatchObject(rejected('misconfigured', { errorCode: '1001' }));
});
