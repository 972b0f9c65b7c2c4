import { checkoutForm, openTestClient, options, type TestClient } from '../../harness/test-client.js';
import { all, put, remove } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

async function currencyAfter(edit: (text: string) => string) {
  client.simulator.answerNext('retrieve-payment', { edit });
  return (await client.iyzico.retrievePayment(checkoutForm, options)).currency;
}

test.each(['TRY', 'USD', 'IRR', 'XYZ'])('%s is read as a currency, whether or not it exists', async (currency) => {
  expect(await currencyAfter(put('currency', `"${currency}"`))).toBe(currency);
  expect(client.drifted).toEqual([]);
});

test.each(['"try"', '"TL"', '"TRYY"', '"TRY\\n"', '"₺"', '""', '949', '{}', 'false'])(
  '%s is null, and reported as drift',
  async (json) => {
    expect(await currencyAfter(put('currency', json))).toBeNull();
    expect(client.drifted).toEqual(['retrieve-payment currency']);
  },
);

test('the currency of a payout is read by the same rule', async () => {
  await currencyAfter(all(put('itemTransactions[0].convertedPayout.currency', '"tl"')));
  expect(client.drifted).toEqual(['retrieve-payment itemTransactions.convertedPayout.currency']);
});

test('a missing currency is null', async () => {
  expect(await currencyAfter(remove('currency'))).toBeNull();
  expect(client.drifted).toEqual([]);
});
