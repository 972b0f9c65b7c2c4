import { sampleCheckoutFormToken } from '../../src/simulator/index.js';
import { startStack, type Answer, type Stack } from '../harness/stack.js';
import { bearer, bySecret, shopperOf, systemWith, tokenWith } from '../harness/tokens.js';

const MOST_MISSES = 10;

let stack: Stack;
beforeEach(async () => {
  // Requests of a test come from whichever address they say.
  stack = await startStack({ server: { authentication: bySecret, trustProxy: ['127.0.0.1'] } });
});
afterEach(() => stack.close());

const payment = 'query ($form: ID!) { payment(checkoutFormToken: $form) { paymentStatus } }';
const session = 'query ($form: ID!) { session(checkoutFormToken: $form, paymentId: "24259238") { sessionStatus } }';
const expiry = 'mutation ($form: ID!) { expireCheckoutSession(input: { checkoutFormToken: $form }) { __typename } }';

const operations = Object.entries({ payment, session, expireCheckoutSession: expiry });

type Headers = Readonly<Record<string, string>>;

const ask = (document: string, form: string, headers: Headers) => stack.send(document, { form }, headers);

function codesOf({ errors = [] }: Answer<unknown>): string[] {
  return errors.map(({ extensions }) => extensions.code);
}

async function expectAnswered(asked: Promise<Answer<unknown>>): Promise<void> {
  const { status, data, errors } = await asked;
  expect({ status, errors }).toEqual({ status: 200 });
  expect(Object.values(data as object)).toEqual([expect.any(Object)]);
}

/** An answer apart from what is of its request alone. */
function wordsOf({ status, text }: Answer<unknown>): string {
  const { extensions, ...said } = JSON.parse(text) as Record<string, unknown>;
  expect(extensions).toEqual({ requestId: expect.any(String) as string, cost: expect.any(Object) as object });
  return `${status} ${JSON.stringify(said)}`;
}

describe.each(operations)('%s', (field, document) => {
  const form = sampleCheckoutFormToken;

  test("answers for the shopper's own checkout form", async () => {
    await expectAnswered(ask(document, form, await shopperOf(form)));
    expect(stack.calledServices().length).toBeGreaterThan(0);
  });

  test('answers for each of several', async () => {
    const headers = await shopperOf('card-1', form);
    await expectAnswered(ask(document, form, headers));
  });

  test("answers in the same words, that there is none, for what is not theirs, not the merchant's or nothing", async () => {
    const [own, strangers, none] = [await shopperOf(form), await shopperOf('error-5126'), await shopperOf('nobody')];
    const notTheirs = [
      await ask(document, 'card-1', own),
      await ask(document, 'error-5126', own),
      await ask(document, 'nobody', own),
      await ask(document, '', own),
    ];
    expect(stack.calledServices()).toEqual([]);
    const unknown = [await ask(document, 'error-5126', strangers), await ask(document, 'nobody', none)];
    expect(stack.calledServices()).toHaveLength(2);

    const answers = [...notTheirs, ...unknown];
    expect(answers.map(codesOf)).toEqual(answers.map(() => ['NOT_FOUND']));
    expect(new Set(answers.map(wordsOf)).size).toBe(1);
  });

  test('is opened for any checkout form by its scope', async () => {
    const scope = field === 'expireCheckoutSession' ? 'session:manage' : 'payment:read';
    await expectAnswered(ask(document, form, await systemWith(scope)));
  });

  test('is closed to a caller with another scope and no checkout form', async () => {
    const scope = field === 'expireCheckoutSession' ? 'payment:read' : 'session:manage';
    for (const headers of [await systemWith(scope), await systemWith()]) {
      const answer = await ask(document, form, headers);
      expect([answer.status, codesOf(answer)]).toEqual([403, ['FORBIDDEN']]);
    }
    expect(stack.calledServices()).toEqual([]);
  });
});

test('a form is not found by its name in another case or with room around it', async () => {
  const headers = await shopperOf('card-1');
  for (const form of ['CARD-1', ' card-1', 'card-1 ', 'card-1\u0000']) {
    expect(codesOf(await ask(payment, form, headers))).toEqual(['NOT_FOUND']);
  }
  expect(stack.calledServices()).toEqual([]);
});

test("of several fields the shopper's own is answered, and the other is not found", async () => {
  const document = `{ own: payment(checkoutFormToken: "card-1") { paymentStatus }
    other: payment(checkoutFormToken: "card-2") { paymentStatus } }`;
  const { data, errors } = await stack.send(document, {}, await shopperOf('card-1'));
  expect(data).toEqual({ own: { paymentStatus: 'SUCCESS' }, other: null });
  expect(errors).toMatchObject([{ path: ['other'], extensions: { code: 'NOT_FOUND' } }]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
});

describe('guesses', () => {
  const from = (address: string): Headers => ({ 'x-forwarded-for': address });

  /** Asks for forms that are not the caller's, and tells the codes of the answers. */
  async function lookUp(count: number, headers: (index: number) => Headers | Promise<Headers>): Promise<string[]> {
    const codes: string[] = [];
    for (let index = 0; index < count; index++) {
      codes.push(...codesOf(await ask(payment, `guess-${index}`, await headers(index))));
    }
    return codes;
  }

  const missed = Array.from({ length: MOST_MISSES }, () => 'NOT_FOUND');

  test('after ten are answered no more for a while, at no call', async () => {
    const headers = await shopperOf('card-1');
    expect(await lookUp(MOST_MISSES, () => headers)).toEqual(missed);
    const { errors } = await ask(payment, 'card-2', headers);
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryable: true } }]);
    const retryAfter = Number(errors?.[0]?.extensions.retryAfter);
    expect([Number.isInteger(retryAfter), retryAfter >= 1, retryAfter <= 60]).toEqual([true, true, true]);
    expect(stack.calledServices()).toEqual([]);
  });

  test("do not close the shopper's own form", async () => {
    const headers = await shopperOf('card-1');
    await lookUp(MOST_MISSES + 5, () => headers);
    for (const [, document] of operations.filter(([name]) => name !== 'session')) {
      await expectAnswered(ask(document, 'card-1', headers));
    }
  });

  test('of all fields are counted together, those of one operation too', async () => {
    const headers = await shopperOf('card-1');
    const fields = [1, 2, 3, 4, 5].map((n) => `f${n}: payment(checkoutFormToken: "guess-${n}") { id }`);
    const first = await stack.send(`{ ${fields.join(' ')} }`, {}, headers);
    expect(codesOf(first)).toEqual(missed.slice(0, 5));
    for (const [, document] of operations) expect(codesOf(await ask(document, 'x', headers))).toEqual(['NOT_FOUND']);
    expect(await lookUp(3, () => headers)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'RATE_LIMITED']);
  });

  test('are counted by token, from wherever they come', async () => {
    const headers = await shopperOf('card-1');
    expect(await lookUp(MOST_MISSES, (index) => ({ ...headers, ...from(`192.0.2.${index}`) }))).toEqual(missed);
    expect(await lookUp(1, () => ({ ...headers, ...from('192.0.2.99') }))).toEqual(['RATE_LIMITED']);
  });

  test('are counted by token, in whatever way its signature is written', async () => {
    const { authorization } = await shopperOf('card-1');
    const at = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = at.indexOf(authorization.slice(-1));
    // The two lowest bits of the last character say nothing: four of them stand for one signature.
    const written = [0, 1, 2, 3].map((bits) => authorization.slice(0, -1) + (at[(last & ~3) | bits] ?? ''));
    const codes = await lookUp(MOST_MISSES + 1, (index) => ({
      authorization: written[index % 4] ?? '',
      ...from(`192.0.2.${index}`),
    }));
    expect(codes).toEqual([...missed, 'RATE_LIMITED']);
  });

  test('are counted by address, with whatever token they come', async () => {
    const asOneMore = async () => ({ ...(await shopperOf('card-1')), ...from('192.0.2.1') });
    expect(await lookUp(MOST_MISSES, asOneMore)).toEqual(missed);
    expect(await lookUp(1, asOneMore)).toEqual(['RATE_LIMITED']);
  });

  test('of one are not those of another', async () => {
    const prober = { ...(await shopperOf('card-1')), ...from('192.0.2.1') };
    await lookUp(MOST_MISSES + 1, () => prober);
    const other = { ...(await shopperOf('card-1')), ...from('192.0.2.2') };
    expect(await lookUp(1, () => other)).toEqual(['NOT_FOUND']);
  });

  test('come from the address that the last trusted machine names', async () => {
    const asOneMore = async (index: number) => ({
      ...(await shopperOf('card-1')),
      ...from(`198.51.100.${index}, 192.0.2.1, 127.0.0.1`),
    });
    expect(await lookUp(MOST_MISSES + 1, asOneMore)).toEqual([...missed, 'RATE_LIMITED']);
  });

  test('come from the connection, whatever they say, where no machine is trusted', async () => {
    const closed = await startStack({ server: { authentication: bySecret } });
    const codes: string[] = [];
    for (let index = 0; index <= MOST_MISSES; index++) {
      const address = `192.0.2.${index}`;
      const said = { 'x-forwarded-for': address, forwarded: `for=${address}`, 'x-real-ip': address };
      const headers = { ...said, ...(await shopperOf('card-1')) };
      codes.push(...codesOf(await closed.send(payment, { form: 'guess' }, headers)));
    }
    await closed.close();
    expect(codes).toEqual([...missed, 'RATE_LIMITED']);
  });

  test('are not what a caller with the scope does, however often nothing is found', async () => {
    const headers = await systemWith('payment:read');
    expect(await lookUp(MOST_MISSES + 1, () => headers)).toEqual([...missed, 'NOT_FOUND']);
    expect(stack.calledServices()).toHaveLength(MOST_MISSES + 1);
  });
});

describe('what hangs on a session', () => {
  const paymentOfEnded =
    'mutation ($form: ID!) { expireCheckoutSession(input: { checkoutFormToken: $form }) { ... on SessionExpired { session { payment { id } } } } }';

  test('is not opened by the right to end sessions', async () => {
    const { status, errors } = await ask(paymentOfEnded, 'card-3', await systemWith('session:manage'));
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

  test('is not opened by a binding to another form beside that right', async () => {
    const token = await tokenWith({ checkout_form_token: 'card-1', scope: 'session:manage' });
    const answer = await ask(paymentOfEnded, 'card-4', bearer(token));
    expect(answer.data).toEqual({ expireCheckoutSession: { session: { payment: null } } });
    expect(codesOf(answer)).toEqual(['NOT_FOUND']);
    expect(stack.calledServices()).toEqual(['retrieve-payment', 'invalidate-session']);
  });

  test("answers for the shopper's own form, and for who may read payments", async () => {
    await expectAnswered(ask(paymentOfEnded, 'card-5', await shopperOf('card-5')));
    await expectAnswered(ask(paymentOfEnded, 'card-6', await systemWith('session:manage', 'payment:read')));
  });
});

describe("a session by the shopper's own form and another's payment", () => {
  const ofPayment = (id: string) =>
    `query ($form: ID!) { session(checkoutFormToken: $form, paymentId: "${id}") { id } }`;

  test('is not found, at the call that tells so, and counts as a guess', async () => {
    const headers = await shopperOf('card-1');
    for (let lookUp = 0; lookUp < MOST_MISSES; lookUp++) {
      expect(codesOf(await ask(ofPayment('51000000002'), 'card-1', headers))).toEqual(['NOT_FOUND']);
    }
    expect(codesOf(await ask(ofPayment('51000000002'), 'card-1', headers))).toEqual(['RATE_LIMITED']);
    expect(new Set(stack.calledServices())).toEqual(new Set(['retrieve-payment']));
    await expectAnswered(ask(ofPayment('51000000001'), 'card-1', headers));
  });
});

test('who must wait is told for how long, in a header too', async () => {
  const headers = await shopperOf('card-1');
  for (let lookUp = 0; lookUp < MOST_MISSES; lookUp++) await ask(payment, 'card-2', headers);
  const refused = await ask(payment, 'card-2', headers);
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(refused.errors?.[0]?.extensions.retryAfter).toBe(Number(refused.headers.get('retry-after')));
});
