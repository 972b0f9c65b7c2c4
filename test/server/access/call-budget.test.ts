import { startStack } from '../../harness/stack.js';
import { bySecret, shopperOf } from '../../harness/tokens.js';

test("a shopper's token causes only so many calls a minute, and another's is not affected", async () => {
  const stack = await startStack({ server: { authentication: bySecret, shopperCallsPerMinute: 3 } });
  const ask = async (headers: Record<string, string>) => {
    const { errors } = await stack.send('{ payment(checkoutFormToken: "card-1") { id } }', {}, headers);
    return errors?.[0]?.extensions;
  };
  const [one, other] = [await shopperOf('card-1'), await shopperOf('card-1')];

  expect([await ask(one), await ask(one), await ask(one)]).toEqual([undefined, undefined, undefined]);
  const refused = await ask(one);
  expect(refused).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
  expect(refused?.retryAfter).toBeGreaterThanOrEqual(1);
  expect(stack.calledServices()).toHaveLength(3);
  expect(await ask(other)).toBeUndefined();
  await stack.close();
});
