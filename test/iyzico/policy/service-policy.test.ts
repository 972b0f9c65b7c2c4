import { setTimeout as pause } from 'node:timers/promises';
import { createDeadline, type Iyzico, type IyzicoSettings } from '../../../src/iyzico/index.js';
import type { ScriptedAnswer, SimulatorService } from '../../../src/simulator/index.js';
import { testAtOnce } from '../../harness/at-once.js';
import { answerOf, inTurn, reset } from '../../harness/raw-server.js';
import {
  asIyzico,
  defaultPolicy,
  openRawTestClient,
  refusal,
  type RawTestClient,
} from '../../harness/raw-test-client.js';
import {
  checkoutForm,
  detail,
  openTestClient,
  options,
  outcomeOf,
  rejected,
  session,
  type TestClient,
} from '../../harness/test-client.js';

/** A read of each service, and the services that it calls where nothing fails. */
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

/** After these failures the same call may succeed. */
const transientFailures: [string, ScriptedAnswer][] = [
  ['a reset', { fault: 'reset' }],
  ['a cut-off body', { fault: 'cut-off' }],
  ['a proxy page under HTTP 502', { fault: 'bad-gateway' }],
  ['an empty answer under HTTP 503', { body: '', httpStatus: 503 }],
  ['a timeout', { fault: 'hang' }],
];

/** After these failures a second call would fail too, or exceed the rate limit. */
const permanentFailures: [string, ScriptedAnswer][] = [
  ['a refusal', { errorCode: '5126' }],
  ["iyzico's own system error", { errorCode: '1' }],
  ["iyzico's own system error under HTTP 500", { errorCode: '100001', httpStatus: 500 }],
  ['a refusal of the API keys', { status: 401, errorCode: '8' }],
  ['a refusal by the rate limit', { errorCode: 50000 }],
  ['HTTP 429', { body: '', httpStatus: 429 }],
  ['an HTML page', { fault: 'html' }],
  ['an empty answer', { fault: 'empty' }],
  ['HTTP 204', { fault: 'no-content' }],
  ['a redirect', { fault: 'redirect' }],
  ['an answer that is too large', { fault: 'oversized' }],
  ['an answer that is not JSON', { fault: 'garbage' }],
  ['an answer without a status', { body: '{}' }],
];

/** Runs `check` with a client that retries. The first calls of the service get these answers. */
async function withAnswers(
  service: SimulatorService,
  answers: readonly ScriptedAnswer[],
  check: (client: TestClient) => Promise<void>,
): Promise<void> {
  const hangs = answers.some((answer) => 'fault' in answer && answer.fault === 'hang');
  const client = await openTestClient({ ...defaultPolicy, timeoutMs: hangs ? 400 : 3000 });
  try {
    for (const answer of answers) client.simulator.answerNext(service, answer);
    await check(client);
  } finally {
    await client.close();
  }
}

describe.each(reads)('a call of %s', (service, read, services) => {
  const callsOf = (client: TestClient) => client.calledServices().filter((called) => called === service);

  testAtOnce('is retried once after %s', transientFailures, (_what, answer) =>
    withAnswers(service, [answer], async (client) => {
      expect(await read(client.iyzico)).toBeTruthy();
      expect(client.calledServices()).toEqual(
        services.flatMap((called) => (called === service ? [called, called] : called)),
      );
    }),
  );

  testAtOnce('fails after %s in both attempts', transientFailures, (what, answer) => {
    // The last payment is read over the connection of the access token: its reset is also repeated at once.
    const isRepeatedAtOnce = service === 'last-payment-info' && what === 'a reset';
    const answers = isRepeatedAtOnce ? [answer, answer, answer] : [answer, answer];
    return withAnswers(service, answers, async (client) => {
      await expect(read(client.iyzico)).rejects.toMatchObject({ service, name: 'IyzicoUnavailable' });
      expect(callsOf(client)).toHaveLength(answers.length);
    });
  });

  testAtOnce('is not retried after %s', permanentFailures, (_what, answer) =>
    withAnswers(service, [answer], async (client) => {
      await expect(read(client.iyzico)).rejects.toMatchObject({ service });
      expect(callsOf(client)).toHaveLength(1);
    }),
  );
});

describe('a retried call', () => {
  test('ends as the last attempt ended', async () => {
    await withAnswers('retrieve-payment', [{ fault: 'reset' }, { errorCode: '5124' }], async (client) => {
      await expect(client.iyzico.retrievePayment(checkoutForm, options)).rejects.toMatchObject(rejected('not-found'));
      expect(client.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
    });
  });

  test('has a signature of its own for each attempt', async () => {
    await withAnswers('retrieve-payment', [{ fault: 'reset' }], async (client) => {
      expect(await client.iyzico.retrievePayment(checkoutForm, options)).toMatchObject(detail);
      const [first, second] = client.simulator.calls;
      expect(second?.body).toBe(first?.body);
      expect(second?.headers['x-iyzi-rnd']).not.toBe(first?.headers['x-iyzi-rnd']);
      expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
      expect(client.simulator.calls).toHaveLength(2);
    });
  });

  test('buys a new access token for the last payment, in addition to its two attempts', async () => {
    await withAnswers('last-payment-info', [], async (client) => {
      await client.iyzico.retrieveLastPayment(session, options);
      // iyzico no longer knows the access token that the client holds.
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
  });
});

describe('a call that expires a session', () => {
  const service = 'invalidate-session';
  const expire = ({ iyzico }: TestClient) => iyzico.expireSession(session, options);

  testAtOnce('is retried after %s, because iyzico may have received it', transientFailures, (_what, answer) =>
    withAnswers(service, [answer], async (client) => {
      const passive = { ...session, sessionStatus: 'PASSIVE' };
      expect(await expire(client)).toMatchObject({ outcome: 'expired', session: passive });
      expect(client.calledServices()).toEqual([service, service]);
    }),
  );

  testAtOnce('is not retried after %s', permanentFailures, (_what, answer) =>
    withAnswers(service, [answer], async (client) => {
      await expect(expire(client)).rejects.toMatchObject({ service });
      expect(client.calledServices()).toEqual([service]);
    }),
  );

  test('reports "expired" where only the answer to the first attempt was lost', async () => {
    await withAnswers(service, [{ fault: 'reset' }, { errorCode: '260030' }], async (client) => {
      expect(await expire(client)).toMatchObject({ outcome: 'expired' });
      expect(client.calledServices()).toEqual([service, service]);
    });
  });

  test('reports "already-expired" where the first answer says so', async () => {
    await withAnswers(service, [{ errorCode: '260030' }], async (client) => {
      expect(await expire(client)).toMatchObject({ outcome: 'already-expired' });
      expect(client.calledServices()).toEqual([service]);
    });
  });
});

describe('against a raw server', () => {
  let client: RawTestClient;
  const open = async (settings: Partial<IyzicoSettings>) => {
    client = await openRawTestClient(settings);
  };
  afterEach(() => client.close());

  describe('a connection that cannot be made', () => {
    async function expectReadRetriedAndExpiryNot(baseUrl: string, errorCode: unknown): Promise<void> {
      const iyzico = client.connectAnew({ baseUrl });
      const unreachable = { reason: 'unreachable', detail: errorCode };
      await expect(iyzico.retrievePayment(checkoutForm, options)).rejects.toMatchObject(unreachable);
      await expect(iyzico.expireSession(session, options)).rejects.toMatchObject(unreachable);
      expect(client.records).toEqual(['retrieve-payment unreachable 2', 'invalidate-session unreachable 1']);
    }

    test.each([
      ['it is refused', 'ECONNREFUSED', () => client.server.url],
      [
        'the host name is unknown',
        expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as unknown,
        () => 'http://nobody.invalid',
      ],
    ])('is tried again for a read, but not for an expiry: %s', async (_how, errorCode, baseUrl) => {
      await open(defaultPolicy);
      await client.server.close();
      await expectReadRetriedAndExpiryNot(baseUrl(), errorCode);
      expect(client.server.requests).toHaveLength(0);
    });

    test('is tried again for a read, but not for an expiry: the server speaks no TLS', async () => {
      await open(defaultPolicy);
      const errorCode = expect.stringMatching(/^EPROTO$|^ERR_SSL_/) as unknown;
      await expectReadRetriedAndExpiryNot(client.server.url.replace('http:', 'https:'), errorCode);
      expect([client.server.connections, client.server.requests.length]).toEqual([3, 0]);
    });
  });

  describe('a deadline', () => {
    test('that leaves no time for a second attempt prevents it', async () => {
      await open({ ...defaultPolicy, timeoutMs: 200, operationTimeoutMs: 650 });
      await expect(client.askPayment('a')).rejects.toMatchObject({ reason: 'timeout', detail: 'ETIMEDOUT' });
      expect(client.records).toEqual(['retrieve-payment timeout 1']);
      expect(client.server.requests).toHaveLength(1);
    });

    test('that passes aborts the current attempt', async () => {
      await open({ ...defaultPolicy, operationTimeoutMs: 150 });
      await expect(client.askPayment('a')).rejects.toMatchObject({ reason: 'timeout', detail: 'deadline' });
      await client.server.requests[0]?.over;
      expect(client.records).toEqual(['retrieve-payment timeout 1']);
      expect(client.server.requests).toHaveLength(1);
    });

    test('that is aborted between two attempts ends the call with its reason, and nothing more is sent', async () => {
      await open(defaultPolicy);
      client.server.answerWith(reset);
      const { deadline, end } = createDeadline(8000);
      const disconnected = new Error('client disconnected');
      const payment = client.iyzico.retrievePayment(checkoutForm, { ...options, deadline });
      await client.server.received(1);
      await client.server.requests[0]?.over;
      end(disconnected);
      await expect(payment).rejects.toBe(disconnected);
      client.server.answerWith(asIyzico);
      // No event marks a call that is not sent, so this waits for longer than the longest back-off.
      await pause(450);
      expect(client.server.requests).toHaveLength(1);
    });
  });

  test('only ten of many calls that fail at once are retried', async () => {
    await open({ limits: { minimumAttempts: Infinity, inFlight: 60 } });
    client.server.answerWith(reset);
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => outcomeOf(client.askPayment(`${i}`))));
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining({ reason: 'unreachable' }) as unknown));
    expect(client.server.requests).toHaveLength(60);
    client.server.answerWith(asIyzico);
    expect(await client.askPayment('next')).toMatchObject(detail);
  });

  test('expiries whose retry the circuit breaker refuses fail with the error of the first attempt', async () => {
    await open({ limits: { minimumAttempts: 3 } });
    client.server.answerWith(answerOf('', { status: 503 }));
    const expiries = [1, 2, 3].map(() => outcomeOf(client.iyzico.expireSession(session, options)));
    const unknown = { service: 'invalidate-session', reason: 'unreachable', detail: 'HTTP 503' };
    expect(await Promise.all(expiries)).toEqual(expiries.map(() => expect.objectContaining(unknown) as unknown));
    expect(client.records).toEqual(expiries.map(() => 'invalidate-session unreachable 1'));
    expect(client.server.requests).toHaveLength(3);
  });

  test('the record of a call has its service, its outcome and its attempts', async () => {
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
