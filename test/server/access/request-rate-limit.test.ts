import type { ServerSettings } from '../../../src/server/index.js';
import { sampleCheckoutFormToken } from '../../../src/simulator/index.js';
import { startStack, type Answer, type Stack } from '../../harness/stack.js';
import { bearer, bySecret, shopperOf, systemWith, tokenWith } from '../../harness/tokens.js';

type Headers = Readonly<Record<string, string>>;

let stack: Stack;
const open = async (server: Partial<ServerSettings>) => {
  stack = await startStack({ server: { authentication: bySecret, trustProxy: ['127.0.0.1'], ...server } });
};
afterEach(() => stack.close());

const query = `{ payment(checkoutFormToken: "${sampleCheckoutFormToken}") { id } }`;
const ask = (headers: Headers) => stack.send(query, {}, { ...headers });
const from = (address: string): Headers => ({ 'x-forwarded-for': address });

function expectRateLimited({ status, headers, errors, data, extensions }: Answer<unknown>): void {
  expect([status, data]).toEqual([429, undefined]);
  expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryable: true } }]);
  const retryAfter = errors?.[0]?.extensions.retryAfter;
  expect(headers.get('retry-after')).toBe(String(retryAfter));
  expect(Number.isInteger(retryAfter)).toBe(true);
  expect(retryAfter).toBeGreaterThanOrEqual(1);
  expect(retryAfter).toBeLessThanOrEqual(60);
  expect(extensions?.requestId).toBe(headers.get('x-request-id'));
}

test("a shopper's token may ask so often a minute, and no more, whatever it asks", async () => {
  await open({ rateLimit: 3 });
  const shopper = await shopperOf(sampleCheckoutFormToken);
  expect((await ask(shopper)).status).toBe(200);
  expect((await stack.send('{', {}, shopper)).status).toBe(400);
  expect((await ask(shopper)).status).toBe(200);
  expectRateLimited(await ask(shopper));
  expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  // Behind the same address another shopper goes on.
  expect((await ask(await shopperOf(sampleCheckoutFormToken))).status).toBe(200);
});

test('a token that is signed anew is another, and one whose signature is written otherwise is the same', async () => {
  await open({ rateLimit: 1 });
  const token = await tokenWith({ checkout_form_token: sampleCheckoutFormToken });
  expect((await ask(bearer(token))).status).toBe(200);
  expectRateLimited(await ask(bearer(token)));
  expectRateLimited(await ask({ authorization: `bearer   ${token}` }));
});

test('who proves nothing is counted by address', async () => {
  await open({ rateLimit: 2 });
  const unauthenticated = { authorization: 'Bearer a.b.c' };
  expect((await ask({ ...unauthenticated, ...from('198.51.100.1') })).status).toBe(401);
  expect((await ask(from('198.51.100.1'))).status).toBe(401);
  expectRateLimited(await ask({ ...unauthenticated, ...from('198.51.100.1') }));
  expect((await ask({ ...unauthenticated, ...from('198.51.100.2') })).status).toBe(401);
  // A shopper of theirs comes in all the same.
  const shopper = await shopperOf(sampleCheckoutFormToken);
  expect((await ask({ ...shopper, ...from('198.51.100.1') })).status).toBe(200);
});

test('of IPv6 a whole network is counted as one', async () => {
  await open({ rateLimit: 1 });
  expect((await ask(from('2001:db8:1:2::1'))).status).toBe(401);
  expectRateLimited(await ask(from('2001:db8:1:2:ffff::7')));
  expect((await ask(from('2001:db8:1:3::1'))).status).toBe(401);
});

test('where anybody may ask, all are counted by address', async () => {
  await open({ authentication: 'none', rateLimit: 1 });
  expect((await ask(from('198.51.100.1'))).status).toBe(200);
  expectRateLimited(await ask(from('198.51.100.1')));
  expect((await ask(from('198.51.100.2'))).status).toBe(200);
  expect(stack.calledServices()).toHaveLength(2);
});

describe("the merchant's systems", () => {
  test('ask as often as they like', async () => {
    await open({ rateLimit: 1 });
    const system = await systemWith('payment:read');
    for (let i = 0; i < 5; i++) expect((await ask(system)).status).toBe(200);
  });

  test('may be held to a rate of their own, by token', async () => {
    await open({ rateLimit: 1, rateLimitSystems: 2 });
    const system = await systemWith('payment:read');
    expect((await ask(system)).status).toBe(200);
    expect((await ask(system)).status).toBe(200);
    expectRateLimited(await ask(system));
    expect((await ask(await systemWith('payment:read', 'member:read'))).status).toBe(200);
  });
});

test('health is asked as often as anybody likes', async () => {
  await open({ rateLimit: 1 });
  for (let i = 0; i < 5; i++) expect((await fetch(`${stack.url}/readyz`)).status).toBe(200);
});

test('off lets everybody ask as often as they like', async () => {
  await open({ rateLimit: 'off' });
  const shopper = await shopperOf(sampleCheckoutFormToken);
  const statuses = await Promise.all(Array.from({ length: 30 }, () => ask(shopper).then(({ status }) => status)));
  expect(new Set(statuses)).toEqual(new Set([200]));
});
