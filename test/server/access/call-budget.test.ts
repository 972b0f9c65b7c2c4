import { startStack, type Stack } from '../../harness/stack.js';
import { bySecret, shopperOf } from '../../harness/tokens.js';

let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ server: { authentication: bySecret, shopperCallsPerMinute: 3 } });
});
afterEach(() => stack.close());

const errorOf = async (headers: Record<string, string>, form = 'card-1') => {
  const { errors } = await stack.send(
    'query ($form: ID!) { payment(checkoutFormToken: $form) { id } }',
    { form },
    headers,
  );
  return errors?.[0]?.extensions;
};

test('the shopper of a checkout form can cause a limited number of calls a minute, and does not affect others', async () => {
  const shopper = await shopperOf('card-1');
  for (let i = 0; i < 3; i++) expect(await errorOf(shopper)).toBeUndefined();
  const refused = await errorOf(shopper);
  expect(refused).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
  expect(refused?.retryAfter).toBeGreaterThanOrEqual(1);
  // The log names the limit, and the client does not see its name.
  expect(refused).not.toHaveProperty('limit');
  expect(stack.logLines).toContainEqual(expect.objectContaining({ outcome: 'RATE_LIMITED', reason: 'call-budget' }));
  expect(stack.calledServices()).toHaveLength(3);
  expect(await errorOf(await shopperOf('card-2'), 'card-2')).toBeUndefined();
});

test('all tokens that are bound to a checkout form share its call budget', async () => {
  const forms = [['card-1'], ['card-1'], ['card-1', 'card-2'], ['card-1'], ['card-1', 'card-2', 'card-3']];
  const codes = [];
  for (const bound of forms) codes.push((await errorOf(await shopperOf(...bound)))?.code);
  expect(codes).toEqual([undefined, undefined, undefined, 'RATE_LIMITED', 'RATE_LIMITED']);
  expect(stack.calledServices()).toHaveLength(3);
});

test('a token that is bound to several checkout forms has a call budget for each', async () => {
  const shopper = await shopperOf('card-1', 'card-2');
  for (const form of ['card-1', 'card-2', 'card-1', 'card-2', 'card-1', 'card-2']) {
    expect(await errorOf(shopper, form)).toBeUndefined();
  }
  expect(await errorOf(shopper, 'card-1')).toMatchObject({ code: 'RATE_LIMITED' });
  expect(await errorOf(shopper, 'card-2')).toMatchObject({ code: 'RATE_LIMITED' });
  expect(stack.calledServices()).toHaveLength(6);
});
