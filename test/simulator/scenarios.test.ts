import fc from 'fast-check';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accessTokenFor, call, hmac, lastPayment, type Reply } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const paidScenarios = [
  ...['card', 'wallet', 'marketplace', 'threeds-pending', 'in-review', 'rejected', 'declined', 'many-items'],
  ...['foreign-currency', 'threeds-passed', 'threeds-failed', 'fraud-engine', 'blacklist', 'most-items'],
  ...['paid-on-retry', 'marketplace-approval', 'session-lapses'],
];
const anySeed = fc.integer({ min: 1, max: 999_999_999 });
const fewRuns = { numRuns: 12 };

function retrieve(checkoutFormToken: string): Promise<Reply> {
  return call(simulator, 'retrieve-payment', { checkoutFormToken });
}

async function paymentOf(token: string): Promise<Record<string, unknown>> {
  return (await retrieve(token)).json;
}

async function lastPaymentOf(token: string): Promise<Record<string, unknown>> {
  const session = { sessionToken: `session-${token}`, memberIdentifier: `member-${token}` };
  const accessToken = await accessTokenFor(simulator, session);
  return (await lastPayment(simulator, session, accessToken)).json;
}

const withoutTime = (text: string): string => text.replace(/"systemTime":\d+/, '');

describe.each(paidScenarios)('every payment of the scenario %s', (scenario) => {
  test('is always the same, in every simulator', async () => {
    const other = await startSimulator();
    await fc.assert(
      fc.asyncProperty(anySeed, async (seed) => {
        const checkoutFormToken = `${scenario}-${seed}`;
        const first = await retrieve(checkoutFormToken);
        other.setTime(simulator.now());
        const second = await call(other, 'retrieve-payment', { checkoutFormToken });
        expect(withoutTime(first.text)).toBe(withoutTime(second.text));
      }),
      fewRuns,
    );
    await other.close();
  });

  test('is also found by its id, its conversation id and its session', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, async (seed) => {
        const token = `${scenario}-${seed}`;
        const whole = await paymentOf(token);
        const { paymentId, sessionInfo } = whole;
        expect(paymentId).toMatch(/^[1-9]\d{0,19}$/);
        const detail = await call(simulator, 'payment-detail', { paymentId });
        const conversation = { paymentConversationId: `conversation-${token}` };
        const byConversation = await call(simulator, 'payment-detail', conversation);
        expect(withoutTime(byConversation.text)).toBe(withoutTime(detail.text));
        for (const name of ['token', 'callbackUrl', 'memberEmail', 'memberGsmNumber', 'sessionInfo']) {
          expect(detail.json).not.toHaveProperty(name);
          expect(whole).toHaveProperty(name);
        }
        expect(whole).toMatchObject({ ...detail.json, systemTime: whole.systemTime, signature: whole.signature });
        const session = await call(simulator, 'retrieve-session', { checkoutFormToken: token, paymentId });
        expect(session.json.sessionInfo).toEqual(sessionInfo);
        expect(sessionInfo).toMatchObject({ sessionToken: `session-${token}`, memberIdentifier: `member-${token}` });
        const last = await lastPaymentOf(token);
        expect([String(last.paymentId), last.token]).toEqual([paymentId, token]);
      }),
      fewRuns,
    );
  });

  test('is signed over its fields', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, fc.string({ minLength: 1 }), async (seed, conversationId) => {
        const token = `${scenario}-${seed}`;
        const { json, text } = await call(simulator, 'retrieve-payment', { checkoutFormToken: token, conversationId });
        const signedTexts = [json.paymentId, json.currency, json.basketId, conversationId];
        const [price = '', paidPrice = ''] = ['price', 'paidPrice'].map((name) => signedNumber(text, name));
        const detailTexts = [...signedTexts, paidPrice, price];
        expect(json.signature).toBe(hmac(simulator.secretKey, [json.paymentStatus, ...detailTexts, token].join(':')));
        const detail = await call(simulator, 'payment-detail', { paymentId: json.paymentId, conversationId });
        expect(detail.json.signature).toBe(hmac(simulator.secretKey, detailTexts.join(':')));
      }),
      fewRuns,
    );
  });
});

/** The number as it is signed: without trailing zeros. */
function signedNumber(text: string, name: string): string {
  const [, digits = ''] = new RegExp(`"${name}":([^,}]+)`).exec(text) ?? [];
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits.replace('0E-8', '0');
}

describe('in the scenarios', () => {
  const seeds = Array.from({ length: 30 }, (_, index) => index + 1);
  const paymentsOf = (scenario: string): Promise<Record<string, unknown>[]> =>
    Promise.all(seeds.map((seed) => paymentOf(`${scenario}-${seed}`)));
  const valuesOf = (payments: Record<string, unknown>[], name: string): unknown[] =>
    [...new Set(payments.map((payment) => payment[name]))].sort();
  const itemsIn = (payment: Record<string, unknown>): Record<string, unknown>[] =>
    payment.itemTransactions as Record<string, unknown>[];

  test('card payments are successful and use cards of every association', async () => {
    const payments = await paymentsOf('card');
    expect(valuesOf(payments, 'cardAssociation')).toEqual(['AMERICAN_EXPRESS', 'MASTER_CARD', 'TROY', 'VISA']);
    for (const payment of payments) {
      expect(payment).toMatchObject({ status: 'success', paymentStatus: 'SUCCESS', fraudStatus: 1, currency: 'TRY' });
      expect(payment.binNumber).toMatch(/^\d{6}$/);
    }
  });

  test("the last payment has the payment's card, with eight digits of its number", async () => {
    const payment = await paymentOf('card-5');
    const { card, paymentType } = await lastPaymentOf('card-5');
    const { cardType, cardAssociation, cardFamily, lastFourDigits, binNumber } = payment;
    expect(paymentType).toBe('CARD_PAYMENT');
    expect(card).toMatchObject({ cardType, cardAssociation, cardFamily, lastFourDigits });
    expect((card as Record<string, unknown>).binNumber).toMatch(new RegExp(`^${String(binNumber)}\\d\\d$`));
  });

  test('amounts differ in their number of decimals, and zero is written as iyzico writes it', async () => {
    const { text } = await retrieve('card-1');
    expect(text).toContain('"subMerchantPrice":0E-8');
    expect(text).toMatch(/"paidPrice":\d+\.\d{8},/);
    expect((await retrieve('card-2')).text).toMatch(/"price":\d+(\.\d{0,7}[1-9])?,"paidPrice"/);
  });

  test('a wallet payment and its last payment have no card', async () => {
    const payment = await paymentOf('wallet-3');
    expect(Object.keys(payment).filter((name) => /^card|^bin|^last/.test(name))).toEqual([]);
    expect(payment.sessionInfo).toMatchObject({ paymentType: 'FUND' });
    const last = await lastPaymentOf('wallet-3');
    expect(last).toMatchObject({ status: 'success', paymentType: 'FUND' });
    expect(last).not.toHaveProperty('card');
  });

  test('a marketplace payment has both approved and waiting items, and names the sub-merchant of each', async () => {
    for (const payment of await paymentsOf('marketplace')) {
      const items = itemsIn(payment);
      expect(valuesOf(items, 'transactionStatus')).toEqual([1, 2]);
      for (const { subMerchantKey } of items) expect(subMerchantKey).toMatch(/^sub-merchant-\d{3}$/);
    }
  });

  test('items outside a marketplace are approved at once and name no sub-merchant', async () => {
    for (const payment of await paymentsOf('card')) {
      const items = itemsIn(payment);
      expect(valuesOf(items, 'transactionStatus')).toEqual([2]);
      expect(valuesOf(items, 'subMerchantKey')).toEqual([undefined]);
    }
  });

  test('a payment that waits for 3-D Secure has no mdStatus', async () => {
    const payments = await paymentsOf('threeds-pending');
    expect(valuesOf(payments, 'paymentStatus')).toEqual(['CALLBACK_THREEDS', 'INIT_THREEDS']);
    expect(valuesOf(payments, 'mdStatus')).toEqual([undefined]);
  });

  test('a payment that passed 3-D Secure has the mdStatus 1, as a number', async () => {
    for (const payment of await paymentsOf('threeds-passed')) {
      expect(payment).toMatchObject({ paymentStatus: 'SUCCESS', fraudStatus: 1, mdStatus: 1 });
    }
  });

  test('a payment that failed 3-D Secure has another mdStatus, as text, and no items', async () => {
    const payments = await paymentsOf('threeds-failed');
    expect(valuesOf(payments, 'paymentStatus')).toEqual(['FAILURE']);
    expect(valuesOf(payments, 'mdStatus')).toEqual(['0', '2', '3', '4', '5', '6', '7']);
    for (const payment of payments) expect(payment).not.toHaveProperty('itemTransactions');
  });

  test.each([
    ['the fraud engine', 'fraud-engine', '6000'],
    ['a blacklist', 'blacklist', '6001'],
  ])('a payment that was declined by %s is a failure that contains it', async (_by, scenario, errorCode) => {
    for (const payment of await paymentsOf(scenario)) {
      expect(payment).toMatchObject({ status: 'failure', errorCode, paymentStatus: 'FAILURE', fraudStatus: -1 });
      expect(payment).not.toHaveProperty('errorGroup');
    }
  });

  test('a payment in review is paid, and neither it nor its items are approved', async () => {
    const payment = await paymentOf('in-review-1');
    expect(payment).toMatchObject({ paymentStatus: 'SUCCESS', fraudStatus: 0 });
    expect(valuesOf(itemsIn(payment), 'transactionStatus')).toEqual([0]);
  });

  test('a rejected payment has rejected items', async () => {
    const payment = await paymentOf('rejected-1');
    expect(payment).toMatchObject({ status: 'success', paymentStatus: 'FAILURE', fraudStatus: -1 });
    expect(valuesOf(itemsIn(payment), 'transactionStatus')).toEqual([-1]);
  });

  test('a declined payment is a failure that contains it, with the HTTP status of its service', async () => {
    const failure = { errorCode: '10051', errorGroup: 'NOT_SUFFICIENT_FUNDS', paymentId: '57000000001' };
    const whole = await retrieve('declined-1');
    expect(whole).toMatchObject({ status: 400, json: { status: 'failure', paymentStatus: 'FAILURE', ...failure } });
    const detail = await call(simulator, 'payment-detail', { paymentId: '57000000001' });
    expect(detail).toMatchObject({ status: 200, json: { status: 'failure', paymentStatus: 'FAILURE', ...failure } });
  });

  test.each([
    ['many-items-1', 200],
    ['most-items-1', 500],
  ])('the payment %s has %i items with different transaction ids', async (token, count) => {
    const items = itemsIn(await paymentOf(token));
    expect(valuesOf(items, 'paymentTransactionId')).toHaveLength(count);
  });

  test('a payment in a foreign currency has a card without a family', async () => {
    const payments = await paymentsOf('foreign-currency');
    expect(valuesOf(payments, 'currency')).toEqual(['EUR', 'GBP', 'USD']);
    for (const payment of payments) expect(payment).not.toHaveProperty('cardFamily');
  });
});

describe('no payment', () => {
  test.each([
    'card',
    'card-',
    'card-0',
    'card-01',
    'card-1234567890',
    'card--1',
    'cart-1',
    'Card-1',
    'card-1 ',
    '__proto__-1',
  ])('has the checkout form token %s', async (checkoutFormToken) => {
    const reply = await call(simulator, 'retrieve-payment', { checkoutFormToken });
    expect(reply).toMatchObject({ status: 400, json: { status: 'failure', errorCode: '5124' } });
  });

  test.each(['99', '51000000000', '5100000001', '510000000001', '70000000001', '٥١'])(
    'has the id %s',
    async (paymentId) => {
      const reply = await call(simulator, 'payment-detail', { paymentId });
      expect(reply).toMatchObject({ status: 200, json: { status: 'failure', errorCode: '5086' } });
    },
  );

  test.each(['card-1', 'conversation-', 'conversation-card-0'])(
    'has the payment conversation id %s',
    async (paymentConversationId) => {
      const { json } = await call(simulator, 'payment-detail', { paymentConversationId });
      expect(json).toMatchObject({ status: 'failure', errorCode: '5086' });
    },
  );
});
