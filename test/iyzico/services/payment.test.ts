import type { ContractDrift } from '../../../src/iyzico/call/connection.js';
import {
  badResponse,
  checkoutForm,
  detail,
  openTestClient,
  options,
  outcomeOf,
  rejected,
  session,
  type TestClient,
} from '../../harness/test-client.js';
import { all, placesIn, put, remove, sample } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

const retrieve = () => client.iyzico.retrievePayment(checkoutForm, options);
const retrieveEdited = (edit: (text: string) => string) => {
  client.simulator.answerNext('retrieve-payment', { edit });
  return retrieve();
};
const retrieveDetailEdited = (edit: (text: string) => string) => {
  client.simulator.answerNext('payment-detail', { edit });
  return client.iyzico.retrievePaymentDetail(detail, options);
};

describe('a payment', () => {
  test("of iyzico's sample is read with every field", async () => {
    expect(await retrieve()).toMatchObject({
      paymentId: '24259238',
      paymentStatus: 'SUCCESS',
      fraudStatus: 'APPROVED',
      isShippable: true,
      phase: 'AUTH',
      price: '1',
      paidPrice: '1',
      currency: 'TRY',
      installment: 1,
      basketId: 'B67832',
      ...checkoutForm,
      callbackUrl: 'https://merchant-callback.com',
      card: {
        cardType: 'CREDIT_CARD',
        cardAssociation: 'MASTER_CARD',
        cardFamily: 'Advantage',
        binNumber: '550472',
        lastFourDigits: '0003',
      },
      session,
      failure: null,
      mdStatus: null,
      authCode: '054626',
      hostReference: 'mock00034iyzihostrfn',
      memberEmail: 'sandboxtest@gmail.com',
      memberGsmNumber: '+905555555555',
      merchantCommissionRate: '0',
      merchantCommissionRateAmount: '0',
      iyziCommissionRateAmount: '0.0175',
      iyziCommissionFee: '0',
    });
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('by its id is the same one, without the fields that only the checkout form returns', async () => {
    const payment = await client.iyzico.retrievePaymentDetail(detail, options);
    const { signature, ...same } = await retrieve();
    expect(signature).not.toBe(payment.signature);
    const ofCheckoutForm = {
      session: null,
      checkoutFormToken: null,
      callbackUrl: null,
      memberEmail: null,
      memberGsmNumber: null,
    };
    const { retrievedAt } = payment;
    expect(payment).toEqual({ ...same, ...ofCheckoutForm, retrievedAt, signature: payment.signature });
    expect(client.calledServices()).toEqual(['payment-detail', 'retrieve-payment']);
  });

  test('can be retrieved by the conversation id with which it was made', async () => {
    const key = { paymentConversationId: `conversation-${checkoutForm.checkoutFormToken}` };
    expect(await client.iyzico.retrievePaymentDetail(key, options)).toMatchObject(detail);
    expect(client.calledServices()).toEqual(['payment-detail']);
  });

  test('keeps every digit of its amounts', async () => {
    const amounts = all(put('price', '12345678901234567.89000000'), put('paidPrice', '"0.10"'));
    expect(await retrieveEdited(amounts)).toMatchObject({ price: '12345678901234567.89', paidPrice: '0.1' });
  });

  test('keeps every digit of an id that is a number', async () => {
    expect(await retrieveEdited(put('paymentId', '9007199254740993'))).toMatchObject({ paymentId: '9007199254740993' });
    expect(client.drifted).toEqual([]);
  });

  test('has no items where they are missing', async () => {
    expect((await retrieveEdited(remove('itemTransactions'))).itemTransactions).toEqual([]);
    expect((await retrieveEdited(put('itemTransactions', 'null'))).itemTransactions).toEqual([]);
    expect(client.drifted).toEqual([]);
  });

  test('has 200 items in their order', async () => {
    const checkoutFormToken = 'many-items-1';
    const { itemTransactions } = await client.iyzico.retrievePayment({ checkoutFormToken }, options);
    expect(new Set(itemTransactions.map(({ paymentTransactionId }) => paymentTransactionId)).size).toBe(200);
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('has no card where a wallet paid', async () => {
    const checkoutFormToken = 'wallet-1';
    expect((await client.iyzico.retrievePayment({ checkoutFormToken }, options)).card).toBeNull();
    expect(client.drifted).toEqual([]);
  });
});

describe('a status', () => {
  test.each([
    ['SUCCESS', '"SUCCESS"'],
    ['FAILURE', '"FAILURE"'],
    ['INIT_THREEDS', '"INIT_THREEDS"'],
    ['CALLBACK_THREEDS', '"CALLBACK_THREEDS"'],
  ])('of the payment can be %s', async (paymentStatus, json) => {
    expect(await retrieveEdited(put('paymentStatus', json))).toMatchObject({ paymentStatus });
    expect(client.drifted).toEqual([]);
  });

  test.each([
    ['APPROVED', '1'],
    ['APPROVED', '"1"'],
    ['IN_REVIEW', '0'],
    ['REJECTED', '-1'],
  ])('of the fraud check is %s where iyzico writes %s', async (fraudStatus, json) => {
    expect(await retrieveEdited(put('fraudStatus', json))).toMatchObject({ fraudStatus });
    expect(client.drifted).toEqual([]);
  });

  test.each([
    ['paymentStatus', '"PENDING_REVIEW"'],
    ['paymentStatus', '"success"'],
    ['paymentStatus', '1'],
    ['paymentStatus', '{}'],
    ['paymentStatus', '"toString"'],
    ['fraudStatus', '2'],
    ['fraudStatus', '"APPROVED"'],
    ['fraudStatus', 'true'],
  ])('such as %s of %s is read as UNKNOWN, reported as drift, and not shippable', async (field, json) => {
    expect(await retrieveEdited(put(field, json))).toMatchObject({ [field]: 'UNKNOWN', isShippable: false });
    expect(client.drifted).toEqual([`retrieve-payment ${field}`]);
  });

  test.each(['paymentStatus', 'fraudStatus'])(
    'that is missing or null, such as %s, is read as UNKNOWN, reported as missing, and not shippable',
    async (field) => {
      expect(await retrieveEdited(remove(field))).toMatchObject({ [field]: 'UNKNOWN', isShippable: false });
      expect(await retrieveEdited(put(field, 'null'))).toMatchObject({ [field]: 'UNKNOWN', isShippable: false });
      expect(client.drifted).toEqual([]);
      expect(client.missed).toEqual([`retrieve-payment ${field}`, `retrieve-payment ${field}`]);
    },
  );
});

test.each([
  ['"SUCCESS"', '0'],
  ['"SUCCESS"', '-1'],
  ['"INIT_THREEDS"', '1'],
  ['"FAILURE"', '1'],
])('a payment of status %s and fraud status %s is not shippable', async (paymentStatus, fraudStatus) => {
  const payment = await retrieveEdited(all(put('paymentStatus', paymentStatus), put('fraudStatus', fraudStatus)));
  expect(payment.isShippable).toBe(false);
});

describe('a declined payment', () => {
  const declined = { checkoutFormToken: 'declined-1' };
  const paymentId = '57000000001';
  const failure = { errorCode: '10051', errorMessage: 'The card lacks the funds.', errorGroup: 'NOT_SUFFICIENT_FUNDS' };
  const expected = { paymentId, paymentStatus: 'FAILURE', isShippable: false, failure };

  test('is returned as a payment, though the status of the answer is failure', async () => {
    expect(await client.iyzico.retrievePayment(declined, options)).toMatchObject({ ...expected, ...declined });
    expect(await client.iyzico.retrievePaymentDetail({ paymentId }, options)).toMatchObject(expected);
    expect(client.calledServices()).toEqual(['retrieve-payment', 'payment-detail']);
  });

  test('is not shippable, whatever else its answer says', async () => {
    const edit = all(put('paymentStatus', '"SUCCESS"'), put('fraudStatus', '1'));
    client.simulator.answerNext('retrieve-payment', { edit });
    expect(await client.iyzico.retrievePayment(declined, options)).toMatchObject(expected);
  });

  test('may have little more than its id', async () => {
    answerFailure({ ...failure, paymentId: '24259238' });
    expect(await retrieve()).toMatchObject({
      ...expected,
      ...detail,
      itemTransactions: [],
      session: null,
      price: null,
    });
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('may lack a signature under any policy', async () => {
    answerFailure({ ...failure, paymentId: '24259238' });
    const payment = client.connectAnew({ signature: 'require' }).retrievePayment(checkoutForm, options);
    expect(await payment).toMatchObject({ failure, signatureStatus: 'ABSENT' });
  });

  test.each(['6000', '6001', '10051', '10005'])('may have the code %s without a group', async (errorCode) => {
    answerFailure({ errorCode, errorMessage: 'No', paymentId: '24259238' });
    const reason = { errorCode, errorMessage: 'No', errorGroup: null };
    expect(await retrieve()).toMatchObject({ ...expected, ...detail, failure: reason });
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('that names another checkout form is refused', async () => {
    answerFailure({ ...failure, paymentId: '24259238', token: 'another' });
    await expect(retrieve()).rejects.toMatchObject(badResponse('token'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each([undefined, null, '', {}])('whose id is %j is thrown as a refusal', async (paymentId) => {
    answerFailure({ ...failure, paymentId });
    await expect(retrieve()).rejects.toMatchObject(rejected('declined', failure));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each([
    ['5126', 'not-found'],
    ['5122', 'payment-pending'],
    ['50000', 'rate-limited'],
    ['1001', 'misconfigured'],
    ['100001', 'system-error'],
  ])('is thrown as a refusal where the code is %s, even with a payment id', async (errorCode, meaning) => {
    answerFailure({ errorCode, paymentId: '24259238' });
    await expect(retrieve()).rejects.toMatchObject(rejected(meaning));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('in an answer of status success has its failure, where iyzico gives one', async () => {
    const edit = all(put('paymentStatus', '"FAILURE"'), put('errorCode', '10054'), put('errorGroup', '"EXPIRED_CARD"'));
    const reason = { errorCode: '10054', errorMessage: null, errorGroup: 'EXPIRED_CARD' };
    expect((await retrieveEdited(edit)).failure).toEqual(reason);
    expect((await retrieveEdited(put('paymentStatus', '"FAILURE"'))).failure).toBeNull();
  });

  function answerFailure(fields: object) {
    const body = JSON.stringify({ status: 'failure', ...fields });
    client.simulator.answerNext('retrieve-payment', { body, httpStatus: 400 });
  }
});

describe('another payment than the requested one', () => {
  test.each(['"another"', 'null', '""', '{}', '[]', 'true'])('is refused because its token is %s', async (json) => {
    await expect(retrieveEdited(put('token', json))).rejects.toMatchObject(badResponse('token'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each(['"24259239"', '24259238.0', 'null'])('is refused because its id is %s', async (json) => {
    await expect(retrieveDetailEdited(put('paymentId', json))).rejects.toMatchObject(badResponse('paymentId'));
    expect(client.calledServices()).toEqual(['payment-detail']);
  });

  test('is recognised by the characters of its id, whether text or a number', async () => {
    expect(await retrieveDetailEdited(put('paymentId', '24259238'))).toMatchObject(detail);
  });
});

describe('in an answer,', () => {
  const text = sample('retrieve-payment.success');
  const required = ['status', 'token', 'paymentId', 'itemTransactions[0].paymentTransactionId'];

  test.each([
    ['missing', undefined],
    ['null', 'null'],
  ])('only the ids of the payment and its items must not be %s', async (_what, json) => {
    const refusals: unknown[] = [];
    for (const place of placesIn(text)) {
      const outcome = await outcomeOf(retrieveEdited(put(place, json)));
      if (outcome instanceof Error) refusals.push(outcome);
      else expect(outcome).toMatchObject({ paymentId: '24259238' });
    }
    expect(refusals).toMatchObject(required.map(badResponse));
    expect(client.drifted).toEqual([]);
  });

  test.each(['{}', '[]', 'true', '""'])('only the ids must not have a wrong type: %s', async (json) => {
    const refusals: unknown[] = [];
    for (const place of placesIn(text).filter((place) => place !== 'itemTransactions')) {
      const outcome = await outcomeOf(retrieveEdited(put(place, json)));
      if (outcome instanceof Error) refusals.push(outcome);
    }
    expect(refusals).toMatchObject(required.map(badResponse));
  });

  test.each(placesIn(text).filter((place) => !required.includes(place)))(
    '%s of a wrong type is null, and reported as drift',
    async (place) => {
      await retrieveEdited(put(place, 'true'));
      expect(client.drifted).toEqual([`retrieve-payment ${place.replace('[0]', '')}`]);
    },
  );

  test('the fields that every successful payment has are reported where they are missing', async () => {
    const reports: string[] = [];
    for (const place of placesIn(text)) {
      client.simulator.answerNext('retrieve-payment', { edit: remove(place) });
      const onDrift = ({ field, kind }: ContractDrift) => reports.push(`${kind} ${field}`);
      await outcomeOf(client.connectAnew({ onDrift }).retrievePayment(checkoutForm, options));
    }
    expect(reports).toEqual(
      [
        'paymentStatus',
        'price',
        'paidPrice',
        'fraudStatus',
        'currency',
        'itemTransactions',
        'itemTransactions.transactionStatus',
        'itemTransactions.price',
        'itemTransactions.paidPrice',
        'sessionInfo.sessionToken',
        'sessionInfo.sessionStatus',
        'sessionInfo.memberIdentifier',
      ].map((field) => `missing ${field}`),
    );
  });

  test('a payment that failed or is not complete may lack those fields', async () => {
    const lacking = (paymentStatus: string) =>
      all(
        put('paymentStatus', paymentStatus),
        ...['fraudStatus', 'price', 'paidPrice', 'currency', 'itemTransactions'].map(remove),
      );
    for (const status of ['"FAILURE"', '"INIT_THREEDS"', '"SOMETHING_NEW"']) await retrieveEdited(lacking(status));
    expect(client.missed).toEqual([]);
  });

  test.each(['null', '1', '"item"', '[]'])('an item of %s is refused, and the error has its index', async (json) => {
    const edit = put('itemTransactions', `[{"paymentTransactionId": "1"}, ${json}]`);
    await expect(retrieveEdited(edit)).rejects.toMatchObject(badResponse('itemTransactions[1]'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });
});

test.each([
  ['1', '1'],
  ['"1"', '1'],
  ['"0"', '0'],
  ['7', '7'],
])('an mdStatus of %s is read as "%s"', async (json, mdStatus) => {
  expect(await retrieveEdited(put('mdStatus', json))).toMatchObject({ mdStatus });
  expect(client.drifted).toEqual([]);
});

describe("a text of iyzico's that is very long", () => {
  const long = JSON.stringify('x'.repeat(10_000));
  const cut = 'x'.repeat(500);

  test.each(['phase', 'mdStatus', 'authCode', 'hostReference', 'memberEmail', 'memberGsmNumber'])(
    'is cut to 500 characters in a payment: %s',
    async (field) => {
      expect(await retrieveEdited(put(field, long))).toMatchObject({ [field]: cut });
    },
  );

  test('is cut to 500 characters in a card', async () => {
    expect(await retrieveEdited(put('cardFamily', long))).toMatchObject({ card: { cardFamily: cut } });
  });

  test('is cut to 500 characters in a failure and in a refusal', async () => {
    const texts = all(...['errorCode', 'errorMessage', 'errorGroup'].map((field) => put(field, long)));
    const failure = { errorCode: cut, errorMessage: cut, errorGroup: cut };
    expect(await retrieveEdited(all(put('paymentStatus', '"FAILURE"'), texts))).toMatchObject({ failure });
    const refusal = retrieveEdited(all(put('status', '"failure"'), remove('paymentId'), texts));
    await expect(refusal).rejects.toMatchObject(rejected('rejected', failure));
  });

  test('is none where it would be a wrong URL, and is whole where it is an id', async () => {
    expect(await retrieveEdited(put('callbackUrl', long))).toMatchObject({ callbackUrl: null });
    expect(client.drifted).toEqual(['retrieve-payment callbackUrl']);
    expect(await retrieveEdited(put('basketId', long))).toMatchObject({ basketId: 'x'.repeat(10_000) });
  });
});
