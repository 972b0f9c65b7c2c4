import { lastPaymentOf, paymentIdOf } from '../../../src/iyzico/index.js';
import type { Simulator } from '../../../src/simulator/index.js';
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

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

const retrieve = (key = session) => client.iyzico.retrieveLastPayment(key, options);
const retrieveEdited = (edit: (text: string) => string) => {
  client.simulator.answerNext('last-payment-info', { edit });
  return retrieve();
};

test("the last payment of iyzico's sample is read with its card", async () => {
  expect(await retrieve()).toMatchObject({
    paymentId: '24259238',
    ...checkoutForm,
    sessionToken: session.sessionToken,
    paymentType: 'CARD_PAYMENT',
    card: {
      cardHolderName: 'John Doe',
      cardAssociation: 'MASTER_CARD',
      cardFamily: 'Advantage',
      binNumber: '55047200',
      lastFourDigits: '0003',
      cardBankName: 'HSBC',
      cardType: 'CREDIT_CARD',
      expireMonth: '05',
      expireYear: '2026',
      expired: false,
      willExpireSoon: false,
    },
    requestedWith: { locale: 'EN', conversationId: null },
  });
  expect(client.calledServices()).toEqual(['retrieve-access-token', 'last-payment-info']);
});

test('a payment id that is a number keeps every digit', async () => {
  expect(await retrieveEdited(put('paymentId', '9007199254740993'))).toMatchObject({ paymentId: '9007199254740993' });
});

test.each([
  ['without an id', remove('paymentId')],
  ['whose id is empty', put('paymentId', '""')],
])('a payment %s is read, but it cannot be retrieved by its id', async (_what, edit) => {
  const payment = await retrieveEdited(edit);
  expect(payment).toMatchObject({ paymentId: null, card: { lastFourDigits: '0003' } });
  expect(() => paymentIdOf(payment)).toThrow(expect.objectContaining(badResponse('paymentId')) as Error);
  expect(paymentIdOf(await retrieve())).toBe('24259238');
});

test('a wallet has no card', async () => {
  const payment = await retrieve({ sessionToken: 'session-wallet-1', memberIdentifier: 'member-wallet-1' });
  expect(payment).toMatchObject({ paymentType: 'FUND', card: null });
  expect(client.drifted).toEqual([]);
});

test.each(['{}', 'null', '{"cardType": null}'])('a card of %s is null', async (json) => {
  expect((await retrieveEdited(put('card', json))).card).toBeNull();
  expect(client.drifted).toEqual([]);
});

test('unknown values of closed lists are read as UNKNOWN, and reported as drift', async () => {
  const unknownValues = all(
    put('card.cardType', '"CHARGE_CARD"'),
    put('card.cardAssociation', '"JCB"'),
    put('paymentType', '"CASH"'),
  );
  const unknown = { paymentType: 'UNKNOWN', card: { cardType: 'UNKNOWN', cardAssociation: 'UNKNOWN' } };
  expect(await retrieveEdited(unknownValues)).toMatchObject(unknown);
  expect(client.drifted.toSorted()).toEqual(
    ['paymentType', 'card.cardAssociation', 'card.cardType'].map((field) => `last-payment-info ${field}`).toSorted(),
  );
});

test('booleans of a wrong type are null, and reported as drift', async () => {
  const edit = all(put('card.expired', '"false"'), put('card.willExpireSoon', '0'));
  expect(await retrieveEdited(edit)).toMatchObject({ card: { expired: null, willExpireSoon: null } });
  expect(client.drifted).toEqual(['last-payment-info card.expired', 'last-payment-info card.willExpireSoon']);
});

test('an answer about another session is refused', async () => {
  await expect(retrieveEdited(put('sessionToken', '"another"'))).rejects.toMatchObject(badResponse('sessionToken'));
  expect(client.calledServices()).toEqual(['retrieve-access-token', 'last-payment-info']);
});

test('an answer without a session token counts as one about the requested session', async () => {
  expect(await retrieveEdited(remove('sessionToken'))).toMatchObject({ paymentId: '24259238', sessionToken: null });
});

test.each(['retrieve-access-token', 'last-payment-info'] as const)('a refusal of %s is thrown', async (service) => {
  client.simulator.answerNext(service, { errorCode: '260016' });
  await expect(retrieve()).rejects.toMatchObject({ service, ...rejected('session-not-found') });
});

test.each(['cardHolderName', 'cardBankName', 'cardFamily'])(
  'a very long %s is cut to 500 characters',
  async (field) => {
    const payment = await retrieveEdited(put(`card.${field}`, JSON.stringify('x'.repeat(10_000))));
    expect(payment.card).toMatchObject({ [field]: 'x'.repeat(500) });
  },
);

describe('the last payment of a session that was read before', () => {
  const retrieveOf = async (sessionStatus: 'ACTIVE' | 'PASSIVE' | 'UNKNOWN') => {
    // A new client has no access token.
    const iyzico = client.connectAnew();
    const { session: known } = await iyzico.retrievePayment(checkoutForm, options);
    return known && lastPaymentOf({ ...known, sessionStatus }, (key) => iyzico.retrieveLastPayment(key, options));
  };
  const refuse: Simulator['answerNext'] = (service, failure) => {
    client.simulator.answerNext(service, failure);
  };

  test('is read as by its key, also where the session is over', async () => {
    for (const status of ['ACTIVE', 'PASSIVE'] as const) {
      expect(await retrieveOf(status)).toMatchObject({ paymentId: '24259238', card: { lastFourDigits: '0003' } });
    }
  });

  test.each(['260030', '260016'])(
    'is null where iyzico refuses with %s, whatever the status was',
    async (errorCode) => {
      for (const status of ['ACTIVE', 'PASSIVE', 'UNKNOWN'] as const) {
        refuse('retrieve-access-token', { errorCode });
        expect(await retrieveOf(status)).toBeNull();
      }
      expect(client.calledServices().filter((service) => service === 'last-payment-info')).toEqual([]);
    },
  );

  test.each<Parameters<Simulator['answerNext']>>([
    ['retrieve-access-token', { errorCode: '11' }],
    ['retrieve-access-token', { errorCode: '12345' }],
    ['retrieve-access-token', { errorCode: '1' }],
    ['last-payment-info', { errorCode: '5122' }],
    // The gateway refuses the access token.
    ['last-payment-info', { errorCode: '8', status: 401, httpStatus: 401 }],
  ])(
    'is null where %s refuses with %j while the session is PASSIVE, and an error otherwise',
    async (service, failure) => {
      refuse(service, failure);
      expect(await retrieveOf('PASSIVE')).toBeNull();
      for (const status of ['ACTIVE', 'UNKNOWN'] as const) {
        refuse(service, failure);
        await expect(retrieveOf(status)).rejects.toMatchObject({ name: 'IyzicoRejected', service });
      }
    },
  );

  test.each<Parameters<Simulator['answerNext']>>([
    ['retrieve-access-token', { errorCode: '50000' }],
    ['last-payment-info', { httpStatus: 429, body: '' }],
    ['retrieve-access-token', { errorCode: '1001' }],
    ['last-payment-info', { errorCode: '1001' }],
    ['retrieve-access-token', { errorCode: '8', status: 401, httpStatus: 401 }],
    ['last-payment-info', { body: '' }],
  ])('is an error where the answer of %s is %j: that says nothing about the session', async (service, answer) => {
    client.simulator.answerNext(service, answer);
    await expect(retrieveOf('PASSIVE')).rejects.toMatchObject({ service });
  });
});
