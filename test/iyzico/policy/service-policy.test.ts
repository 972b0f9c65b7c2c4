import { setTimeout as passed } from 'node:timers/promises';
import { createDeadline, type Iyzico } from '../../../src/iyzico/index.js';
import type { ScriptedAnswer, SimulatorService } from '../../../src/simulator/index.js';
import { answerOf, hang, held, inTurn, reset } from '../../harness/raw-server.js';
import {
  checkoutForm,
  chosen,
  detail,
  openTestClient,
  options,
  outcomeOf,
  rejected,
  session,
  type TestClient,
} from '../../harness/test-client.js';
import {
  asIyzico,
  servicesCalled,
  only,
  openRawTestClient,
  refusal,
  defaultPolicy,
  type RawTestClient,
} from '../../harness/raw-test-client.js';

/** A question for each service that is read, and the services it asks where nothing fails. */
const reads: [SimulatorService, (iyzico: Iyzico) => Promise<unknown>, SimulatorService[]][] = [
  ['retrieve-payment', (iyzico) => iyzico.retrievePayment(checkoutForm, options), ['retrieve-payment']],
  ['payment-detail', (iyzico) => iyzico.retrievePaymentDetail(detail, options), ['payment-detail']],
  [
    'retrieve-session',
    (iyzico) => iyzico.retrieveSession({ ...checkoutForm, ...detail }, options),
    ['retrieve-session'],
  ],
  [
    'retrieve-access-token',
    (iyzico) => iyzico.retrieveLastPayment(session, options),
    ['retrieve-access-token', 'last-payment-info'],
  ],
  [
    'last-payment-info',
    (iyzico) => iyzico.retrieveLastPayment(session, options),
    ['retrieve-access-token', 'last-payment-info'],
  ],
];

/** After these the same call may succeed. */
const passing: [string, ScriptedAnswer][] = [
  ['a reset', { fault: 'reset' }],
  ['a cut-off body', { fault: 'cut-off' }],
  ['a proxy page under HTTP 502', { fault: 'bad-gateway' }],
  ['nothing under HTTP 503', { body: '', httpStatus: 503 }],
  ['no answer in time', { fault: 'hang' }],
];

/** After these it would not, or iyzico would mind. */
const lasting: [string, ScriptedAnswer][] = [
  ['a refusal', { errorCode: '5126' }],
  ["iyzico's own error", { errorCode: '1' }],
  ["iyzico's own error under HTTP 500", { errorCode: '100001', httpStatus: 500 }],
  ['a refusal of our keys', { status: 401, errorCode: '8' }],
  ['the rate limit', { errorCode: 50000 }],
  ['HTTP 429', { body: '', httpStatus: 429 }],
  ['a page', { fault: 'html' }],
  ['an empty answer', { fault: 'empty' }],
  ['HTTP 204', { fault: 'no-content' }],
  ['a redirect', { fault: 'redirect' }],
  ['too large an answer', { fault: 'oversized' }],
  ['no JSON', { fault: 'garbage' }],
  ['no status', { body: '{}' }],
];

describe('a call to iyzico', () => {
  let client: TestClient;
  beforeEach(async () => {
    client = await openTestClient({ ...defaultPolicy, timeoutMs: 400 });
  });
  afterEach(() => client.close());

  const callsOf = (service: SimulatorService) => client.calledServices().filter((called) => called === service);
  const expire = () => client.iyzico.expireSession(session, options);

  describe.each(reads)('of %s', (service, ask, services) => {
    test.each(passing)('is repeated once after %s', async (_what, answer) => {
      client.simulator.answerNext(service, answer);
      expect(await ask(client.iyzico)).toBeTruthy();
      expect(client.calledServices()).toEqual(
        services.flatMap((called) => (called === service ? [called, called] : called)),
      );
    });

    test.each(passing)('is given up after %s twice', async (_what, answer) => {
      client.simulator.answerNext(service, answer);
      client.simulator.answerNext(service, answer);
      await expect(ask(client.iyzico)).rejects.toMatchObject({ service, name: 'IyzicoUnavailable' });
      expect(callsOf(service)).toHaveLength(2);
    });

    test.each(lasting)('is not repeated after %s', async (_what, answer) => {
      client.simulator.answerNext(service, answer);
      await expect(ask(client.iyzico)).rejects.toMatchObject({ service });
      expect(callsOf(service)).toHaveLength(1);
    });
  });

  test('ends in what the last attempt ended in', async () => {
    client.simulator.answerNext('retrieve-payment', { fault: 'reset' });
    client.simulator.answerNext('retrieve-payment', { errorCode: '5124' });
    await expect(client.iyzico.retrievePayment(checkoutForm, options)).rejects.toMatchObject(rejected('not-found'));
    expect(client.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
  });

  test('is signed anew for each attempt', async () => {
    client.simulator.answerNext('retrieve-payment', { fault: 'reset' });
    expect(await client.iyzico.retrievePayment(checkoutForm, options)).toMatchObject(detail);
    const [first, second] = client.simulator.calls;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['x-iyzi-rnd']).not.toBe(first?.headers['x-iyzi-rnd']);
    expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
    expect(client.simulator.calls).toHaveLength(2);
  });

  test('of the last payment buys a fresh token beside its two attempts', async () => {
    await client.iyzico.retrieveLastPayment(session, options);
    // To iyzico it is now as if it had never sold one.
    client.simulator.forget();
    client.simulator.answerNext('last-payment-info', { fault: 'reset' });
    expect(await client.iyzico.retrieveLastPayment(session, options)).toMatchObject(detail);
    expect(client.calledServices()).toEqual([
      'last-payment-info',
      'last-payment-info',
      'retrieve-access-token',
      'last-payment-info',
    ]);
  });

  describe('to end a session', () => {
    test.each(passing)('is repeated after %s, for it may have happened', async (_what, answer) => {
      client.simulator.answerNext('invalidate-session', answer);
      expect(await expire()).toMatchObject({ outcome: 'expired', session: { ...session, sessionStatus: 'PASSIVE' } });
      expect(client.calledServices()).toEqual(['invalidate-session', 'invalidate-session']);
    });

    test.each(lasting)('is not repeated after %s', async (_what, answer) => {
      client.simulator.answerNext('invalidate-session', answer);
      await expect(expire()).rejects.toMatchObject({ service: 'invalidate-session' });
      expect(client.calledServices()).toEqual(['invalidate-session']);
    });

    test('tells that it did so where only the answer was lost', async () => {
      client.simulator.answerNext('invalidate-session', { fault: 'reset' });
      client.simulator.answerNext('invalidate-session', { errorCode: '260030' });
      expect(await expire()).toMatchObject({ outcome: 'expired' });
      expect(client.calledServices()).toEqual(['invalidate-session', 'invalidate-session']);
    });

    test('tells that it was so already where the first answer says so', async () => {
      client.simulator.answerNext('invalidate-session', { errorCode: '260030' });
      expect(await expire()).toMatchObject({ outcome: 'already-expired' });
      expect(client.calledServices()).toEqual(['invalidate-session']);
    });
  });
});

describe('against a server of one’s own', () => {
  let client: RawTestClient;
  let others: RawTestClient[] = [];
  const open = async (settings: Parameters<typeof openRawTestClient>[0]) => {
    client = await openRawTestClient(settings);
    others.push(client);
  };
  afterEach(async () => {
    await Promise.all(others.map((other) => other.close()));
    others = [];
  });

  describe('a connection that is never made', () => {
    test.each([
      ['refused', 'ECONNREFUSED', () => client.server.url],
      ['of no name', expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as unknown, () => 'http://nobody.invalid'],
    ])('is tried again for a read, not for an expiry: %s', async (_how, detail, baseUrl) => {
      await open(defaultPolicy);
      await client.server.close();
      const iyzico = client.connectAnew({ baseUrl: baseUrl() });
      const unreachable = { reason: 'unreachable', detail };
      await expect(iyzico.retrievePayment(checkoutForm, options)).rejects.toMatchObject(unreachable);
      await expect(iyzico.expireSession(session, options)).rejects.toMatchObject(unreachable);
      expect(client.records).toEqual(['retrieve-payment unreachable 2', 'invalidate-session unreachable 1']);
      expect(client.server.requests).toHaveLength(0);
    });

    test('is tried again for a read, not for an expiry: to one who speaks no TLS', async () => {
      await open(defaultPolicy);
      const iyzico = client.connectAnew({ baseUrl: client.server.url.replace('http:', 'https:') });
      const unreachable = { reason: 'unreachable', detail: expect.stringMatching(/^EPROTO$|^ERR_SSL_/) as unknown };
      await expect(iyzico.retrievePayment(checkoutForm, options)).rejects.toMatchObject(unreachable);
      await expect(iyzico.expireSession(session, options)).rejects.toMatchObject(unreachable);
      expect(client.records).toEqual(['retrieve-payment unreachable 2', 'invalidate-session unreachable 1']);
      expect([client.server.connections, client.server.requests.length]).toEqual([3, 0]);
    });
  });

  describe('a deadline', () => {
    test('that cannot hold a second attempt makes it none', async () => {
      await open({ ...defaultPolicy, timeoutMs: 200, operationTimeoutMs: 650 });
      await expect(client.askPayment('a')).rejects.toMatchObject({ reason: 'timeout', detail: 'ETIMEDOUT' });
      expect(client.records).toEqual(['retrieve-payment timeout 1']);
      expect(client.server.requests).toHaveLength(1);
    });

    test('that passes ends the attempt that is under way', async () => {
      await open({ ...defaultPolicy, operationTimeoutMs: 150 });
      await expect(client.askPayment('a')).rejects.toMatchObject({ reason: 'timeout', detail: 'deadline' });
      await client.server.requests[0]?.over;
      expect(client.records).toEqual(['retrieve-payment timeout 1']);
      expect(client.server.requests).toHaveLength(1);
    });

    test('that passes between two attempts is told, and nothing more is sent', async () => {
      await open(defaultPolicy);
      client.server.answerWith(reset);
      const { deadline, end } = createDeadline(8000);
      const left = new Error('left');
      const question = client.iyzico.retrievePayment(checkoutForm, { ...options, deadline });
      await client.server.received(1);
      await client.server.requests[0]?.over;
      end(left);
      await expect(question).rejects.toBe(left);
      client.server.answerWith(asIyzico);
      // Longer than any back-off lasts, for nothing tells of what is not sent.
      await passed(450);
      expect(client.server.requests).toHaveLength(1);
    });
  });

  test('of many calls that fail at once only ten are repeated', async () => {
    await open({ limits: { minimumAttempts: Infinity, inFlight: 60 } });
    client.server.answerWith(reset);
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => outcomeOf(client.askPayment(`${i}`))));
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining({ reason: 'unreachable' }) as unknown));
    expect(client.server.requests).toHaveLength(60);
    client.server.answerWith(asIyzico);
    expect(await client.askPayment('next')).toMatchObject(detail);
  });

  describe('a lane', () => {
    test('holds twenty calls, lets forty wait for half a second, and no more', async () => {
      await open(defaultPolicy);
      const gate = held(asIyzico);
      client.server.answerWith(gate.answer);
      const asked = Array.from({ length: 60 }, (_, i) => outcomeOf(client.askPayment(`${i}`)));
      await expect(client.askPayment('beyond')).rejects.toMatchObject({ reason: 'bulkhead-full', detail: 'full' });
      const waited = { reason: 'bulkhead-full', detail: 'waited', service: 'retrieve-payment' };
      for (const question of asked.slice(20)) expect(await question).toMatchObject(waited);
      expect(client.server.requests).toHaveLength(20);
      gate.release();
      for (const question of asked.slice(0, 20)) expect(await question).toMatchObject(detail);
      expect(await client.askPayment('next')).toMatchObject(detail);
      expect(client.server.requests).toHaveLength(21);
      expect(client.records.filter((records) => records === 'retrieve-payment bulkhead-full 0')).toHaveLength(41);
    });

    test('sends who waits as soon as a seat is free', async () => {
      await open({ limits: { inFlight: 2 } });
      const gate = held(asIyzico);
      client.server.answerWith(gate.answer);
      const asked = ['a', 'b', 'c', 'd', 'e'].map((name) => client.askPayment(name));
      await client.server.received(2);
      gate.release();
      expect(await Promise.all(asked)).toMatchObject(asked.map(() => detail));
      expect(client.server.requests).toHaveLength(5);
    });

    test('gives the place of who stopped waiting to another, and sends nothing for the first', async () => {
      await open({ limits: { inFlight: 1, maxWaiting: 1, maxWaitMs: 5000 } });
      const gate = held(asIyzico);
      client.server.answerWith(gate.answer);
      const first = client.askPayment('first');
      const { deadline, end } = createDeadline(8000);
      const leaver = client.iyzico.retrievePayment(checkoutForm, { ...chosen('leaver'), deadline });
      await expect(client.askPayment('too many')).rejects.toMatchObject({ reason: 'bulkhead-full', detail: 'full' });
      end(new Error('left'));
      await expect(leaver).rejects.toThrow('left');
      const second = client.askPayment('second');
      await client.server.received(1);
      gate.release();
      expect(await Promise.all([first, second])).toMatchObject([detail, detail]);
      expect(client.server.requests.map(({ body }) => /"conversationId":"(\w+)"/.exec(body)?.[1])).toEqual([
        'first',
        'second',
      ]);
    });

    test('gives the place of who waited too long to another', async () => {
      await open({ limits: { inFlight: 1, maxWaiting: 1, maxWaitMs: 50 } });
      const gate = held(asIyzico);
      client.server.answerWith(gate.answer);
      const first = client.askPayment('first');
      for (const name of ['a', 'b', 'c']) {
        await expect(client.askPayment(name)).rejects.toMatchObject({ reason: 'bulkhead-full', detail: 'waited' });
      }
      gate.release();
      expect(await first).toMatchObject(detail);
      expect(client.server.requests).toHaveLength(1);
    });

    test('that is full leaves other services alone, and the ending of sessions', async () => {
      await open({ limits: { inFlight: 1, maxWaiting: 0 } });
      client.server.answerWith(only('retrieve-payment', hang));
      const first = outcomeOf(client.askPayment('first'));
      await client.server.received(1);
      await expect(client.askPayment('second')).rejects.toMatchObject({ reason: 'bulkhead-full' });
      expect(await client.iyzico.expireSession(session, options)).toMatchObject({ outcome: 'expired' });
      expect(await client.iyzico.retrievePaymentDetail(detail, options)).toMatchObject(detail);
      expect(servicesCalled(client.server)).toEqual(['retrieve-payment', 'invalidate-session', 'payment-detail']);
      await client.server.close();
      await first;
    });

    test('is free again after calls that failed', async () => {
      await open({ limits: { inFlight: 1, maxWaiting: 0, attempts: 1, minimumAttempts: Infinity } });
      client.server.answerWith(inTurn(reset, refusal('1'), answerOf(''), asIyzico));
      for (const name of ['a', 'b', 'c']) expect(await outcomeOf(client.askPayment(name))).toBeInstanceOf(Error);
      expect(await client.askPayment('d')).toMatchObject(detail);
      expect(client.server.requests).toHaveLength(4);
    });
  });

  test('an expiry whose repetition is refused a seat is told as the first attempt left it', async () => {
    await open({ limits: { minimumAttempts: 1 } });
    client.server.answerWith(answerOf('', { status: 503 }));
    const unknown = { service: 'invalidate-session', reason: 'unreachable', detail: 'HTTP 503' };
    await expect(client.iyzico.expireSession(session, options)).rejects.toMatchObject(unknown);
    expect(client.records).toEqual(['invalidate-session unreachable 1']);
    expect(client.server.requests).toHaveLength(1);
  });

  test('what is told of a call is its service, outcome and attempts', async () => {
    await open(defaultPolicy);
    client.server.answerWith(inTurn(reset, asIyzico, refusal('5122'), answerOf(''), asIyzico));
    for (const name of ['a', 'b', 'c', 'd']) await outcomeOf(client.askPayment(name));
    expect(client.records).toEqual([
      'retrieve-payment accepted 2',
      'retrieve-payment rejected 1',
      'retrieve-payment bad-response 1',
      'retrieve-payment accepted 1',
    ]);
    expect(client.server.requests).toHaveLength(5);
  });
});
