import fc from 'fast-check';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { amount, type AmountObject, amountsOf, itemsOf, total } from '../harness/simulator-amounts.js';
import { call, sample } from '../harness/simulator-caller.js';

// Money as iyzico's own records add up. Amounts are bigints in units of 0.00000001.

const one = 100_000_000n;
const anySeed = fc.integer({ min: 1, max: 999_999_999 });
const withItems = [
  ...['card', 'wallet', 'marketplace', 'threeds-pending', 'in-review', 'rejected', 'many-items', 'foreign-currency'],
  ...['threeds-passed', 'most-items', 'paid-later', 'paid-on-retry', 'marketplace-approval', 'session-lapses'],
];
const marketplaces = ['marketplace', 'marketplace-approval'];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

async function paymentOf(checkoutFormToken: string): Promise<AmountObject> {
  return amountsOf((await call(simulator, 'retrieve-payment', { checkoutFormToken })).text);
}

/** Checks every item of payments with any seeds of the scenario. */
async function checkItems(scenario: string, check: (item: AmountObject, payment: AmountObject) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anySeed, async (seed) => {
      // Opens the form, and lets the payment reach its last state.
      await paymentOf(`${scenario}-${seed}`);
      simulator.advanceTime(60_000);
      const payment = await paymentOf(`${scenario}-${seed}`);
      expect(itemsOf(payment).length).toBeGreaterThan(0);
      for (const item of itemsOf(payment)) check(item, payment);
    }),
    { numRuns: scenario.endsWith('-items') ? 2 : 12 },
  );
}

const parts = [
  ...['merchantPayoutAmount', 'subMerchantPayoutAmount', 'blockageRateAmountMerchant'],
  ...['blockageRateAmountSubMerchant', 'iyziCommissionRateAmount', 'iyziCommissionFee'],
];

/** The parts of a paid price, which must be the paid price exactly. No part is negative. */
function expectToAddUp(payout: AmountObject): void {
  const amounts = parts.map((name) => amount(payout, name));
  expect(amounts.filter((part) => part < 0n)).toEqual([]);
  expect(amounts.reduce((sum, part) => sum + part, 0n)).toBe(amount(payout, 'paidPrice'));
}

const percentOf = (price: bigint, rate: bigint) => (price * rate + 50n * one) / (100n * one);
const smaller = (left: bigint, right: bigint) => (left < right ? left : right);
const converted = (item: AmountObject) => item.convertedPayout as AmountObject;

describe.each(withItems)('in every payment of the scenario %s', (scenario) => {
  test('payouts, blockages, commission and fee of each item are its paid price, also after conversion', () =>
    checkItems(scenario, (item) => {
      expectToAddUp(item);
      expectToAddUp(converted(item));
    }));

  test('the blockage is its rate of the paid price, on the merchant first and its rest on the sub-merchant', () =>
    checkItems(scenario, (item) => {
      for (const payout of [item, converted(item)]) {
        const blockage = percentOf(amount(payout, 'paidPrice'), amount(item, 'blockageRate'));
        const merchant = amount(payout, 'blockageRateAmountMerchant');
        const subMerchant = amount(payout, 'blockageRateAmountSubMerchant');
        expect(merchant + subMerchant).toBe(blockage);
        expect(merchant).toBe(smaller(blockage, merchant + amount(payout, 'merchantPayoutAmount')));
      }
    }));

  test('the price and the commission for instalments are the paid price, and the totals are sums of items', () =>
    checkItems(scenario, (item, payment) => {
      expect(amount(item, 'price') + amount(item, 'merchantCommissionRateAmount')).toBe(amount(item, 'paidPrice'));
      const totals = [
        ...['price', 'paidPrice', 'merchantCommissionRateAmount', 'iyziCommissionRateAmount', 'iyziCommissionFee'],
      ];
      const expected = totals.map((name) => [name, total(itemsOf(payment), name)]);
      expect(totals.map((name) => [name, amount(payment, name)])).toEqual(expected);
    }));

  test('a conversion from TRY to TRY changes nothing, and another one has a rate', () =>
    checkItems(scenario, (item, { currency }) => {
      const payout = converted(item);
      const [rate, after] = [amount(payout, 'iyziConversionRate'), amount(payout, 'iyziConversionRateAmount')];
      expect(payout.currency).toBe('TRY');
      if (currency === 'TRY') {
        expect([rate, after]).toEqual([0n, 0n]);
        expect(parts.map((name) => amount(payout, name))).toEqual(parts.map((name) => amount(item, name)));
      } else {
        expect(rate).toBeGreaterThan(0n);
        expect(after).toBe((amount(item, 'paidPrice') * rate + one / 2n) / one);
        expect(amount(payout, 'paidPrice')).toBe(after);
      }
    }));
});

describe.each(marketplaces)('in every payment of the scenario %s', (scenario) => {
  test("the sub-merchant's price is its payout and its blockage, and the rate is that price in percent of the price", () =>
    checkItems(scenario, (item) => {
      const [price, subMerchantPrice] = [amount(item, 'price'), amount(item, 'subMerchantPrice')];
      expect(subMerchantPrice).toBeGreaterThan(0n);
      expect(amount(item, 'subMerchantPayoutAmount') + amount(item, 'blockageRateAmountSubMerchant')).toBe(
        subMerchantPrice,
      );
      expect(amount(item, 'subMerchantPayoutRate')).toBe((subMerchantPrice * 100n * one + price / 2n) / price);
    }));

  test('the blockage falls on the merchant alone, on both, or on the sub-merchant alone', async () => {
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) {
      for (const item of itemsOf(await paymentOf(`marketplace-${seed}`))) {
        const merchant = amount(item, 'blockageRateAmountMerchant') > 0n;
        const subMerchant = amount(item, 'blockageRateAmountSubMerchant') > 0n;
        kinds.add([merchant && 'merchant', subMerchant && 'sub-merchant'].filter(Boolean).join(', '));
      }
    }
    expect(kinds).toEqual(new Set(['merchant', 'merchant, sub-merchant', 'sub-merchant']));
  });
});

test('some plain payments have a blockage and some have none', async () => {
  const rates = new Set<bigint>();
  for (let seed = 1; seed <= 30; seed++) {
    for (const item of itemsOf(await paymentOf(`card-${seed}`))) rates.add(amount(item, 'blockageRate') / one);
  }
  expect(rates).toEqual(new Set([0n, 5n, 10n]));
});

test("iyzico's own sample adds up in the same way", () => {
  for (const item of itemsOf(amountsOf(sample('retrieve-payment.success')))) {
    expectToAddUp(item);
    expectToAddUp(converted(item));
  }
});
