import { PaymentDocument } from '../../schema/generated/graphql.js';
import { createSchema } from '../../src/graphql/index.js';
import { everyField } from '../harness/every-field.js';
import { all, put } from '../harness/sample.js';
import { startStack, type Stack } from '../harness/stack.js';

const sampleToken = 'e54b957b-a153-410c-8761-79c9bd4ff44f';
const callsWithoutAccessToken = ['retrieve-payment', 'retrieve-access-token', 'last-payment-info'];
const callsWithAccessToken = ['retrieve-payment', 'last-payment-info'];

/** The sample payment in the selection of PaymentDocument. */
const selectedFields = {
  id: '24259238',
  paymentStatus: 'SUCCESS',
  fraudStatus: 'APPROVED',
  isShippable: true,
  price: '1',
  paidPrice: '1',
  currency: 'TRY',
  installment: 1,
  basketId: 'B67832',
  card: {
    cardType: 'CREDIT_CARD',
    cardAssociation: 'MASTER_CARD',
    cardFamily: 'Advantage',
    lastFourDigits: '0003',
  },
  itemTransactions: [
    {
      id: '26268394',
      itemId: 'BI101',
      transactionStatus: 'APPROVED',
      price: '1',
      paidPrice: '1',
      currency: 'TRY',
    },
  ],
  failure: null,
  session: {
    id: expect.stringMatching(/^[\w-]{22}$/) as string,
    sessionStatus: 'ACTIVE',
    paymentType: 'CARD_PAYMENT',
    lastPaymentCard: {
      cardAssociation: 'MASTER_CARD',
      cardBankName: 'HSBC',
      cardFamily: 'Advantage',
      lastFourDigits: '0003',
      expireMonth: '05',
      expireYear: '2026',
      expired: false,
    },
  },
};

/** What every top-level object repeats from its request, and when it was read. */
const requestFields = {
  conversationId: 'conversationId',
  locale: 'EN',
  retrievedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
};

const lastCard = {
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
};

const allItemFields = {
  id: '26268394',
  paymentTransactionId: '26268394',
  itemId: 'BI101',
  transactionStatus: 'APPROVED',
  price: '1',
  paidPrice: '1',
  currency: 'TRY',
  merchantCommissionRate: '0',
  merchantCommissionRateAmount: '0',
  iyziCommissionRateAmount: '0.0175',
  iyziCommissionFee: '0',
  blockageRate: '0',
  blockageRateAmountMerchant: '0',
  blockageRateAmountSubMerchant: '0',
  blockageResolvedDate: '2025-06-04T21:00:00.000Z',
  subMerchantKey: null,
  subMerchantPrice: '0',
  subMerchantPayoutRate: '0',
  subMerchantPayoutAmount: '0',
  merchantPayoutAmount: '0.9825',
  convertedPayout: {
    paidPrice: '1',
    iyziCommissionRateAmount: '0.0175',
    iyziCommissionFee: '0',
    blockageRateAmountMerchant: '0',
    blockageRateAmountSubMerchant: '0',
    subMerchantPayoutAmount: '0',
    merchantPayoutAmount: '0.9825',
    iyziConversionRate: '0',
    iyziConversionRateAmount: '0',
    currency: 'TRY',
  },
};

const allSessionFields = {
  ...requestFields,
  id: expect.any(String) as string,
  sessionToken: 'f403ef2f-fb08-4111-afd6-495811ef6b25',
  memberIdentifier: 'f1409923-57cb-468f-8df2-704ea02075e3',
  sessionStatus: 'ACTIVE',
  paymentType: 'CARD_PAYMENT',
  lastPayment: {
    ...requestFields,
    paymentId: '24259238',
    checkoutFormToken: sampleToken,
    sessionToken: 'f403ef2f-fb08-4111-afd6-495811ef6b25',
    paymentType: 'CARD_PAYMENT',
    card: lastCard,
  },
  lastPaymentCard: lastCard,
};

const allFields = {
  ...requestFields,
  id: '24259238',
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
  checkoutFormToken: sampleToken,
  callbackUrl: 'https://merchant-callback.com',
  card: {
    cardType: 'CREDIT_CARD',
    cardAssociation: 'MASTER_CARD',
    cardFamily: 'Advantage',
    binNumber: '550472',
    lastFourDigits: '0003',
  },
  itemTransactions: [allItemFields],
  session: allSessionFields,
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
  signature: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  signatureStatus: 'VERIFIED',
};

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

describe('the payment query', () => {
  let fresh: Stack;
  beforeEach(async () => {
    fresh = await startStack();
  });
  afterEach(() => fresh.close());

  test('returns the payment, its items, the session and the last card', async () => {
    const { data, errors, status } = await fresh.execute(PaymentDocument, { checkoutFormToken: sampleToken });

    expect({ status, errors }).toEqual({ status: 200, errors: undefined });
    expect(data?.payment).toEqual(selectedFields);
  });

  test('costs three calls at first and two while the access token is held', async () => {
    await fresh.execute(PaymentDocument, { checkoutFormToken: sampleToken });
    expect(fresh.calledServices()).toEqual(callsWithoutAccessToken);

    await fresh.execute(PaymentDocument, { checkoutFormToken: sampleToken });
    expect(fresh.calledServices()).toEqual([...callsWithoutAccessToken, ...callsWithAccessToken]);
  });

  test('costs one call if neither the last payment nor its card is selected', async () => {
    await fresh.send(`{ payment(checkoutFormToken: "${sampleToken}") { paymentId session { sessionStatus } } }`);
    expect(fresh.calledServices()).toEqual(['retrieve-payment']);
  });

  test('costs no more with five aliases and both paths to the card', async () => {
    const field = `payment(checkoutFormToken: "${sampleToken}") {
      id session { lastPaymentCard { lastFourDigits } lastPayment { card { lastFourDigits } } payment { id } }
    }`;
    const { data } = await fresh.send(`{ a: ${field} b: ${field} c: ${field} d: ${field} e: ${field} }`);

    const payment = {
      id: '24259238',
      session: {
        lastPaymentCard: { lastFourDigits: '0003' },
        lastPayment: { card: { lastFourDigits: '0003' } },
        payment: { id: '24259238' },
      },
    };
    expect(data).toEqual({ a: payment, b: payment, c: payment, d: payment, e: payment });
    expect(fresh.calledServices()).toEqual(callsWithoutAccessToken);
  });

  test('calls iyzico in every request: answers are not shared between requests', async () => {
    const query = `{ payment(checkoutFormToken: "${sampleToken}") { id } }`;
    await fresh.send(query);
    await fresh.send(query);
    expect(fresh.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  });

  test('makes a separate call for another locale or conversation id', async () => {
    const field = (args: string) => `payment(checkoutFormToken: "${sampleToken}"${args}) { id }`;
    await fresh.send(`{ a: ${field('')} b: ${field(', locale: EN')} c: ${field(', conversationId: "c-1"')} }`);
    expect(fresh.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment', 'retrieve-payment']);
  });

  test("shows no request the conversation id of another, whose call answered it: a default id is the request's", async () => {
    const query = `{ payment(checkoutFormToken: "${sampleToken}") { conversationId session { conversationId } } }`;
    fresh.simulator.answerNext('retrieve-payment', { delay: 300 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => fresh.send(query)));

    const ids = answers.map(
      ({ data }) => (data as { payment: { conversationId: string | null } }).payment.conversationId,
    );
    const started = answers.filter((_answer, index) => ids[index] !== null);
    expect(started).toHaveLength(fresh.calledServices().length);
    for (const { data, extensions } of answers) {
      const conversationId = started.some((answer) => answer.data === data) ? extensions?.requestId : null;
      expect(data).toEqual({ payment: { conversationId, session: { conversationId } } });
    }
  });

  test('makes later calls with the same locale and conversation id', async () => {
    await fresh.send(
      `{ payment(checkoutFormToken: "${sampleToken}", locale: EN, conversationId: "c-1") {
        session { lastPaymentCard { lastFourDigits } }
      } }`,
    );
    expect(fresh.simulator.calls.map(({ body }) => JSON.parse(body) as unknown)).toEqual(
      Array(3).fill(expect.objectContaining({ locale: 'en', conversationId: 'c-1' })),
    );
  });
});

test("every field of iyzico's sample payment is answered exactly", async () => {
  const { data, errors } = await stack.send(
    `query ($token: ID!) { payment(checkoutFormToken: $token, conversationId: "conversationId")
      ${everyField(createSchema(), 'Payment', ['session', 'lastPayment', 'lastPaymentCard'])} }`,
    { token: sampleToken },
  );

  expect(errors).toBeUndefined();
  expect(data).toEqual({ payment: allFields });
  expect(stack.driftedFields).toEqual([]);
});

describe('a payment', () => {
  const statuses = 'paymentStatus fraudStatus isShippable failure { errorCode errorGroup } mdStatus';
  const wallet =
    'card { lastFourDigits } session { paymentType lastPayment { paymentType } lastPaymentCard { lastFourDigits } }';
  const payment = async (token: string, selection: string) => {
    stack.simulator.forget();
    const { data, errors } = await stack.send(`{ payment(checkoutFormToken: "${token}") { ${selection} } }`);
    expect(errors).toBeUndefined();
    return (data as { payment: unknown }).payment;
  };

  test('by card may be shipped', async () => {
    expect(await payment('card-1', statuses)).toMatchObject({ paymentStatus: 'SUCCESS', isShippable: true });
  });

  test('by wallet has no card, and neither has the last payment', async () => {
    expect(await payment('wallet-1', wallet)).toEqual({
      card: null,
      session: { paymentType: 'FUND', lastPayment: { paymentType: 'FUND' }, lastPaymentCard: null },
    });
  });

  test('in fraud review may not be shipped', async () => {
    expect(await payment('in-review-1', statuses)).toMatchObject({ fraudStatus: 'IN_REVIEW', isShippable: false });
  });

  test('rejected by the fraud check may not be shipped', async () => {
    expect(await payment('rejected-1', statuses)).toMatchObject({ fraudStatus: 'REJECTED', isShippable: false });
  });

  test('in 3-D Secure may not be shipped', async () => {
    expect(await payment('threeds-pending-1', statuses)).toMatchObject({
      paymentStatus: expect.stringMatching(/_THREEDS$/) as string,
      isShippable: false,
    });
  });

  test("declined by the bank has the bank's reason and is not an error", async () => {
    expect(await payment('declined-1', statuses)).toMatchObject({
      paymentStatus: 'FAILURE',
      isShippable: false,
      failure: { errorCode: '10051', errorGroup: 'NOT_SUFFICIENT_FUNDS' },
    });
  });

  test('of a marketplace has the payouts of the sub-merchants', async () => {
    expect(await payment('marketplace-1', 'itemTransactions { subMerchantPayoutAmount }')).toMatchObject({
      itemTransactions: expect.arrayContaining([
        { subMerchantPayoutAmount: expect.stringMatching(/^\d+(\.\d+)?$/) as string },
      ]) as unknown,
    });
  });

  test('of a marketplace has items that await approval, with the keys of their sub-merchants', async () => {
    stack.simulator.forget();
    stack.simulator.answerNext('retrieve-payment', {
      edit: all(
        put('itemTransactions[0].transactionStatus', '1'),
        put('itemTransactions[0].subMerchantKey', '"sub-1"'),
      ),
    });
    const { data } = await stack.send(
      '{ payment(checkoutFormToken: "marketplace-1") { itemTransactions { transactionStatus subMerchantKey } } }',
    );
    expect(data).toHaveProperty('payment.itemTransactions.0', {
      transactionStatus: 'AWAITING_APPROVAL',
      subMerchantKey: 'sub-1',
    });
  });

  test('of 200 items is complete after one call', async () => {
    const { itemTransactions } = (await payment('many-items-1', 'itemTransactions { id }')) as { itemTransactions: [] };
    expect(itemTransactions).toHaveLength(200);
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
  });

  test('in a foreign currency has its payout in Turkish lira', async () => {
    const selection = 'currency itemTransactions { currency convertedPayout { currency iyziConversionRate } }';
    expect(await payment('foreign-currency-1', selection)).toMatchObject({
      currency: expect.stringMatching(/^(USD|EUR|GBP)$/) as string,
      itemTransactions: expect.arrayContaining([
        expect.objectContaining({ convertedPayout: expect.objectContaining({ currency: 'TRY' }) as unknown }),
      ]) as unknown,
    });
  });
});
