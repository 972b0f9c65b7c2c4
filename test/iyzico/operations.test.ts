import fc from 'fast-check';
import { Operations } from '../../src/iyzico/operations.js';
import type { CallOptions } from '../../src/iyzico/index.js';
import { Coalescing } from '../../src/iyzico/policy/coalescing.js';
import { endpoints, type Endpoint, type IyzicoService } from '../../src/iyzico/wire/endpoints.js';
import { IyzicoUnavailable } from '../../src/iyzico/wire/errors.js';
import { checkoutForm, detail, openTestClient, options, session, type TestClient } from '../harness/test-client.js';

/** A service that iyzico has and this project does not call. */
const refund = 'refund' as IyzicoService;
const refundEndpoint: Endpoint = { path: '/payment/refund', access: 'write' };
const key = { paymentId: '1' };

function createOperations(coalescing = new Coalescing({ timeoutMs: 8000, cacheMs: 60_000 })): Operations {
  return new Operations({ endpoints: { ...endpoints, [refund]: refundEndpoint }, coalescing });
}

/** Keeps the names of requests. */
class WatchedCoalescing extends Coalescing {
  readonly names: string[] = [];

  override coalesce<T extends object>(...request: Parameters<typeof Coalescing.prototype.coalesce<T>>): Promise<T> {
    this.names.push(request[0]);
    return super.coalesce(...request);
  }
}

/** Counts its calls. Each answer has the number of its call. */
function createCounter() {
  const counter = { calls: 0, send: () => Promise.resolve({ call: (counter.calls += 1), conversationId: null }) };
  return counter;
}

const isFinal = () => true;

describe('an operation', () => {
  test('is coalesced under a name of one length, which holds nothing of its key', async () => {
    const coalescing = new WatchedCoalescing({ timeoutMs: 8000, cacheMs: 0 });
    const read = createOperations(coalescing).offer('last-payment-info', createCounter().send);
    const keys = [session, { ...session }, { ...session, memberIdentifier: 'another' }];
    for (const key of keys) await read(key, options);
    await read(session, { ...options, locale: 'TR' });
    const [first, equal, ...others] = coalescing.names;
    expect(equal).toBe(first);
    expect(new Set(coalescing.names).size).toBe(1 + others.length);
    for (const name of coalescing.names) expect(name).toMatch(/^[\w-]{43}$/);
    expect(coalescing.names.join()).not.toContain(session.sessionToken);
  });

  test('that writes is sent for each caller, and one that reads is coalesced', async () => {
    const [writes, reads] = [createCounter(), createCounter()];
    const operations = createOperations();
    const write = operations.offer(refund, writes.send);
    const read = operations.offer('payment-detail', reads.send);
    await Promise.all([write(key, options), write(key, options)]);
    await Promise.all([read(key, options), read(key, options)]);
    expect([writes.calls, reads.calls]).toEqual([2, 1]);
  });

  test('that reads caches only the answers that its service calls final', async () => {
    const read = (isFinalCall: (call: number) => boolean) =>
      createOperations().offer('payment-detail', createCounter().send, { isFinal: ({ call }) => isFinalCall(call) });
    const fromTheSecondOn = read((call) => call > 1);
    const answers = [];
    for (let asked = 0; asked < 4; asked++) answers.push((await fromTheSecondOn(key, options)).call);
    expect(answers).toEqual([1, 2, 2, 2]);
  });

  test('that reads caches nothing where its service does not say what is final', async () => {
    const read = createOperations().offer('payment-detail', createCounter().send);
    expect(await read(key, options)).toMatchObject({ call: 1 });
    expect(await read(key, options)).toMatchObject({ call: 2 });
  });

  test('that writes drops the answers of earlier reads', async () => {
    const operations = createOperations();
    const read = operations.offer('payment-detail', createCounter().send, { isFinal });
    expect(await read(key, options)).toMatchObject({ call: 1 });
    expect(await read(key, options)).toMatchObject({ call: 1 });
    await operations.offer(refund, createCounter().send)(key, options);
    expect(await read(key, options)).toMatchObject({ call: 2 });
  });

  test('that writes and was certainly not sent keeps the answers of earlier reads', async () => {
    const operations = createOperations();
    const read = operations.offer('payment-detail', createCounter().send, { isFinal });
    await read(key, options);
    for (const neverSent of [true, false]) {
      const failure = new IyzicoUnavailable(refund, 'unreachable', { detail: 'ECONNREFUSED', neverSent });
      await expect(operations.offer(refund, () => Promise.reject(failure))(key, options)).rejects.toBe(failure);
      expect(await read(key, options)).toMatchObject({ call: neverSent ? 1 : 2 });
    }
  });
});

describe('of several callers with conversation ids of their own,', () => {
  let client: TestClient;
  beforeEach(async () => {
    client = await openTestClient({ readCacheMs: 60_000 });
  });
  afterEach(() => client.close());

  const reads = {
    payment: (own: CallOptions) => client.iyzico.retrievePayment({ checkoutFormToken: 'card-1' }, own),
    'payment of a session that is over': (own: CallOptions) => client.iyzico.retrievePayment(ended, own),
    'payment detail': (own: CallOptions) =>
      client.iyzico.retrievePaymentDetail({ paymentConversationId: 'conversation-card-1' }, own),
    session: (own: CallOptions) => client.iyzico.retrieveSession({ ...checkoutForm, ...detail }, own),
    'last payment': (own: CallOptions) => client.iyzico.retrieveLastPayment(session, own),
  };
  const ended = { checkoutFormToken: 'card-2' };

  test('the first one gets its id back, and the others, also those of the cache, get none', async () => {
    await client.iyzico.expireCheckoutSession(ended, options);
    for (const read of [reads['payment of a session that is over'], reads['payment detail']]) {
      const both = ['first', 'second'].map((conversationId) => read({ ...options, conversationId }));
      const later = await read({ ...options, conversationId: 'later' });
      expect([...(await Promise.all(both)), later].map(idsIn)).toEqual([expect.arrayContaining(['first']), [], []]);
    }
    expect(client.calledServices().slice(2)).toEqual(['retrieve-payment', 'payment-detail']);
  });

  test.each(Object.entries(reads))('none gets the id of another in a %s', async (_what, read) => {
    const anyCallers = fc.array(
      fc.record({ conversationId: fc.constantFrom('a', 'b', 'c', 'd'), isConversationChosen: fc.boolean() }),
      { minLength: 2, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(anyCallers, async (callers) => {
        const answers = await Promise.all(callers.map((caller) => read({ ...options, ...caller })));
        answers.forEach((answer, index) => {
          const own = callers[index]?.conversationId;
          expect(idsIn(answer).filter((id) => id !== own)).toEqual([]);
        });
      }),
      { numRuns: 20 },
    );
    expect(client.calledServices().length).toBeGreaterThan(0);
  });
});

/** Every conversation id anywhere in an answer. */
function idsIn(answer: unknown): unknown[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) =>
    name === 'conversationId' && value !== null ? [value as unknown] : idsIn(value),
  );
}
