import { jest } from '@jest/globals';
import { answerOf, startRawServer, type RawServer } from '../../harness/raw-server.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { bearer, bySecret, createIssuer, fromNow, shopperOf, tokenWith, type Issuer } from '../../harness/tokens.js';
import { expectRefusal, goodData, goodQuery, post } from '../../harness/http-exchange.js';

// A token that was verified a moment ago is not verified again. What it may not do then, it may not do now.

const SECOND = 1000;
const asSystem = { scope: 'payment:read' };

let stack: Stack;
afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await stack.close();
});

async function expectAccepted(token: string): Promise<void> {
  stack.simulator.forget();
  const { status, data } = await post(stack, goodQuery, bearer(token));
  expect([status, data]).toEqual([200, goodData]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
}

async function expectRefused(token: string): Promise<void> {
  stack.simulator.forget();
  expectRefusal(await post(stack, goodQuery, bearer(token)), 401, 'UNAUTHENTICATED');
  expect(stack.calledServices()).toEqual([]);
}

/** Sets the wall clock. Timers and the monotonic clock go on. */
function setClock(now: number): void {
  jest.useFakeTimers({
    now,
    doNotFake: [
      'hrtime',
      'performance',
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}

describe('with a shared secret', () => {
  beforeEach(async () => {
    stack = await startStack({ server: { authentication: bySecret, rateLimit: 100 } });
  });

  test('a token is verified once, and the secret is not imported again', async () => {
    const verify = jest.spyOn(crypto.subtle, 'verify');
    const importKey = jest.spyOn(crypto.subtle, 'importKey');
    const [first, second] = [await tokenWith(asSystem), await tokenWith({ ...asSystem, jti: 'another' })];
    importKey.mockClear();
    for (const token of [first, first, second, first, second]) await expectAccepted(token);
    expect(verify).toHaveBeenCalledTimes(2);
    expect(importKey).not.toHaveBeenCalled();
  });

  test('a remembered token opens nothing to its claims with another signature, or to other claims', async () => {
    const token = await tokenWith(asSystem);
    await expectAccepted(token);
    const [header = '', claims = '', signature = ''] = token.split('.');
    const other = (await tokenWith({ ...asSystem, sub: 'another' })).split('.')[1] ?? '';
    const changed = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    for (const forged of [
      [header, claims, changed],
      [header, claims, signature.slice(0, -1)],
      [header, other, signature],
      [claims, header, signature],
    ]) {
      await expectRefused(forged.join('.'));
    }
    await expectAccepted(token);
  });

  test('a remembered token is refused as soon as it has expired, and again before it was issued', async () => {
    const now = Date.now();
    const token = await tokenWith({ ...asSystem, exp: fromNow(20) });
    await expectAccepted(token);
    setClock(now + 26 * SECOND);
    await expectRefused(token);
    setClock(now - 3600 * SECOND);
    await expectRefused(token);
    setClock(now);
    await expectAccepted(token);
  });

  test('a refused token is verified anew each time', async () => {
    const now = Date.now();
    const early = await tokenWith({ ...asSystem, nbf: fromNow(60), exp: fromNow(120) });
    const elsewhere = await tokenWith({ ...asSystem, aud: 'another' });
    const verify = jest.spyOn(crypto.subtle, 'verify');
    for (const token of [early, elsewhere, early, elsewhere]) await expectRefused(token);
    expect(verify).toHaveBeenCalledTimes(4);
    setClock(now + 61 * SECOND);
    await expectAccepted(early);
  });

  test('each remembered shopper keeps to the own checkout form', async () => {
    const forms = ['card-1', 'card-2'] as const;
    const [one, two] = [await shopperOf(forms[0]), await shopperOf(forms[1])];
    const codesOf = async (form: string, headers: Record<string, string>) => {
      const { errors = [] } = await stack.send(`{ payment(checkoutFormToken: "${form}") { id } }`, {}, headers);
      return errors.map(({ extensions }) => extensions.code);
    };
    for (let round = 0; round < 2; round++) {
      expect(await codesOf(forms[0], one)).toEqual([]);
      expect(await codesOf(forms[1], two)).toEqual([]);
      expect(await codesOf(forms[0], two)).toEqual(['NOT_FOUND']);
      expect(await codesOf(forms[1], one)).toEqual(['NOT_FOUND']);
    }
  });

  test('a remembered token is limited as before', async () => {
    await stack.close();
    stack = await startStack({ server: { authentication: bySecret, rateLimit: 2 } });
    const shopper = await shopperOf('card-1');
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await post(stack, goodQuery, shopper)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('with a key set', () => {
  /** Milliseconds on the clock of the key set. */
  let passed: number;
  let keyServer: RawServer;
  let [old, next]: Issuer[] = [];
  const publish = (...issuers: readonly (Issuer | undefined)[]) => {
    keyServer.answerWith(answerOf(JSON.stringify({ keys: issuers.map((one) => one?.publicKey) })));
  };
  const tokenOf = async (one: Issuer | undefined) => (await one?.tokenWith(asSystem)) ?? '';
  beforeEach(async () => {
    passed = 0;
    [old, next] = [await createIssuer('ES256', 'old'), await createIssuer('ES256', 'next')];
    keyServer = await startRawServer();
    publish(old);
    const timings = { now: () => passed, timeout: 3000 };
    const keys = { jwksUrl: new URL(keyServer.url), timings };
    stack = await startStack({ server: { authentication: { ...bySecret, keys } } });
  });
  afterEach(() => keyServer.close());

  test('tokens of a withdrawn key are forgotten when the other keys are read', async () => {
    const verify = jest.spyOn(crypto.subtle, 'verify');
    const token = await tokenOf(old);
    for (let i = 0; i < 3; i++) await expectAccepted(token);
    expect(verify.mock.calls.length).toBeLessThan(3);
    publish(next);
    passed += 31 * SECOND;
    await expectAccepted(await tokenOf(next));
    await expectRefused(token);
  });

  test('tokens of a key that stays are verified with it again', async () => {
    const token = await tokenOf(old);
    await expectAccepted(token);
    publish(old, next);
    passed += 31 * SECOND;
    await expectAccepted(await tokenOf(next));
    const verify = jest.spyOn(crypto.subtle, 'verify');
    await expectAccepted(token);
    expect(verify).toHaveBeenCalledTimes(1);
  });

  test('a token whose key is not known yet is accepted once it is', async () => {
    await expectAccepted(await tokenOf(old));
    const token = await tokenOf(next);
    await expectRefused(token);
    publish(old, next);
    passed += 31 * SECOND;
    await expectAccepted(token);
  });
});
