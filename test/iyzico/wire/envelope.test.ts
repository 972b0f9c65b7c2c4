import { checkoutForm, openTestClient, options, type TestClient } from '../../harness/test-client.js';
import { put, remove } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

function askEdited(edit: (text: string) => string) {
  client.simulator.answerNext('retrieve-payment', { edit });
  return client.iyzico.retrievePayment(checkoutForm, options);
}

test.each([
  ['1749032413350', '2025-06-04T10:20:13.350Z'],
  ['"1749032413350"', '2025-06-04T10:20:13.350Z'],
  ['1', '1970-01-01T00:00:00.001Z'],
])("a system time of %s is iyzico's clock: %s", async (json, instant) => {
  expect((await askEdited(put('systemTime', json))).retrievedAt).toEqual(new Date(instant));
  expect(client.drifted).toEqual([]);
});

test.each([
  ['missing', remove('systemTime')],
  ['null', put('systemTime', 'null')],
  ['zero', put('systemTime', '0')],
])('where the system time is %s it is our clock', async (_how, edit) => {
  const before = Date.now();
  const { retrievedAt } = await askEdited(edit);
  expect(retrievedAt.getTime()).toBeGreaterThanOrEqual(before);
  expect(retrievedAt.getTime()).toBeLessThanOrEqual(Date.now());
  expect(client.drifted).toEqual([]);
});

test.each(['-1', '1.5', '1E12', '"yesterday"', '9999999999999999', 'true'])(
  'a system time of %s is our clock, and told as drift',
  async (json) => {
    const before = Date.now();
    const { retrievedAt } = await askEdited(put('systemTime', json));
    expect(retrievedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(client.drifted).toEqual(['retrieve-payment systemTime']);
  },
);

test.each([
  ['"tr"', 'TR'],
  ['"EN"', 'EN'],
  ['"Tr"', 'TR'],
])('a locale of %s is %s, whichever was asked for', async (json, locale) => {
  expect(await askEdited(put('locale', json))).toMatchObject({ locale });
  expect(client.drifted).toEqual([]);
});

test('a locale that is a stranger is none, and told as drift', async () => {
  expect(await askEdited(put('locale', '"de"'))).toMatchObject({ locale: null });
  expect(client.drifted).toEqual(['retrieve-payment locale']);
});

test('a conversation that is not echoed is none', async () => {
  expect(await askEdited(remove('conversationId'))).toMatchObject({ conversationId: null });
  expect(await askEdited((text) => text)).toMatchObject({ conversationId: options.conversationId });
  expect(client.drifted).toEqual([]);
});
