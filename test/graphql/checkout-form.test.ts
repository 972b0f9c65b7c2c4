import { sampleCheckoutFormToken } from '../../src/simulator/index.js';
import { startStack, type Answer, type Stack } from '../harness/stack.js';
import { bearer, bySecret, shopperOf, systemWith, tokenWith } from '../harness/tokens.js';

const MAX_MISSES = 10;

let stack: Stack;
beforeEach(async () => {
  // A trusted proxy, so that each request can name its own address.
  stack = await startStack({ server: { authentication: bySecret, trustProxy: ['127.0.0.1'] } });
});
afterEach(() => stack.close());

const payment = 'query ($form: ID!) { payment(checkoutFormToken: $form) { paymentStatus } }';
const session = 'query ($form: ID!) { session(checkoutFormToken: $form, paymentId: "24259238") { sessionStatus } }';
const expiry = 'mutation ($form: ID!) { expireCheckoutSession(input: { checkoutFormToken: $form }) { __typename } }';

const operations = Object.entries({ payment, session, expireCheckoutSession: expiry });

type Headers = Readonly<Record<string, string>>;

const send = (document: string, form: string, headers: Headers) => stack.send(document, { form }, headers);

function codesOf({ errors = [] }: Answer<unknown>): string[] {
  return errors.map(({ extensions }) => extensions.code);
}

async function expectAnswered(pending: Promise<Answer<unknown>>): Promise<void> {
  const { status, data, errors } = await pending;
  expect({ status, errors }).toEqual({ status: 200 });
  expect(Object.values(data as object)).toEqual([expect.any(Object)]);
}

/** An answer without its request id and cost. */
function comparable({ status, text }: Answer<unknown>): string {
  const { extensions, ...rest } = JSON.parse(text) as Record<string, unknown>;
  expect(extensions).toEqual({ requestId: expect.any(String) as string, cost: expect.any(Object) as object });
  return `${status} ${JSON.stringify(rest)}`;
}

describe.each(operations)('%s', (field, document) => {
  const form = sampleCheckoutFormToken;

  test("answers for the shopper's own checkout form", async () => {
    await expectAnswered(send(document, form, await shopperOf(form)));
    expect(stack.calledServices().length).toBeGreaterThan(0);
  });

  test('answers for each of several checkout forms of the shopper', async () => {
    const headers = await shopperOf('card-1', form);
    await expectAnswered(send(document, form, headers));
  });

  test("answers NOT_FOUND in the same words for another shopper's, another merchant's and an unknown checkout form", async () => {
    const [own, foreign, none] = [await shopperOf(form), await shopperOf('error-5126'), await shopperOf('nobody')];
    const notTheirs = [
      await send(document, 'card-1', own),
      await send(document, 'error-5126', own),
      await send(document, 'nobody', own),
      await send(document, '', own),
    ];
    expect(stack.calledServices()).toEqual([]);
    const unknown = [await send(document, 'error-5126', foreign), await send(document, 'nobody', none)];
    expect(stack.calledServices()).toHaveLength(2);

    const answers = [...notTheirs, ...unknown];
    expect(answers.map(codesOf)).toEqual(answers.map(() => ['NOT_FOUND']));
    expect(new Set(answers.map(comparable)).size).toBe(1);
  });

  test('answers for any checkout form with its scope', async () => {
    const scope = field === 'expireCheckoutSession' ? 'session:manage' : 'payment:read';
    await expectAnswered(send(document, form, await systemWith(scope)));
  });

  test('is forbidden with another scope and no checkout form', async () => {
    const scope = field === 'expireCheckoutSession' ? 'payment:read' : 'session:manage';
    for (const headers of [await systemWith(scope), await systemWith()]) {
      const answer = await send(document, form, headers);
      expect([answer.status, codesOf(answer)]).toEqual([403, ['FORBIDDEN']]);
    }
    expect(stack.calledServices()).toEqual([]);
  });
});

test('a checkout form is not found in another case or with spaces around it', async () => {
  const headers = await shopperOf('card-1');
  for (const form of ['CARD-1', ' card-1', 'card-1 ', 'card-1\u0000']) {
    expect(codesOf(await send(payment, form, headers))).toEqual(['NOT_FOUND']);
  }
  expect(stack.calledServices()).toEqual([]);
});

test("in one operation, the shopper's own form is answered and the other is not found", async () => {
  const document = `{ own: payment(checkoutFormToken: "card-1") { paymentStatus }
    other: payment(checkoutFormToken: "card-2") { paymentStatus } }`;
  const { data, errors } = await stack.send(document, {}, await shopperOf('card-1'));
  expect(data).toEqual({ own: { paymentStatus: 'SUCCESS' }, other: null });
  expect(errors).toMatchObject([{ path: ['other'], extensions: { code: 'NOT_FOUND' } }]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
});

describe('lookup misses', () => {
  const from = (address: string): Headers => ({ 'x-forwarded-for': address });

  /** Queries forms that are not the caller's, and returns the error codes. */
  async function lookUp(count: number, headers: (index: number) => Headers | Promise<Headers>): Promise<string[]> {
    const codes: string[] = [];
    for (let index = 0; index < count; index++) {
      codes.push(...codesOf(await send(payment, `unknown-${index}`, await headers(index))));
    }
    return codes;
  }

  const missed = Array.from({ length: MAX_MISSES }, () => 'NOT_FOUND');

  test('beyond ten are rate limited, without a call', async () => {
    const headers = await shopperOf('card-1');
    expect(await lookUp(MAX_MISSES, () => headers)).toEqual(missed);
    const { errors } = await send(payment, 'card-2', headers);
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryable: true } }]);
    expect(stack.logLines).toContainEqual(expect.objectContaining({ reason: 'lookup-misses' }));
    const retryAfter = Number(errors?.[0]?.extensions.retryAfter);
    expect([Number.isInteger(retryAfter), retryAfter >= 1, retryAfter <= 60]).toEqual([true, true, true]);
    expect(stack.calledServices()).toEqual([]);
  });

  test("do not affect the shopper's own form", async () => {
    const headers = await shopperOf('card-1');
    await lookUp(MAX_MISSES + 5, () => headers);
    for (const [, document] of operations.filter(([name]) => name !== 'session')) {
      await expectAnswered(send(document, 'card-1', headers));
    }
  });

  test('of all fields are counted together, even in one operation', async () => {
    const headers = await shopperOf('card-1');
    const fields = [1, 2, 3, 4, 5].map((n) => `f${n}: payment(checkoutFormToken: "unknown-${n}") { id }`);
    const first = await stack.send(`{ ${fields.join(' ')} }`, {}, headers);
    expect(codesOf(first)).toEqual(missed.slice(0, 5));
    for (const [, document] of operations) expect(codesOf(await send(document, 'x', headers))).toEqual(['NOT_FOUND']);
    expect(await lookUp(3, () => headers)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'RATE_LIMITED']);
  });

  test("are counted by the token's checkout forms, whatever the token and the address", async () => {
    const anew = async (index: number) => ({ ...(await shopperOf('card-1')), ...from(`192.0.2.${index}`) });
    expect(await lookUp(MAX_MISSES, anew)).toEqual(missed);
    expect(await lookUp(1, () => anew(99))).toEqual(['RATE_LIMITED']);
  });

  test('are counted by token, however its signature is encoded', async () => {
    const { authorization } = await shopperOf('card-1');
    const at = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = at.indexOf(authorization.slice(-1));
    // The two lowest bits of the last character are unused: four characters encode the same signature.
    const spellings = [0, 1, 2, 3].map((bits) => authorization.slice(0, -1) + (at[(last & ~3) | bits] ?? ''));
    const codes = await lookUp(MAX_MISSES + 1, (index) => ({
      authorization: spellings[index % 4] ?? '',
      ...from(`192.0.2.${index}`),
    }));
    expect(codes).toEqual([...missed, 'RATE_LIMITED']);
  });

  test('are counted by address, also of different shoppers', async () => {
    const newShopper = async (index: number) => ({ ...(await shopperOf(`form-${index}`)), ...from('192.0.2.1') });
    expect(await lookUp(MAX_MISSES, newShopper)).toEqual(missed);
    expect(await lookUp(1, () => newShopper(99))).toEqual(['RATE_LIMITED']);
  });

  test('of one caller do not count for another', async () => {
    const prober = { ...(await shopperOf('card-1')), ...from('192.0.2.1') };
    await lookUp(MAX_MISSES + 1, () => prober);
    const other = { ...(await shopperOf('card-2')), ...from('192.0.2.2') };
    expect(await lookUp(1, () => other)).toEqual(['NOT_FOUND']);
  });

  test('are counted by the address that the last trusted proxy names', async () => {
    const newShopper = async (index: number) => ({
      ...(await shopperOf(`form-${index}`)),
      ...from(`198.51.100.${index}, 192.0.2.1, 127.0.0.1`),
    });
    expect(await lookUp(MAX_MISSES + 1, newShopper)).toEqual([...missed, 'RATE_LIMITED']);
  });

  test('are counted by the address of the connection if no proxy is trusted', async () => {
    const untrusting = await startStack({ server: { authentication: bySecret } });
    const codes: string[] = [];
    for (let index = 0; index <= MAX_MISSES; index++) {
      const address = `192.0.2.${index}`;
      const forwarded = { 'x-forwarded-for': address, forwarded: `for=${address}`, 'x-real-ip': address };
      const headers = { ...forwarded, ...(await shopperOf(`form-${index}`)) };
      codes.push(...codesOf(await untrusting.send(payment, { form: 'unknown' }, headers)));
    }
    await untrusting.close();
    expect(codes).toEqual([...missed, 'RATE_LIMITED']);
  });

  test('are not counted for a caller with the scope', async () => {
    const headers = await systemWith('payment:read');
    expect(await lookUp(MAX_MISSES + 1, () => headers)).toEqual([...missed, 'NOT_FOUND']);
    expect(stack.calledServices()).toHaveLength(MAX_MISSES + 1);
  });
});

describe('the payment of an expired session', () => {
  const paymentOfEnded =
    'mutation ($form: ID!) { expireCheckoutSession(input: { checkoutFormToken: $form }) { ... on SessionExpired { session { payment { id } } } } }';

  test('is forbidden with only the scope to expire sessions', async () => {
    const { status, errors } = await send(paymentOfEnded, 'card-3', await systemWith('session:manage'));
    expect(status).toBe(403);
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'FORBIDDEN',
          required: [{ path: 'expireCheckoutSession.session.payment', scopes: [['payment:read']] }],
        },
      },
    ]);
    expect(stack.calledServices()).toEqual([]);
  });

  test('is not found with that scope and another checkout form', async () => {
    const token = await tokenWith({ checkout_form_token: 'card-1', scope: 'session:manage' });
    const answer = await send(paymentOfEnded, 'card-4', bearer(token));
    expect(answer.data).toEqual({ expireCheckoutSession: { session: { payment: null } } });
    expect(codesOf(answer)).toEqual(['NOT_FOUND']);
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'invalidate-session']);
  });

  test("is answered for the shopper's own form and with the scope to read payments", async () => {
    await expectAnswered(send(paymentOfEnded, 'card-5', await shopperOf('card-5')));
    await expectAnswered(send(paymentOfEnded, 'card-6', await systemWith('session:manage', 'payment:read')));
  });
});

describe("a session by the shopper's own form and another's payment", () => {
  const ofPayment = (id: string) =>
    `query ($form: ID!) { session(checkoutFormToken: $form, paymentId: "${id}") { id } }`;

  test('is not found after one call, and counts as a lookup miss', async () => {
    const headers = await shopperOf('card-1');
    for (let lookUp = 0; lookUp < MAX_MISSES; lookUp++) {
      expect(codesOf(await send(ofPayment('51000000002'), 'card-1', headers))).toEqual(['NOT_FOUND']);
    }
    expect(codesOf(await send(ofPayment('51000000002'), 'card-1', headers))).toEqual(['RATE_LIMITED']);
    expect(new Set(stack.calledServices())).toEqual(new Set(['retrieve-payment']));
    await expectAnswered(send(ofPayment('51000000001'), 'card-1', headers));
  });
});

test('the time to wait is also sent as Retry-After', async () => {
  const headers = await shopperOf('card-1');
  for (let lookUp = 0; lookUp < MAX_MISSES; lookUp++) await send(payment, 'card-2', headers);
  const refused = await send(payment, 'card-2', headers);
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(refused.errors?.[0]?.extensions.retryAfter).toBe(Number(refused.headers.get('retry-after')));
});
