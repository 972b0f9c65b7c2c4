import type { RefusedTokenReason, TokenKeys } from '../../../src/server/index.js';
import { expectRefusal, goodQuery, post } from '../../harness/http-exchange.js';
import { answerOf, startRawServer, type RawServer } from '../../harness/raw-server.js';
import { startStack, type Stack } from '../../harness/stack.js';
import {
  bearer,
  bySecret,
  createIssuer,
  fromNow,
  secret,
  tokenWith,
  type Claims,
  type Issuer,
} from '../../harness/tokens.js';

// Shoppers' tokens with keys of their own.

const shopperSecret = 'canary-secret-that-only-the-storefront-has';
const form = 'card-1';
const asShopper: Claims = { checkout_form_token: form };
const asSystem: Claims = { scope: 'payment:read settlement:read' };
const asBoth: Claims = { ...asShopper, ...asSystem };

const payment = { query: `{ payment(checkoutFormToken: "${form}") { id } }` };
const otherPayment = { query: '{ payment(checkoutFormToken: "card-2") { id } }' };
const settlement = { query: `{ payment(checkoutFormToken: "${form}") { iyziCommissionFee } }` };

let stack: Stack;
const refusedTokens: RefusedTokenReason[] = [];
const open = async (keys: TokenKeys | null, shopperKeys: TokenKeys) => {
  stack = await startStack({
    server: { authentication: { ...bySecret, keys, shopperKeys } },
    listener: { onRefusedToken: (reason) => refusedTokens.push(reason) },
  });
};
afterEach(async () => {
  await stack.close();
  refusedTokens.length = 0;
});

const outcomeOf = async (body: object, token: string) => {
  const { status, errors } = await post(stack, body, bearer(token));
  return [status, ...(errors ?? []).map(({ extensions }) => extensions.code)];
};

describe('with a secret of their own', () => {
  beforeEach(() => open({ secrets: [secret] }, { secrets: ['canary-secret-that-is-to-be-replaced', shopperSecret] }));

  test("a shopper's token opens its checkout forms and, whatever its scopes, nothing else", async () => {
    for (const claims of [asShopper, asBoth]) {
      const token = await tokenWith(claims, shopperSecret);
      expect(await outcomeOf(payment, token)).toEqual([200]);
      expect(await outcomeOf(otherPayment, token)).toEqual([200, 'NOT_FOUND']);
      expect(await outcomeOf(settlement, token)).toEqual([403, 'FORBIDDEN']);
    }
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  });

  test("a token of the shoppers' key without a checkout form opens nothing", async () => {
    expect(await outcomeOf(payment, await tokenWith(asSystem, shopperSecret))).toEqual([403, 'FORBIDDEN']);
    expect(stack.calledServices()).toEqual([]);
  });

  test("a token of the systems' key opens its scopes and no checkout form", async () => {
    expect(await outcomeOf(settlement, await tokenWith(asSystem))).toEqual([200]);
    expect(await outcomeOf(settlement, await tokenWith(asBoth))).toEqual([200]);
    expect(await outcomeOf(payment, await tokenWith(asShopper))).toEqual([403, 'FORBIDDEN']);
    const manager = await tokenWith({ ...asShopper, scope: 'session:manage' });
    expect(await outcomeOf(payment, manager)).toEqual([403, 'FORBIDDEN']);
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  });

  test('each key has the longest lifetime of its callers, whatever a token claims', async () => {
    const exp = fromNow(7200);
    expect(await outcomeOf(payment, await tokenWith({ ...asBoth, exp }, shopperSecret))).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
    expect(refusedTokens).toEqual(['too-long']);
    expect(await outcomeOf(payment, await tokenWith({ ...asBoth, exp }))).toEqual([200]);
  });

  test('a token of an unknown key is refused', async () => {
    for (const claims of [asShopper, asSystem]) {
      const token = await tokenWith(claims, 'nobody-knows-a-secret-such-as-this-one');
      expectRefusal(await post(stack, payment, bearer(token)), 401, 'UNAUTHENTICATED');
    }
    expect(refusedTokens).toEqual(['wrong-key', 'wrong-key']);
  });
});

describe('with a key set of their own', () => {
  let keyServer: RawServer;
  let storefront: Issuer;
  beforeEach(async () => {
    storefront = await createIssuer('ES256', 'storefront');
    keyServer = await startRawServer();
    keyServer.answerWith(answerOf(JSON.stringify({ keys: [storefront.publicKey] })));
    await open({ secrets: [secret] }, { jwksUrl: new URL(keyServer.url) });
  });
  afterEach(() => keyServer.close());

  test("a shopper's token opens its checkout forms only", async () => {
    expect(await outcomeOf(payment, await storefront.tokenWith(asBoth))).toEqual([200]);
    expect(await outcomeOf(settlement, await storefront.tokenWith(asBoth))).toEqual([403, 'FORBIDDEN']);
    expect(await outcomeOf(settlement, await storefront.tokenWith(asSystem))).toEqual([403, 'FORBIDDEN']);
  });

  test("a system's token is accepted without a fetch of the shoppers' key set", async () => {
    expect(await outcomeOf(settlement, await tokenWith(asSystem))).toEqual([200]);
    expect(keyServer.requests).toHaveLength(0);
  });

  test('only tokens that need the key set fail while it cannot be fetched', async () => {
    keyServer.answerWith(answerOf('', { status: 500 }));
    expect(await outcomeOf(payment, await storefront.tokenWith(asShopper))).toEqual([503, 'OVERLOADED']);
    expect(await outcomeOf(settlement, await tokenWith(asSystem))).toEqual([200]);
    expect(refusedTokens).toEqual(['keys-unavailable']);
  });
});

test('a server may know only the keys of shoppers', async () => {
  await open(null, { secrets: [shopperSecret] });
  expect(await outcomeOf(payment, await tokenWith(asShopper, shopperSecret))).toEqual([200]);
  expect(await outcomeOf(goodQuery, await tokenWith(asSystem))).toEqual([401, 'UNAUTHENTICATED']);
});
