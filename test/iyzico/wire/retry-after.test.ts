import { secondsOf } from '../../../src/iyzico/wire/retry-after.js';
import { answerOf } from '../../harness/raw-server.js';
import { outcomeOf, rejected } from '../../harness/test-client.js';
import { openRawTestClient } from '../../harness/raw-test-client.js';

test.each([
  ['1', 1],
  ['300', 300],
  ['301', 300],
  ['99999', 300],
  ['9'.repeat(400), 300],
  ['0', null],
  ['000', null],
  ['', null],
  ['-5', null],
  ['1.5', null],
  ['soon', null],
  ['Fri, 31 Dec 2100 23:59:59 GMT', null],
])('retry-after: %s', (header, seconds) => {
  expect(secondsOf(header)).toBe(seconds);
});

test.each([
  ['a day', '86400', 300, 300],
  ['until a date', 'Fri, 31 Dec 2100 23:59:59 GMT', null, 60],
])('a service that wants rest for %s is left alone for minutes', async (_what, header, records, rest) => {
  const client = await openRawTestClient({ coolDownSeconds: 60 });
  client.server.answerWith(answerOf('Slow down', { status: 429, headers: { 'retry-after': header } }));
  expect(await outcomeOf(client.askPayment('a'))).toMatchObject(rejected('rate-limited', { retryAfter: records }));
  const { retryAfter } = (await outcomeOf(client.askPayment('b'))) as { retryAfter: number };
  expect(retryAfter).toBeLessThanOrEqual(rest);
  expect(retryAfter).toBeGreaterThan(rest - 5);
  expect(client.server.requests).toHaveLength(1);
  await client.close();
});
