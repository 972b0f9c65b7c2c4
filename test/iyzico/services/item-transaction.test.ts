import { checkoutForm, openTestClient, options, type TestClient } from '../../harness/test-client.js';
import { all, put, remove } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

async function itemAfter(...edits: ((text: string) => string)[]) {
  client.simulator.answerNext('retrieve-payment', { edit: all(...edits) });
  const [item] = (await client.iyzico.retrievePayment(checkoutForm, options)).itemTransactions;
  return item;
}

const putItem = (field: string, json: string) => put(`itemTransactions[0].${field}`, json);
const rename = (field: string, spelling: string) =>
  all(remove(`itemTransactions[0].${field}`), putItem(field.replace(/\w+$/, spelling), '1.50'));

test("every field of the item of iyzico's sample is read", async () => {
  expect(await itemAfter()).toEqual({
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
    blockageResolvedDate: new Date('2025-06-04T21:00:00.000Z'),
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
  });
  expect(client.drifted).toEqual([]);
  expect(client.calledServices()).toEqual(['retrieve-payment']);
});

test.each([
  ['0', 'IN_FRAUD_REVIEW'],
  ['-1', 'REJECTED'],
  ['1', 'AWAITING_APPROVAL'],
  ['2', 'APPROVED'],
  ['"2"', 'APPROVED'],
])('a transaction status of %s is read as %s', async (json, transactionStatus) => {
  expect(await itemAfter(putItem('transactionStatus', json))).toMatchObject({ transactionStatus });
  expect(client.drifted).toEqual([]);
});

test('an unknown transaction status is read as UNKNOWN, and reported as drift', async () => {
  expect(await itemAfter(putItem('transactionStatus', '3'))).toMatchObject({ transactionStatus: 'UNKNOWN' });
  expect(client.drifted).toEqual(['retrieve-payment itemTransactions.transactionStatus']);
});

test('a missing or null transaction status is read as UNKNOWN', async () => {
  const unknown = { transactionStatus: 'UNKNOWN' };
  expect(await itemAfter(remove('itemTransactions[0].transactionStatus'))).toMatchObject(unknown);
  expect(await itemAfter(putItem('transactionStatus', 'null'))).toMatchObject(unknown);
  expect(client.drifted).toEqual([]);
});

test.each([
  ['convertedPayout.iyziConversionRate', 'iyziConversationRate'],
  ['convertedPayout.iyziConversionRateAmount', 'iyziConversationRateAmount'],
  ['convertedPayout.blockageRateAmountSubMerchant', 'blockageRateAmountsubMerchant'],
  ['blockageRateAmountSubMerchant', 'blockageRateAmountsubMerchant'],
])('%s is read where iyzico spells it %s', async (field, spelling) => {
  expect(await itemAfter(rename(field, spelling))).toHaveProperty(field, '1.5');
  expect(client.drifted).toEqual([]);
});

test('where a field has both spellings, the spelling of real answers is read', async () => {
  const item = await itemAfter(
    putItem('blockageRateAmountSubMerchant', '2'),
    putItem('blockageRateAmountsubMerchant', '3'),
  );
  expect(item?.blockageRateAmountSubMerchant).toBe('2');
});

test('where a field is null in one spelling, the other one is read', async () => {
  const item = await itemAfter(
    putItem('blockageRateAmountSubMerchant', 'null'),
    putItem('blockageRateAmountsubMerchant', '3'),
  );
  expect(item?.blockageRateAmountSubMerchant).toBe('3');
});

test('a wrong value is reported as drift under the spelling of the answer', async () => {
  await itemAfter(
    remove('itemTransactions[0].blockageRateAmountSubMerchant'),
    putItem('blockageRateAmountsubMerchant', '"a lot"'),
  );
  expect(client.drifted).toEqual(['retrieve-payment itemTransactions.blockageRateAmountsubMerchant']);
});

test.each([
  'subMerchantPayoutRate',
  'convertedPayout.blockageRateAmountSubMerchant',
  'convertedPayout.subMerchantPayoutAmount',
])('%s may be a number written as text', async (field) => {
  expect(await itemAfter(putItem(field, '"12.50000000"'))).toHaveProperty(field, '12.5');
  expect(client.drifted).toEqual([]);
});

test("a marketplace item has its sub-merchant's key", async () => {
  expect(await itemAfter(putItem('subMerchantKey', '"sub-merchant-1"'))).toMatchObject({
    subMerchantKey: 'sub-merchant-1',
  });
  expect(client.drifted).toEqual([]);
});

test.each(['null', '""'])('a sub-merchant key of %s reads as none', async (json) => {
  expect((await itemAfter(putItem('subMerchantKey', json)))?.subMerchantKey).toBeNull();
  expect(client.drifted).toEqual([]);
});

test('an id that is a number keeps every digit', async () => {
  const item = await itemAfter(putItem('paymentTransactionId', '9007199254740993'));
  expect(item?.paymentTransactionId).toBe('9007199254740993');
});

test.each(['"2025-06-05"', '"soon"', '1749070800000'])(
  'a release date of %s is null, and reported as drift',
  async (json) => {
    expect((await itemAfter(putItem('blockageResolvedDate', json)))?.blockageResolvedDate).toBeNull();
    expect(client.drifted).toEqual(['retrieve-payment itemTransactions.blockageResolvedDate']);
  },
);

test('an item has the currency of its payment, and its payout has its own', async () => {
  const item = await itemAfter(put('currency', '"USD"'));
  expect([item?.currency, item?.convertedPayout?.currency]).toEqual(['USD', 'TRY']);
});
