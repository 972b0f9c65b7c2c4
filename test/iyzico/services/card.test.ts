import { checkoutForm, openTestClient, options, type TestClient } from '../../harness/test-client.js';
import { all, put, remove } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

async function cardAfter(...edits: ((text: string) => string)[]) {
  client.simulator.answerNext('retrieve-payment', { edit: all(...edits) });
  return (await client.iyzico.retrievePayment(checkoutForm, options)).card;
}

test.each(['CREDIT_CARD', 'DEBIT_CARD', 'PREPAID_CARD'])('a card can be a %s', async (cardType) => {
  expect(await cardAfter(put('cardType', JSON.stringify(cardType)))).toMatchObject({ cardType });
});

test.each(['VISA', 'MASTER_CARD', 'AMERICAN_EXPRESS', 'TROY'])('a card can be of %s', async (cardAssociation) => {
  const card = await cardAfter(put('cardAssociation', JSON.stringify(cardAssociation)));
  expect(card).toMatchObject({ cardAssociation });
});

test.each(['cardType', 'cardAssociation'])(
  'an unknown value of %s is read as UNKNOWN, and reported as drift',
  async (field) => {
    expect(await cardAfter(put(field, '"STRANGE"'))).toMatchObject({ [field]: 'UNKNOWN' });
    expect(client.drifted).toEqual([`retrieve-payment ${field}`]);
  },
);

test.each(['cardType', 'cardAssociation', 'cardFamily', 'binNumber', 'lastFourDigits'])(
  'a card may lack its %s',
  async (field) => {
    expect(await cardAfter(remove(field))).toMatchObject({ [field]: null });
    expect(client.drifted).toEqual([]);
  },
);

test('a card family may have any value', async () => {
  expect(await cardAfter(put('cardFamily', '"Yepyeni"'))).toMatchObject({ cardFamily: 'Yepyeni' });
  expect(client.drifted).toEqual([]);
});

test.each([
  ['55047200', 'MASTER_CARD', '55047200'],
  ['550472', 'MASTER_CARD', '550472'],
  ['37449300', 'AMERICAN_EXPRESS', '374493'],
  ['374493', 'AMERICAN_EXPRESS', '374493'],
  ['34449300', 'VISA', '344493'],
  ['55047200', 'AMERICAN_EXPRESS', '550472'],
])('the BIN %s of %s is shown as %s', async (bin, association, binNumber) => {
  const card = await cardAfter(put('binNumber', JSON.stringify(bin)), put('cardAssociation', `"${association}"`));
  expect(card).toMatchObject({ binNumber });
});

test('a BIN of American Express is shortened where the association is missing', async () => {
  const card = await cardAfter(put('binNumber', '37449300'), remove('cardAssociation'));
  expect(card).toMatchObject({ binNumber: '374493', cardAssociation: null });
});

test.each([
  ['binNumber', '"5504720003"'],
  ['binNumber', '"5504 72"'],
  ['binNumber', '"5504720000000003"'],
  ['lastFourDigits', '"003"'],
  ['lastFourDigits', '"5504720000000003"'],
])('%s of %s may reveal a whole card number, so it is null, and reported as drift', async (field, json) => {
  expect(await cardAfter(put(field, json))).toMatchObject({ [field]: null });
  expect(client.drifted).toEqual([`retrieve-payment ${field}`]);
});
