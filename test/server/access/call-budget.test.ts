import { startStack } from '../../harness/stack.js';
import { bySecret, shopperOf } from '../../harness/tokens.js';

test("a shopper's token can cause a limited number of calls a minute, and does not affect other tokens", async () => {
  const stack = await startStack({ server: { authentication: bySecret, shopperCallsPerMinute: 3 } });
  const errorOf = async (headers: Record<string, string>) => {
    const { errors } = await stack.send('{ payment(checkoutFormToken: "card-1") { id } }', {}, headers);
    return errors?.[0]?.extensions;
  };
  const [first, second] = [await shopperOf('card-1'), await shopperOf('card-1')];

  expect([await errorOf(first), await errorOf(first), await errorOf(first)]).toEqual([undefined, undefined, undefined]);
  const refused = await errorOf(first);
  expect(refused).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
  expect(refused?.retryAfter).toBeGreaterThanOrEqual(1);
  // The log names the limit, and the client does not see its name.
  expect(refused).not.toHaveProperty('limit');
  expect(stack.logLines).toContainEqual(expect.objectContaining({ outcome: 'RATE_LIMITED', reason: 'call-budget' }));
  expect(stack.calledServices()).toHaveLength(3);
  expect(await errorOf(second)).toBeUndefined();
  await stack.close();
});
