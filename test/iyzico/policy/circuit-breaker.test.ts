import { jest } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { createDeadline, type CallOptions, type IyzicoSettings } from '../../../src/iyzico/index.js';
import { DeadlineExceeded } from '../../../src/iyzico/policy/deadline.js';
import { answerOf, hang, held, inTurn, reset, type RawAnswer } from '../../harness/raw-server.js';
import {
  asIyzico,
  only,
  openRawTestClient,
  refusal,
  servicesCalled,
  type RawTestClient,
} from '../../harness/raw-test-client.js';
import { checkoutForm, chosen, detail, options, outcomeOf, session } from '../../harness/test-client.js';

const circuitOpen = { reason: 'unreachable', detail: 'circuit open' };
/** No retry. The circuit breaker has its default limits, except where a test says otherwise. */
const oneAttempt = { attempts: 1 } as const;

const down = answerOf('', { status: 503 });

let client: RawTestClient;
let requested = 0;
const open = async (settings: Partial<IyzicoSettings> = { limits: oneAttempt }) => {
  client = await openRawTestClient(settings);
};
afterEach(() => client.close());

/** Options of a call that is coalesced with no other. */
const nextOptions = () => chosen(`${requested++}`);
const retrieve = (more: Partial<CallOptions> = {}) =>
  client.iyzico.retrievePayment(checkoutForm, { ...nextOptions(), ...more });

async function retrieveTimes(times: number, answer: RawAnswer): Promise<void> {
  client.server.answerWith(answer);
  for (let i = 0; i < times; i++) await outcomeOf(retrieve());
}

describe('the circuit breaker of a service opens', () => {
  test.each([
    ['resets', reset],
    ['answers under HTTP 503', answerOf('', { status: 503 })],
    ['proxy pages', answerOf('<html>', { status: 502 })],
  ])('after ten %s, and then refuses calls without sending them', async (_what, answer) => {
    await open();
    await retrieveTimes(10, answer);
    client.server.answerWith(asIyzico);
    await expect(retrieve()).rejects.toMatchObject(circuitOpen);
    expect(client.server.requests).toHaveLength(10);
    expect(client.records.at(-1)).toBe('retrieve-payment unreachable 0');
  });

  test('after ten timeouts', async () => {
    await open({ limits: oneAttempt, timeoutMs: 400 });
    client.server.answerWith(hang);
    await Promise.all(Array.from({ length: 10 }, () => outcomeOf(retrieve())));
    await expect(retrieve()).rejects.toMatchObject(circuitOpen);
    expect(client.server.requests).toHaveLength(10);
  });

  test('after more than half of the calls failed', async () => {
    await open();
    await retrieveTimes(10, asIyzico);
    await retrieveTimes(11, down);
    await expect(retrieve()).rejects.toMatchObject(circuitOpen);
    expect(client.server.requests).toHaveLength(21);
  });

  test('and does not affect the other services', async () => {
    await open();
    await retrieveTimes(10, only('retrieve-payment', down));
    await expect(retrieve()).rejects.toMatchObject(circuitOpen);
    expect(await client.iyzico.retrievePaymentDetail(detail, options)).toMatchObject(detail);
    expect(await client.iyzico.expireSession(session, options)).toMatchObject({ outcome: 'expired' });
    expect(servicesCalled(client.server).slice(10)).toEqual(['payment-detail', 'invalidate-session']);
  });
});

describe('the circuit breaker of a service counts failures by origin: it', () => {
  /** So many calls of each origin, in turn. */
  async function retrieveOf(origins: readonly string[], times: number, answer: RawAnswer): Promise<void> {
    client.server.answerWith(answer);
    for (let i = 0; i < times; i++) for (const origin of origins) await outcomeOf(retrieve({ origin }));
  }

  test('opens after failures of three origins', async () => {
    await open();
    await retrieveOf(['a', 'b', 'c'], 4, down);
    await expect(retrieve({ origin: 'd' })).rejects.toMatchObject(circuitOpen);
    expect(client.server.requests).toHaveLength(10);
  });

  test('stays closed after any number of failures of two origins', async () => {
    await open();
    await retrieveOf(['a', 'b'], 20, down);
    client.server.answerWith(asIyzico);
    expect(await retrieve({ origin: 'a' })).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(41);
  });

  test('counts at most four failures of one origin, so that it does not outweigh the others', async () => {
    await open();
    await retrieveOf(['a', 'b', 'c', 'd', 'e', 'f'], 1, asIyzico);
    await retrieveOf(['poisoned'], 30, down);
    await retrieveOf(['a', 'b'], 1, down);
    client.server.answerWith(asIyzico);
    expect(await retrieve({ origin: 'c' })).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(39);
  });
});

describe('the circuit breaker of a service stays closed', () => {
  test('after nine failures', async () => {
    await open();
    await retrieveTimes(9, down);
    client.server.answerWith(asIyzico);
    expect(await retrieve()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(10);
  });

  test('after half of the calls failed', async () => {
    await open();
    await retrieveTimes(10, asIyzico);
    await retrieveTimes(10, down);
    client.server.answerWith(asIyzico);
    expect(await retrieve()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(21);
  });

  test.each([
    ['refusals', refusal('5124')],
    ['system errors of iyzico', refusal('100001')],
    ['refusals by the rate limit', refusal('50000')],
    ['refusals of the API keys', answerOf('{"status": 401}', { status: 401 })],
    ['HTML pages', answerOf('<html>')],
    ['empty answers', answerOf('')],
    ['redirects', answerOf('', { status: 302, headers: { location: '/' } })],
  ])('after any number of %s', async (_what, answer) => {
    await open();
    await retrieveTimes(15, answer);
    client.server.answerWith(asIyzico);
    expect(await retrieve()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(16);
  });

  test('after callers disconnected or their deadlines passed', async () => {
    const states: string[] = [];
    await open({ limits: oneAttempt, onCircuitBreaker: (_, state) => states.push(state) });
    client.server.answerWith(hang);
    await abandonCalls(15, (abandoned) => client.iyzico.expireSession(session, abandoned));
    await abandonCalls(15, (abandoned) => client.iyzico.retrievePayment(checkoutForm, abandoned));
    client.server.answerWith(asIyzico);
    expect(await retrieve()).toMatchObject(detail);
    expect(await client.iyzico.expireSession(session, options)).toMatchObject({ outcome: 'expired' });
    expect(client.server.requests).toHaveLength(32);
    expect(states).toEqual([]);
  });

  /** Aborts calls after the server received them, half of them for each reason that a caller can have. */
  async function abandonCalls(count: number, call: (options: CallOptions) => Promise<unknown>): Promise<void> {
    const sentBefore = client.server.requests.length;
    const deadlines = Array.from({ length: count }, () => createDeadline(8000));
    const outcomes = deadlines.map(({ deadline }) => outcomeOf(call({ ...nextOptions(), deadline })));
    await client.server.received(sentBefore + count);
    for (const [i, { end }] of deadlines.entries()) {
      end(i % 2 === 0 ? new Error('client disconnected') : new DeadlineExceeded());
    }
    await Promise.all(outcomes);
    await Promise.all(client.server.requests.map(({ over }) => over));
  }
});

describe('an open circuit breaker', () => {
  beforeEach(async () => {
    await open({ limits: { ...oneAttempt, openMs: 200 } });
    await retrieveTimes(10, down);
  });

  /** The outcome of the first call that is let through. The circuit breaker emits no event when it would probe. */
  async function outcomeOfProbe(call: () => Promise<unknown> = retrieve): Promise<unknown> {
    for (;;) {
      const outcome = await outcomeOf(call());
      if ((outcome as { detail?: unknown }).detail !== circuitOpen.detail) return outcome;
      await pause(10);
    }
  }

  test('lets one call probe the service after a while, and closes when that call is answered', async () => {
    client.server.answerWith(asIyzico);
    expect(await outcomeOfProbe()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(11);
    client.server.answerWith(inTurn(down, asIyzico));
    await expect(retrieve()).rejects.toMatchObject({ detail: 'HTTP 503' });
    expect(await retrieve()).toMatchObject(detail);
  });

  test('closes after a refusal too, because the service answers again', async () => {
    client.server.answerWith(inTurn(refusal('5124'), asIyzico));
    expect(await outcomeOfProbe()).toMatchObject({ name: 'IyzicoRejected' });
    expect(await retrieve()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(12);
  });

  test('stays open for the same time again where the probes of three origins failed', async () => {
    expect(await outcomeOfProbe()).toMatchObject({ detail: 'HTTP 503' });
    for (let i = 0; i < 2; i++) await expect(retrieve()).rejects.toMatchObject({ detail: 'HTTP 503' });
    await expect(retrieve()).rejects.toMatchObject(circuitOpen);
    expect(client.server.requests).toHaveLength(13);
  });

  test('closes for all others where the probe of one origin failed, which may not probe again for the same time', async () => {
    const poisoned = () => retrieve({ origin: 'poisoned' });
    expect(await outcomeOfProbe(poisoned)).toMatchObject({ detail: 'HTTP 503' });
    await expect(poisoned()).rejects.toMatchObject(circuitOpen);
    expect(client.server.requests).toHaveLength(11);
    client.server.answerWith(asIyzico);
    expect(await retrieve({ origin: 'other' })).toMatchObject(detail);
    expect(await poisoned()).toMatchObject(detail);
  });

  test('lets others probe while one origin abandons each of its probes', async () => {
    client.server.answerWith(hang);
    const { deadline, end } = createDeadline(8000);
    const abandoned = outcomeOfProbe(() => retrieve({ deadline, origin: 'poisoned' }));
    await client.server.received(11);
    end(new Error('client disconnected'));
    await abandoned;
    await client.server.requests[10]?.over;
    client.server.answerWith(asIyzico);
    await expect(retrieve({ origin: 'poisoned' })).rejects.toMatchObject(circuitOpen);
    expect(await retrieve({ origin: 'other' })).toMatchObject(detail);
  });

  test('says in how many whole seconds it lets a call probe, whatever the time of day', async () => {
    await open();
    await retrieveTimes(10, down);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_400_000);
    await expect(retrieve()).rejects.toMatchObject({ ...circuitOpen, retryAfter: 5 });
    clock.mockRestore();
    expect(client.server.requests).toHaveLength(10);
  });

  test('probes with one other call where the probe was aborted, and refuses the rest meanwhile', async () => {
    const gate = held(asIyzico);
    client.server.answerWith(gate.answer);
    const { deadline, end } = createDeadline(8000);
    const aborted = outcomeOfProbe(() => retrieve({ deadline }));
    await client.server.received(11);
    end(new Error('client disconnected'));
    expect(await aborted).toMatchObject({ message: 'client disconnected' });
    await client.server.requests[10]?.over;

    const probe = retrieve();
    await client.server.received(12);
    for (let i = 0; i < 2; i++) await expect(retrieve()).rejects.toMatchObject({ detail: 'circuit open' });
    // A request that was sent before this one has arrived by the time that this one is answered.
    client.server.answerWith(only('retrieve-payment', gate.answer));
    await client.iyzico.retrievePaymentDetail(detail, options);
    expect(servicesCalled(client.server).slice(11)).toEqual(['retrieve-payment', 'payment-detail']);
    gate.release();
    expect(await probe).toMatchObject(detail);
    expect(await retrieve()).toMatchObject(detail);
  });

  test('probes with another call where the probe was not sent', async () => {
    const charge = () => Promise.reject(new Error('call budget used up'));
    expect(await outcomeOfProbe(() => retrieve({ charge }))).toMatchObject({ message: 'call budget used up' });
    expect(client.server.requests).toHaveLength(10);
    const gate = held(asIyzico);
    client.server.answerWith(gate.answer);
    const probe = retrieve();
    await client.server.received(11);
    gate.release();
    expect(await probe).toMatchObject(detail);
    expect(await retrieve()).toMatchObject(detail);
  });
});
