import { checkoutForm, openTestClient, options, type TestClient } from '../../harness/test-client.js';
import { put, remove } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

function retrieveEdited(edit: (text: string) => string) {
  client.simulator.answerNext('retrieve-payment', { edit });
  return client.iyzico.retrievePayment(checkoutForm, options);
}

test.each([
  ['1749032413350', '2025-06-04T10:20:13.350Z'],
  ['"1749032413350"', '2025-06-04T10:20:13.350Z'],
  ['946684800000', '2000-01-01T00:00:00.000Z'],
  ['4133980799999', '2100-12-31T23:59:59.999Z'],
])('a system time of %s is the instant %s', async (json, instant) => {
  expect((await retrieveEdited(put('systemTime', json))).retrievedAt).toEqual(new Date(instant));
  expect(client.drifted).toEqual([]);
});

test.each([
  ['missing', remove('systemTime')],
  ['null', put('systemTime', 'null')],
  ['zero', put('systemTime', '0')],
])('the clock of this process is used where the system time is %s', async (_what, edit) => {
  const before = Date.now();
  const { retrievedAt } = await retrieveEdited(edit);
  expect(retrievedAt.getTime()).toBeGreaterThanOrEqual(before);
  expect(retrievedAt.getTime()).toBeLessThanOrEqual(Date.now());
  expect(client.drifted).toEqual([]);
});

test.each([
  ...['-1', '1.5', '1E12', '"yesterday"', '9999999999999999', 'true'],
  // Outside of the years 2000 to 2100: seconds instead of milliseconds, and microseconds.
  ...['1', '1749032413', '946684799999', '4133980800000', '999999999999999'],
])('the clock of this process is used where the system time is %s, and drift is reported', async (json) => {
  const before = Date.now();
  const { retrievedAt } = await retrieveEdited(put('systemTime', json));
  expect(retrievedAt.getTime()).toBeGreaterThanOrEqual(before);
  expect(retrievedAt.getTime()).toBeLessThanOrEqual(Date.now());
  expect(client.drifted).toEqual(['retrieve-payment systemTime']);
});

test.each([
  ['"tr"', 'TR'],
  ['"EN"', 'EN'],
  ['"Tr"', 'TR'],
])('a locale of %s is %s, whatever the request says', async (json, locale) => {
  expect(await retrieveEdited(put('locale', json))).toMatchObject({ locale });
  expect(client.drifted).toEqual([]);
});

test('an unknown locale is null, and reported as drift', async () => {
  expect(await retrieveEdited(put('locale', '"de"'))).toMatchObject({ locale: null });
  expect(client.drifted).toEqual(['retrieve-payment locale']);
});

test('a conversation id that is not echoed is null', async () => {
  expect(await retrieveEdited(remove('conversationId'))).toMatchObject({ conversationId: null });
  expect(await retrieveEdited((text) => text)).toMatchObject({ conversationId: options.conversationId });
  expect(client.drifted).toEqual([]);
});
