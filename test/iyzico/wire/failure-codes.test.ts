import { failureMeanings } from '../../../src/iyzico/index.js';
import { checkoutForm, detail, openTestClient, options, rejected, type TestClient } from '../../harness/test-client.js';

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
  ['10051', 'declined'],
  ['10054', 'declined'],
  ['10005', 'declined'],
  ['6000', 'declined'],
  ['6001', 'declined'],
  ['100512', 'rejected'],
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

describe.each([200, 400])('payment detail, whose failures come under HTTP %i,', (httpStatus) => {
  const codes = Object.entries({ ...failureMeanings, '10051': 'declined', '11': 'rejected' });
  const answerNext = (failure: object) => {
    const body = JSON.stringify({ status: 'failure', errorMessage: 'No', ...failure });
    client.simulator.answerNext('payment-detail', { body, httpStatus });
  };

  test.each(codes)('reads %s without a payment as %s', async (errorCode, meaning) => {
    answerNext({ errorCode });
    const failure = { errorCode, errorMessage: 'No', errorGroup: null };
    await expect(client.iyzico.retrievePaymentDetail(detail, options)).rejects.toMatchObject(
      rejected(meaning, failure),
    );
    expect(client.calledServices()).toEqual(['payment-detail']);
  });

  test.each(codes.filter(([, meaning]) => meaning === 'declined'))(
    'reads %s with the id of the payment as a payment that was declined',
    async (errorCode) => {
      answerNext({ errorCode, ...detail });
      expect(await client.iyzico.retrievePaymentDetail(detail, options)).toMatchObject({
        ...detail,
        paymentStatus: 'FAILURE',
        isShippable: false,
        failure: { errorCode, errorMessage: 'No', errorGroup: null },
      });
      expect(client.calledServices()).toEqual(['payment-detail']);
    },
  );

  test.each(codes.filter(([, meaning]) => meaning !== 'declined'))(
    'reads %s with the id of the payment as %s too',
    async (errorCode, meaning) => {
      answerNext({ errorCode, ...detail });
      await expect(client.iyzico.retrievePaymentDetail(detail, options)).rejects.toMatchObject(rejected(meaning));
    },
  );
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
