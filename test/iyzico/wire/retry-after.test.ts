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
])('a retry-after header of %s is read as %s', (header, seconds) => {
  expect(secondsOf(header)).toBe(seconds);
});

test.each([
  ['86400 seconds', '86400', 300, 300],
  ['a date', 'Fri, 31 Dec 2100 23:59:59 GMT', null, 60],
])(
  'after a retry-after header of %s nothing is sent during the cool-down',
  async (_what, header, retryAfterOfRefusal, coolDown) => {
    const client = await openRawTestClient({ coolDownSeconds: 60 });
    client.server.answerWith(answerOf('Slow down', { status: 429, headers: { 'retry-after': header } }));
    expect(await outcomeOf(client.askPayment('a'))).toMatchObject(
      rejected('rate-limited', { retryAfter: retryAfterOfRefusal }),
    );
    const { retryAfter } = (await outcomeOf(client.askPayment('b'))) as { retryAfter: number };
    expect(retryAfter).toBeLessThanOrEqual(coolDown);
    expect(retryAfter).toBeGreaterThan(coolDown - 5);
    expect(client.server.requests).toHaveLength(1);
    await client.close();
  },
);
