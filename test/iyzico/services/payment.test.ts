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

const ask = () => client.iyzico.retrievePayment(checkoutForm, options);
const askEdited = (edit: (text: string) => string) => {
  client.simulator.answerNext('retrieve-payment', { edit });
  return ask();
};
const askDetailEdited = (edit: (text: string) => string) => {
  client.simulator.answerNext('payment-detail', { edit });
  return client.iyzico.retrievePaymentDetail(detail, options);
};

describe('a payment', () => {
  test("of iyzico's sample is told whole", async () => {
    expect(await ask()).toMatchObject({
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

  test('by its id is the same one, less what only the checkout form tells', async () => {
    const payment = await client.iyzico.retrievePaymentDetail(detail, options);
    const { signature, ...same } = await ask();
    expect(signature).not.toBe(payment.signature);
    const untold = {
      session: null,
      checkoutFormToken: null,
      callbackUrl: null,
      memberEmail: null,
      memberGsmNumber: null,
    };
    const { retrievedAt } = payment;
    expect(payment).toEqual({ ...same, ...untold, retrievedAt, signature: payment.signature });
    expect(client.calledServices()).toEqual(['payment-detail', 'retrieve-payment']);
  });

  test('can be asked for by the conversation in which it was made', async () => {
    const key = { paymentConversationId: `conversation-${checkoutForm.checkoutFormToken}` };
    expect(await client.iyzico.retrievePaymentDetail(key, options)).toMatchObject(detail);
    expect(client.calledServices()).toEqual(['payment-detail']);
  });

  test('keeps every digit of its amounts', async () => {
    const amounts = all(put('price', '12345678901234567.89000000'), put('paidPrice', '"0.10"'));
    expect(await askEdited(amounts)).toMatchObject({ price: '12345678901234567.89', paidPrice: '0.1' });
  });

  test('keeps every digit of an id that is a number', async () => {
    expect(await askEdited(put('paymentId', '9007199254740993'))).toMatchObject({ paymentId: '9007199254740993' });
    expect(client.drifted).toEqual([]);
  });

  test('has no items where they are missing', async () => {
    expect((await askEdited(remove('itemTransactions'))).itemTransactions).toEqual([]);
    expect((await askEdited(put('itemTransactions', 'null'))).itemTransactions).toEqual([]);
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
  ])('of the payment is %s', async (paymentStatus, json) => {
    expect(await askEdited(put('paymentStatus', json))).toMatchObject({ paymentStatus });
    expect(client.drifted).toEqual([]);
  });

  test.each([
    ['APPROVED', '1'],
    ['APPROVED', '"1"'],
    ['IN_REVIEW', '0'],
    ['REJECTED', '-1'],
  ])('of the fraud check is %s where iyzico writes %s', async (fraudStatus, json) => {
    expect(await askEdited(put('fraudStatus', json))).toMatchObject({ fraudStatus });
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
  ])('%s that is the stranger %s is UNKNOWN, told as drift, and ships nothing', async (field, json) => {
    expect(await askEdited(put(field, json))).toMatchObject({ [field]: 'UNKNOWN', isShippable: false });
    expect(client.drifted).toEqual([`retrieve-payment ${field}`]);
  });

  test.each(['paymentStatus', 'fraudStatus'])(
    '%s that is missing or null is UNKNOWN, told as missing, and ships nothing',
    async (field) => {
      expect(await askEdited(remove(field))).toMatchObject({ [field]: 'UNKNOWN', isShippable: false });
      expect(await askEdited(put(field, 'null'))).toMatchObject({ [field]: 'UNKNOWN', isShippable: false });
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
])('nothing ships while the payment is %s and its fraud status %s', async (paymentStatus, fraudStatus) => {
  const payment = await askEdited(all(put('paymentStatus', paymentStatus), put('fraudStatus', fraudStatus)));
  expect(payment.isShippable).toBe(false);
});

describe('a declined payment', () => {
  const declined = { checkoutFormToken: 'declined-1' };
  const paymentId = '57000000001';
  const failure = { errorCode: '10051', errorMessage: 'The card lacks the funds.', errorGroup: 'NOT_SUFFICIENT_FUNDS' };
  const records = { paymentId, paymentStatus: 'FAILURE', isShippable: false, failure };

  test('is a payment, though iyzico says failure', async () => {
    expect(await client.iyzico.retrievePayment(declined, options)).toMatchObject({ ...records, ...declined });
    expect(await client.iyzico.retrievePaymentDetail({ paymentId }, options)).toMatchObject(records);
    expect(client.calledServices()).toEqual(['retrieve-payment', 'payment-detail']);
  });

  test('ships nothing, whatever else its answer claims', async () => {
    const edit = all(put('paymentStatus', '"SUCCESS"'), put('fraudStatus', '1'));
    client.simulator.answerNext('retrieve-payment', { edit });
    expect(await client.iyzico.retrievePayment(declined, options)).toMatchObject(records);
  });

  test('may be told by little more than its id', async () => {
    answerFailure({ ...failure, paymentId: '24259238' });
    expect(await ask()).toMatchObject({ ...records, ...detail, itemTransactions: [], session: null, price: null });
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('may lack a signature under any policy', async () => {
    answerFailure({ ...failure, paymentId: '24259238' });
    const payment = client.connectAnew({ signature: 'require' }).retrievePayment(checkoutForm, options);
    expect(await payment).toMatchObject({ failure, signatureStatus: 'ABSENT' });
  });

  test('that names another checkout form is refused', async () => {
    answerFailure({ ...failure, paymentId: '24259238', token: 'another' });
    await expect(ask()).rejects.toMatchObject(badResponse('token'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each([undefined, null, '', {}])('whose id is %j is a refusal', async (paymentId) => {
    answerFailure({ ...failure, paymentId });
    await expect(ask()).rejects.toMatchObject(rejected('rejected', failure));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each([
    ['5126', 'not-found'],
    ['5122', 'payment-pending'],
    ['50000', 'rate-limited'],
    ['1001', 'misconfigured'],
    ['100001', 'system-error'],
  ])('is none where the code is %s, even with a payment id', async (errorCode, meaning) => {
    answerFailure({ errorCode, paymentId: '24259238' });
    await expect(ask()).rejects.toMatchObject(rejected(meaning));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('that iyzico tells of under success says why, where iyzico does', async () => {
    const edit = all(put('paymentStatus', '"FAILURE"'), put('errorCode', '10054'), put('errorGroup', '"EXPIRED_CARD"'));
    const why = { errorCode: '10054', errorMessage: null, errorGroup: 'EXPIRED_CARD' };
    expect((await askEdited(edit)).failure).toEqual(why);
    expect((await askEdited(put('paymentStatus', '"FAILURE"'))).failure).toBeNull();
  });

  function answerFailure(fields: object) {
    const body = JSON.stringify({ status: 'failure', ...fields });
    client.simulator.answerNext('retrieve-payment', { body, httpStatus: 400 });
  }
});

describe('another payment than the one asked for', () => {
  test.each(['"another"', 'null', '""', '{}', '[]', 'true'])('is refused by its token: %s', async (json) => {
    await expect(askEdited(put('token', json))).rejects.toMatchObject(badResponse('token'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each(['"24259239"', '24259238.0', 'null'])('is refused by its id: %s', async (json) => {
    await expect(askDetailEdited(put('paymentId', json))).rejects.toMatchObject(badResponse('paymentId'));
    expect(client.calledServices()).toEqual(['payment-detail']);
  });

  test('is told by the characters of its id, be they text or a number', async () => {
    expect(await askDetailEdited(put('paymentId', '24259238'))).toMatchObject(detail);
  });
});

describe('of all that an answer tells', () => {
  const text = sample('retrieve-payment.success');
  const required = ['status', 'token', 'paymentId', 'itemTransactions[0].paymentTransactionId'];

  test.each([
    ['missing', undefined],
    ['null', 'null'],
  ])('only what names the payment and its items may not be %s', async (_how, json) => {
    const refusals: unknown[] = [];
    for (const place of placesIn(text)) {
      const outcome = await outcomeOf(askEdited(put(place, json)));
      if (outcome instanceof Error) refusals.push(outcome);
      else expect(outcome).toMatchObject({ paymentId: '24259238' });
    }
    expect(refusals).toMatchObject(required.map(badResponse));
    expect(client.drifted).toEqual([]);
  });

  test.each(['{}', '[]', 'true', '""'])('only that may not be of a wrong type: %s', async (json) => {
    const refusals: unknown[] = [];
    for (const place of placesIn(text).filter((place) => place !== 'itemTransactions')) {
      const outcome = await outcomeOf(askEdited(put(place, json)));
      if (outcome instanceof Error) refusals.push(outcome);
    }
    expect(refusals).toMatchObject(required.map(badResponse));
  });

  test.each(placesIn(text).filter((place) => !required.includes(place)))(
    'a wrong type of %s reads as none, and is told as drift',
    async (place) => {
      await askEdited(put(place, 'true'));
      expect(client.drifted).toEqual([`retrieve-payment ${place.replace('[0]', '')}`]);
    },
  );

  test('what every payment that was made bears is told where it is missing', async () => {
    const records: string[] = [];
    for (const place of placesIn(text)) {
      client.simulator.answerNext('retrieve-payment', { edit: remove(place) });
      const onDrift = (_: string, field: string, kind: string) => records.push(`${kind} ${field}`);
      await outcomeOf(client.connectAnew({ onDrift }).retrievePayment(checkoutForm, options));
    }
    expect(records).toEqual(
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

  test('a payment that was not made, or not yet, may lack it', async () => {
    const lacking = (paymentStatus: string) =>
      all(
        put('paymentStatus', paymentStatus),
        ...['fraudStatus', 'price', 'paidPrice', 'currency', 'itemTransactions'].map(remove),
      );
    for (const status of ['"FAILURE"', '"INIT_THREEDS"', '"SOMETHING_NEW"']) await askEdited(lacking(status));
    expect(client.missed).toEqual([]);
  });

  test.each(['null', '1', '"item"', '[]'])('an item that is %s is refused by its place', async (json) => {
    const edit = put('itemTransactions', `[{"paymentTransactionId": "1"}, ${json}]`);
    await expect(askEdited(edit)).rejects.toMatchObject(badResponse('itemTransactions[1]'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });
});
