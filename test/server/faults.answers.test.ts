import { servicesCalled, asIyzico, only } from '../harness/raw-test-client.js';
import { sample } from '../harness/sample.js';
import { testAtOnce } from '../harness/at-once.js';
import { misconfigured, pieces, rateLimited, unusable } from '../harness/faults.js';
import { answerOf, startRawServer, type RawAnswer } from '../harness/raw-server.js';
import { startStack, type Stack } from '../harness/stack.js';
import { startRawStack, type RawCase, type RawStack, type TimedReply } from '../harness/raw-stack.js';
import {
  card,
  expectAtOnce,
  expectError,
  expectFault,
  expectHealed,
  expiry,
  payment,
  type FailingOperation,
} from '../harness/failing-operation.js';

// A whole answer, which is of no use or says no: what a client is told of it, that it costs one call, and that the next
// operation succeeds. The server has its usual settings.

let stack: RawStack;
beforeAll(async () => {
  stack = await startRawStack();
});
afterAll(() => stack.close());

const bad = { code: 'IYZICO_BAD_RESPONSE', retryable: false } as const;

describe('iyzico breaks its contract, in one call,', () => {
  // One after the other: what is large or unfolds keeps this process busy.
  test.each(unusable)('by %s', async (_what, fault) => {
    await expectFault(stack, fault, { ...bad, attempts: 1, takes: 'at once' });
  });

  test.each([301, 302, 303, 307, 308])(
    'by a redirect under HTTP %i to a host that hears nothing of it',
    async (status) => {
      const elsewhere = await startRawServer();
      elsewhere.answerWith(asIyzico);
      const headers = { location: `${elsewhere.url}/payment/detail` };
      await expectFault(stack, answerOf('', { status, headers }), { ...bad, attempts: 1, takes: 'at once' });
      expect([elsewhere.requests.length, elsewhere.connections]).toEqual([0, 0]);
      await elsewhere.close();
    },
  );

  test('by 300 MB, of which it is hung up on after the first', async () => {
    const at = await stack.openCase();
    const sent: number[] = [];
    at.iyzico.answerWith((response) => {
      const { socket } = response;
      response.once('close', () => sent.push(socket?.bytesWritten ?? Infinity));
      pieces(Buffer.alloc(64 * 1024, ' '), 300 * 16)(response);
    });
    expectError(await at.ask(payment.query), payment, bad);
    await at.iyzico.requests[0]?.over;
    expect(sent).toHaveLength(1);
    // One is read; a few more are on their way in the buffers of two sockets.
    expect(sent[0]).toBeLessThan(30 * 1024 * 1024);
    await expectHealed(at, payment);
  });
});

describe('iyzico refuses our keys, in one call of which clients are told nothing,', () => {
  testAtOnce('by %s', misconfigured, async (_what, fault) => {
    const outcome = { code: 'IYZICO_MISCONFIGURED', retryable: false } as const;
    await expectFault(stack, fault, { ...outcome, attempts: 1, takes: 'at once' });
    const at = await stack.openCase();
    at.iyzico.answerWith(fault);
    const { errors } = await at.ask(payment.query);
    expect(errors).toEqual([
      {
        message: expect.not.stringMatching(/\d|key|iyzico\.com/) as string,
        path: ['payment'],
        extensions: outcome,
        ...somewhere,
      },
    ]);
  });
});

const somewhere = { locations: expect.any(Array) as unknown[] };

describe('iyzico has enough, and is asked no more', () => {
  testAtOnce('after %s', rateLimited, async (_what, fault) => {
    await Promise.all([payment, card, expiry].map((failing) => expectRest(fault, failing)));
  });

  testAtOnce<[string, number]>(
    'after HTTP 429 with retry-after: %s',
    [
      ['5', 5],
      ['3600', 300],
      ['0', 60],
      ['-7', 60],
      ['1.5', 60],
      ['Wed, 21 Oct 2099 07:28:00 GMT', 60],
      ['soon', 60],
      ['99999999', 300],
      ['', 60],
    ],
    async (retryAfter, seconds) => {
      const fault = answerOf('', { status: 429, headers: { 'retry-after': retryAfter } });
      expect(await expectRest(fault, payment)).toBe(seconds);
    },
  );

  /** The service that said so rests, and the other one does not. @returns what the client is told to wait, in seconds */
  async function expectRest(fault: RawAnswer, failing: FailingOperation): Promise<number> {
    const at = await stack.openCase();
    at.iyzico.answerWith(only(failing.service, fault));
    const wait = expectWait(await at.ask(failing.query), failing);
    expect(servicesCalled(at.iyzico)).toEqual([...failing.before, failing.service]);

    at.iyzico.answerWith(asIyzico);
    const next = await at.ask(failing.query);
    expect(expectWait(next, failing)).toBeLessThanOrEqual(wait);
    expect(servicesCalled(at.iyzico).slice(failing.before.length)).toEqual([failing.service, ...beforeAgain(failing)]);
    await expectOther(at, failing);
    return wait;
  }

  /** The error says how long to wait, the header says the same: whole seconds. */
  function expectWait(reply: TimedReply, failing: FailingOperation): number {
    expectError(reply, failing, { code: 'IYZICO_RATE_LIMITED', retryable: true });
    expectAtOnce(reply);
    const retryAfter = reply.errors?.[0]?.extensions.retryAfter;
    expect(reply.headers.get('retry-after')).toBe(String(retryAfter));
    expect(Number.isInteger(retryAfter)).toBe(true);
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    return Number(retryAfter);
  }

  /** What is still asked for an operation whose last service rests: its access token is held. */
  function beforeAgain({ before }: FailingOperation): readonly string[] {
    return before.filter((service) => service !== 'retrieve-access-token');
  }

  async function expectOther({ ask, iyzico }: RawCase, failing: FailingOperation): Promise<void> {
    const other = failing === expiry ? payment : expiry;
    const before = iyzico.requests.length;
    const { data, errors } = await ask(other.query);
    expect({ data, errors }).toEqual({ data: other.whole, errors: undefined });
    expect(servicesCalled(iyzico).slice(before)).toEqual(other.again);
  }
});

describe('iyzico answers about something else than was asked', () => {
  const another = (name: string, field: string) =>
    answerOf(sample(name).replace(fieldOf(field), `"${field}": "another"`));
  const fieldOf = (field: string) => new RegExp(`"${field}"\\s*:\\s*("[^"]*"|\\d+)`);

  test.each<[string, FailingOperation, string, RawAnswer]>([
    ['payment, by its token', payment, 'token', another('retrieve-payment.success', 'token')],
    ['last payment, by its session', card, 'sessionToken', another('last-payment-info.success', 'sessionToken')],
    ['session that was ended', expiry, 'sessionToken', answerOf('{"status": "success", "sessionToken": "another"}')],
  ])('%s: the field is named, and the answer is used for nothing', async (_what, failing, field, fault) => {
    const at = await stack.openCase();
    at.iyzico.answerWith(only(failing.service, fault));
    const reply = await at.ask(failing.query);
    expectError(reply, failing, bad);
    expectAtOnce(reply);
    expect(reply.errors?.[0]?.message).toContain(`: ${field}.`);
    expect(servicesCalled(at.iyzico)).toEqual([...failing.before, failing.service]);
    await expectHealed(at, failing);
  });
});

describe('of what iyzico signs', () => {
  let signed: Stack;
  beforeEach(async () => {
    signed = await startStack();
  });
  afterEach(() => signed.close());

  const paymentId = '24259238';
  const detailQuery = `{ paymentDetail(paymentId: "${paymentId}") { id signatureStatus } }`;
  const paymentOf = '{ payment(checkoutFormToken: "card-1") { paidPrice isShippable signatureStatus } }';
  const dearer = { edit: (text: string) => text.replace(/("paidPrice":\s*)[\d.]+/, '$1999') };

  test("another payment's detail than asked is refused by its id", async () => {
    signed.simulator.answerNext('payment-detail', { edit: (text) => text.replaceAll(paymentId, '24259239') });
    const { status, data, errors } = await signed.send(detailQuery);
    expect({ status, data }).toEqual({ status: 200, data: { paymentDetail: null } });
    expect(errors).toMatchObject([{ message: expect.stringContaining(': paymentId.') as string, extensions: bad }]);
    await expectDetail(2);
  });

  test('an amount that was changed is a payment detail that is refused', async () => {
    signed.simulator.answerNext('payment-detail', dearer);
    const { status, data, errors } = await signed.send(detailQuery);
    expect({ status, data }).toEqual({ status: 200, data: { paymentDetail: null } });
    const extensions = { code: 'SIGNATURE_MISMATCH', retryable: false };
    expect(errors).toMatchObject([{ path: ['paymentDetail'], extensions }]);
    await expectDetail(2);
  });

  test('an amount that was changed is a payment that is told as MISMATCHED', async () => {
    signed.simulator.answerNext('retrieve-payment', dearer);
    const { data, errors } = await signed.send(paymentOf);
    expect({ data, errors }).toEqual({
      data: { payment: { paidPrice: '999', isShippable: true, signatureStatus: 'MISMATCHED' } },
      errors: undefined,
    });
    expect(signed.calledServices()).toEqual(['retrieve-payment']);
    expect((await signed.send(paymentOf)).data).toMatchObject({ payment: { signatureStatus: 'VERIFIED' } });
  });

  async function expectDetail(calls: number): Promise<void> {
    expect((await signed.send(detailQuery)).data).toEqual({
      paymentDetail: { id: paymentId, signatureStatus: 'VERIFIED' },
    });
    expect(signed.calledServices()).toEqual(Array.from({ length: calls }, () => 'payment-detail'));
  }
});
