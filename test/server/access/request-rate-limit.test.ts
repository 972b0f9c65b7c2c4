import { jest } from '@jest/globals';
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

const document = `{ payment(checkoutFormToken: "${sampleCheckoutFormToken}") { id } }`;
const query = (headers: Headers) => stack.send(document, {}, { ...headers });
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

test('a shopper may send a limited number of requests a minute, invalid ones included', async () => {
  await open({ rateLimit: 3 });
  const shopper = await shopperOf(sampleCheckoutFormToken);
  expect((await query(shopper)).status).toBe(200);
  expect((await stack.send('{', {}, shopper)).status).toBe(400);
  expect((await query(shopper)).status).toBe(200);
  expectRateLimited(await query(shopper));
  expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  // Another shopper at the same address is not affected.
  expect((await query(await shopperOf('card-1'))).status).toBe(200);
});

test('all tokens for the same checkout forms count as one shopper', async () => {
  await open({ rateLimit: 2 });
  expect((await query(await shopperOf(sampleCheckoutFormToken, 'card-1'))).status).toBe(200);
  expect((await query(await shopperOf('card-1', sampleCheckoutFormToken))).status).toBe(200);
  expectRateLimited(await query(await shopperOf(sampleCheckoutFormToken, 'card-1')));
  expect((await query(await shopperOf(sampleCheckoutFormToken))).status).toBe(200);
});

test('the same token counts as one, however its header is spelled', async () => {
  await open({ rateLimit: 1 });
  const token = await tokenWith({ checkout_form_token: sampleCheckoutFormToken });
  expect((await query(bearer(token))).status).toBe(200);
  expectRateLimited(await query(bearer(token)));
  expectRateLimited(await query({ authorization: `bearer   ${token}` }));
});

test('tokens that open nothing are counted by address, together with unauthenticated callers', async () => {
  await open({ rateLimit: 3, rateLimitSystems: 'off' });
  const withNothing = async () => ({
    ...bearer(await tokenWith({ scope: 'admin', jti: crypto.randomUUID() })),
    ...from('198.51.100.1'),
  });
  expect((await query(await withNothing())).status).toBe(403);
  expect((await query(await withNothing())).status).toBe(403);
  expect((await query(from('198.51.100.1'))).status).toBe(401);
  expectRateLimited(await query(await withNothing()));
  expectRateLimited(await query(from('198.51.100.1')));
  expect(stack.calledServices()).toEqual([]);
  // A system at the same address is not affected.
  expect((await query({ ...(await systemWith('payment:read')), ...from('198.51.100.1') })).status).toBe(200);
});

test('unauthenticated callers are counted by address', async () => {
  await open({ rateLimit: 2 });
  const unauthenticated = { authorization: 'Bearer a.b.c' };
  expect((await query({ ...unauthenticated, ...from('198.51.100.1') })).status).toBe(401);
  expect((await query(from('198.51.100.1'))).status).toBe(401);
  expectRateLimited(await query({ ...unauthenticated, ...from('198.51.100.1') }));
  expect((await query({ ...unauthenticated, ...from('198.51.100.2') })).status).toBe(401);
  // A shopper at that address is still answered.
  const shopper = await shopperOf(sampleCheckoutFormToken);
  expect((await query({ ...shopper, ...from('198.51.100.1') })).status).toBe(200);
});

test('an IPv6 /64 network is counted as one address', async () => {
  await open({ rateLimit: 1 });
  expect((await query(from('2001:db8:1:2::1'))).status).toBe(401);
  expectRateLimited(await query(from('2001:db8:1:2:ffff::7')));
  expect((await query(from('2001:db8:1:3::1'))).status).toBe(401);
});

test('all callers are counted by address if authentication is off', async () => {
  await open({ authentication: 'none', rateLimit: 1 });
  expect((await query(from('198.51.100.1'))).status).toBe(200);
  expectRateLimited(await query(from('198.51.100.1')));
  expect((await query(from('198.51.100.2'))).status).toBe(200);
  expect(stack.calledServices()).toHaveLength(2);
});

describe("the merchant's systems", () => {
  test('are not limited by default', async () => {
    await open({ rateLimit: 1 });
    const system = await systemWith('payment:read');
    for (let i = 0; i < 5; i++) expect((await query(system)).status).toBe(200);
  });

  test('can have a separate limit, counted by token', async () => {
    await open({ rateLimit: 1, rateLimitSystems: 2 });
    const system = await systemWith('payment:read');
    expect((await query(system)).status).toBe(200);
    expect((await query(system)).status).toBe(200);
    expectRateLimited(await query(system));
    expect((await query(await systemWith('payment:read', 'member:read'))).status).toBe(200);
  });
});

test('health checks are not limited', async () => {
  await open({ rateLimit: 1 });
  for (let i = 0; i < 5; i++) expect((await fetch(`${stack.url}/readyz`)).status).toBe(200);
});

test('callers are not limited if the rate limit is off', async () => {
  await open({ rateLimit: 'off' });
  const shopper = await shopperOf(sampleCheckoutFormToken);
  const statuses = await Promise.all(Array.from({ length: 30 }, () => query(shopper).then(({ status }) => status)));
  expect(new Set(statuses)).toEqual(new Set([200]));
});

describe('an address that sent too many bad tokens', () => {
  const refusedTokens: string[] = [];
  const address = from('198.51.100.1');
  let sent = 0;
  beforeEach(async () => {
    refusedTokens.length = 0;
    stack = await startStack({
      server: { authentication: bySecret, trustProxy: ['127.0.0.1'], rateLimit: 5 },
      listener: { onRefusedToken: (reason) => refusedTokens.push(reason) },
    });
  });

  /** Sends different tokens that another secret signed, all at once. @returns the statuses of the answers */
  async function sendBadTokens(count: number): Promise<number[]> {
    const tokens = Array.from({ length: count }, () =>
      tokenWith({ jti: `${sent++}` }, 'a secret that the server does not know'),
    );
    const answers = (await Promise.all(tokens)).map((token) => query({ ...bearer(token), ...address }));
    return (await Promise.all(answers)).map(({ status }) => status);
  }

  test('gets only a few more of them verified, and the rest refused without any work', async () => {
    const statuses = await sendBadTokens(100);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(95);
    // Five, and ten in each second that the burst takes.
    expect(refusedTokens.length).toBeLessThan(60);
    expect(stack.logLines).toContainEqual(expect.objectContaining({ code: 'RATE_LIMITED', reason: 'unauthenticated' }));
    expect(stack.calledServices()).toEqual([]);
  });

  test('does not lock out a shopper there whose token was valid before', async () => {
    const shopper = { ...(await shopperOf('card-1')), ...address };
    const ask = () => stack.send('{ payment(checkoutFormToken: "card-1") { id } }', {}, shopper);
    expect((await ask()).status).toBe(200);
    await sendBadTokens(100);
    for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(200);
  });

  test('gets no more requests without a token answered than with one', async () => {
    const without = Array.from({ length: 20 }, () => query(address));
    expect((await Promise.all(without)).map(({ status }) => status).filter((status) => status === 401)).toHaveLength(5);
    expect(refusedTokens).toEqual(Array(5).fill('missing'));
  });
});

test.each([
  ['rate-limit', async () => shopperOf('card-1')],
  ['rate-limit-systems', async () => systemWith('payment:read')],
  ['unauthenticated', () => Promise.resolve({})],
])('the log says that a request was refused by the limit %s', async (reason, headersOf) => {
  await open({ rateLimit: 1, rateLimitSystems: 1 });
  const headers = await headersOf();
  await query(headers);
  expectRateLimited(await query(headers));
  expect(stack.logLines).toContainEqual(expect.objectContaining({ event: 'request refused', reason }));
});

test('a change of the wall clock neither frees a caller nor locks one out', async () => {
  await open({ authentication: 'none', rateLimit: 2 });
  const now = Date.now();
  const clock = jest.spyOn(Date, 'now').mockReturnValue(now - 86_400_000);
  expect([(await query({})).status, (await query({})).status]).toEqual([200, 200]);
  clock.mockReturnValue(now + 86_400_000);
  expectRateLimited(await query({}));
  clock.mockRestore();
});
