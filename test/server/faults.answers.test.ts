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
  expectRecovery,
  expiry,
  payment,
  type FailingOperation,
} from '../harness/failing-operation.js';

// A complete answer that is unusable or a refusal: what the client receives, that it costs one call, and that the next
// operation succeeds. The server has its default settings.

let stack: RawStack;
beforeAll(async () => {
  stack = await startRawStack();
});
afterAll(() => stack.close());

const bad = { code: 'IYZICO_BAD_RESPONSE', retryable: false } as const;

describe('a breach of contract costs one call and is not retryable:', () => {
  // One after the other: large and compressed answers keep this process busy.
  test.each(unusable)('%s', async (_what, fault) => {
    await expectFault(stack, fault, { ...bad, attempts: 1, takes: 'at once' });
  });

  test.each([301, 302, 303, 307, 308])('a redirect under HTTP %i, which is not followed', async (status) => {
    const elsewhere = await startRawServer();
    elsewhere.answerWith(asIyzico);
    const headers = { location: `${elsewhere.url}/payment/detail` };
    await expectFault(stack, answerOf('', { status, headers }), { ...bad, attempts: 1, takes: 'at once' });
    expect([elsewhere.requests.length, elsewhere.connections]).toEqual([0, 0]);
    await elsewhere.close();
  });

  test('300 MB, of which little more than the first is read', async () => {
    const rawCase = await stack.openCase();
    const sent: number[] = [];
    rawCase.iyzico.answerWith((response) => {
      const { socket } = response;
      response.once('close', () => sent.push(socket?.bytesWritten ?? Infinity));
      pieces(Buffer.alloc(64 * 1024, ' '), 300 * 16)(response);
    });
    expectError(await rawCase.send(payment.query), payment, bad);
    await rawCase.iyzico.requests[0]?.over;
    expect(sent).toHaveLength(1);
    // One megabyte is read. The buffers of two sockets hold a few more.
    expect(sent[0]).toBeLessThan(30 * 1024 * 1024);
    await expectRecovery(rawCase, payment);
  });
});

describe('rejected API keys cost one call, and clients receive no details:', () => {
  testAtOnce('%s', misconfigured, async (_what, fault) => {
    const outcome = { code: 'IYZICO_MISCONFIGURED', retryable: false } as const;
    await expectFault(stack, fault, { ...outcome, attempts: 1, takes: 'at once' });
    const rawCase = await stack.openCase();
    rawCase.iyzico.answerWith(fault);
    const { errors } = await rawCase.send(payment.query);
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

describe("iyzico's rate limit stops further calls", () => {
  testAtOnce('after %s', rateLimited, async (_what, fault) => {
    await Promise.all([payment, card, expiry].map((failing) => expectCoolDown(fault, failing)));
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
      expect(await expectCoolDown(fault, payment)).toBe(seconds);
    },
  );

  /** Expects a cool-down of the refusing service and of no other. @returns the seconds that the client is to wait */
  async function expectCoolDown(fault: RawAnswer, failing: FailingOperation): Promise<number> {
    const rawCase = await stack.openCase();
    rawCase.iyzico.answerWith(only(failing.service, fault));
    const wait = expectRetryAfter(await rawCase.send(failing.query), failing);
    expect(servicesCalled(rawCase.iyzico)).toEqual([...failing.servicesBefore, failing.service]);

    rawCase.iyzico.answerWith(asIyzico);
    const next = await rawCase.send(failing.query);
    expect(expectRetryAfter(next, failing)).toBeLessThanOrEqual(wait);
    expect(servicesCalled(rawCase.iyzico).slice(failing.servicesBefore.length)).toEqual([
      failing.service,
      ...servicesBeforeCoolDown(failing),
    ]);
    await expectOtherServiceWorks(rawCase, failing);
    return wait;
  }

  /** Expects the same whole number of seconds in the error and in the header. */
  function expectRetryAfter(reply: TimedReply, failing: FailingOperation): number {
    expectError(reply, failing, { code: 'IYZICO_RATE_LIMITED', retryable: true });
    expectAtOnce(reply);
    const retryAfter = reply.errors?.[0]?.extensions.retryAfter;
    expect(reply.headers.get('retry-after')).toBe(String(retryAfter));
    expect(Number.isInteger(retryAfter)).toBe(true);
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    return Number(retryAfter);
  }

  /** The services called for an operation whose last service cools down. The access token is held already. */
  function servicesBeforeCoolDown({ servicesBefore }: FailingOperation): readonly string[] {
    return servicesBefore.filter((service) => service !== 'retrieve-access-token');
  }

  async function expectOtherServiceWorks({ send, iyzico }: RawCase, failing: FailingOperation): Promise<void> {
    const other = failing === expiry ? payment : expiry;
    const before = iyzico.requests.length;
    const { data, errors } = await send(other.query);
    expect({ data, errors }).toEqual({ data: other.fullData, errors: undefined });
    expect(servicesCalled(iyzico).slice(before)).toEqual(other.nextServices);
  }
});

describe('an answer about a different object is rejected and names the field:', () => {
  const changedSample = (name: string, field: string) =>
    answerOf(sample(name).replace(fieldPattern(field), `"${field}": "another"`));
  const fieldPattern = (field: string) => new RegExp(`"${field}"\\s*:\\s*("[^"]*"|\\d+)`);

  test.each<[string, FailingOperation, string, RawAnswer]>([
    ['a payment with another token', payment, 'token', changedSample('retrieve-payment.success', 'token')],
    [
      'a last payment with another session',
      card,
      'sessionToken',
      changedSample('last-payment-info.success', 'sessionToken'),
    ],
    [
      'an expired session with another token',
      expiry,
      'sessionToken',
      answerOf('{"status": "success", "sessionToken": "another"}'),
    ],
  ])('%s', async (_what, failing, field, fault) => {
    const rawCase = await stack.openCase();
    rawCase.iyzico.answerWith(only(failing.service, fault));
    const reply = await rawCase.send(failing.query);
    expectError(reply, failing, bad);
    expectAtOnce(reply);
    expect(reply.errors?.[0]?.message).toContain(`: ${field}.`);
    expect(servicesCalled(rawCase.iyzico)).toEqual([...failing.servicesBefore, failing.service]);
    await expectRecovery(rawCase, failing);
  });
});

describe('a signed answer', () => {
  let signed: Stack;
  beforeEach(async () => {
    signed = await startStack();
  });
  afterEach(() => signed.close());

  const paymentId = '24259238';
  const detailQuery = `{ paymentDetail(paymentId: "${paymentId}") { id signatureStatus } }`;
  const paymentQuery = '{ payment(checkoutFormToken: "card-1") { paidPrice isShippable signatureStatus } }';
  const higherPrice = { edit: (text: string) => text.replace(/("paidPrice":\s*)[\d.]+/, '$1999') };

  test('about another payment is rejected and names paymentId', async () => {
    signed.simulator.answerNext('payment-detail', { edit: (text) => text.replaceAll(paymentId, '24259239') });
    const { status, data, errors } = await signed.send(detailQuery);
    expect({ status, data }).toEqual({ status: 200, data: { paymentDetail: null } });
    expect(errors).toMatchObject([{ message: expect.stringContaining(': paymentId.') as string, extensions: bad }]);
    await expectDetail(2);
  });

  test('with a changed amount is rejected as a payment detail', async () => {
    signed.simulator.answerNext('payment-detail', higherPrice);
    const { status, data, errors } = await signed.send(detailQuery);
    expect({ status, data }).toEqual({ status: 200, data: { paymentDetail: null } });
    const extensions = { code: 'SIGNATURE_MISMATCH', retryable: false };
    expect(errors).toMatchObject([{ path: ['paymentDetail'], extensions }]);
    await expectDetail(2);
  });

  test('with a changed amount is answered as MISMATCHED as a payment', async () => {
    signed.simulator.answerNext('retrieve-payment', higherPrice);
    const { data, errors } = await signed.send(paymentQuery);
    expect({ data, errors }).toEqual({
      data: { payment: { paidPrice: '999', isShippable: true, signatureStatus: 'MISMATCHED' } },
      errors: undefined,
    });
    expect(signed.calledServices()).toEqual(['retrieve-payment']);
    expect((await signed.send(paymentQuery)).data).toMatchObject({ payment: { signatureStatus: 'VERIFIED' } });
  });

  async function expectDetail(calls: number): Promise<void> {
    expect((await signed.send(detailQuery)).data).toEqual({
      paymentDetail: { id: paymentId, signatureStatus: 'VERIFIED' },
    });
    expect(signed.calledServices()).toEqual(Array.from({ length: calls }, () => 'payment-detail'));
  }
});
