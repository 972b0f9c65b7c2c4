import { servicesCalled, asIyzico, only } from '../harness/raw-test-client.js';
import { testAtOnce } from '../harness/at-once.js';
import { badCertificates, describeWithCertificates, useCertificates } from '../harness/certificates.js';
import { late, unreachable } from '../harness/faults.js';
import { answerOf, inTurn, reset, startRawServer, type RawAnswer } from '../harness/raw-server.js';
import { startRawStack, DEFAULT_TIMEOUT_MS, type RawStack } from '../harness/raw-stack.js';
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

// No complete answer: what the client receives, what it costs, how long it takes, and that the next operation succeeds.
// The server has its default settings, except for a shorter timeout where one is expected.

let stack: RawStack;
beforeAll(async () => {
  stack = await startRawStack();
});
afterAll(() => stack.close());

const unavailable = { code: 'IYZICO_UNAVAILABLE', retryable: true } as const;
const timeout = { code: 'IYZICO_TIMEOUT', retryable: true } as const;

describe('iyzico counts as unavailable after two calls:', () => {
  testAtOnce('%s', unreachable, (_what, fault) =>
    expectFault(stack, fault, { ...unavailable, attempts: 2, takes: 'at once' }),
  );
});

describe('iyzico counts as too slow after two calls:', () => {
  testAtOnce('%s', late, (_what, fault) =>
    expectFault(stack, fault, { ...timeout, attempts: 2, takes: 'attempts', timeout: 800 }),
  );
});

describe("the operation's deadline ends the first call:", () => {
  testAtOnce('%s', late, async (_what, fault) => {
    const expectTimeout = async (failing: FailingOperation) => {
      const rawCase = await stack.openCase();
      rawCase.iyzico.answerWith(only(failing.service, fault));
      const reply = await rawCase.send(failing.query, { 'x-request-timeout-ms': '600' });
      expectError(reply, failing, timeout);
      expect(reply.milliseconds).toBeGreaterThan(500);
      expect(reply.milliseconds).toBeLessThan(DEFAULT_TIMEOUT_MS / 2);
      expect(servicesCalled(rawCase.iyzico)).toEqual([...failing.servicesBefore, failing.service]);
      await expectRecovery(rawCase, failing);
    };
    await Promise.all([payment, card, expiry].map(expectTimeout));
  });
});

describe('a host', () => {
  // A mutation that cannot have arrived is not repeated: it is known that it did not happen.
  const operations: [string, FailingOperation, number][] = [
    ['a payment', payment, 2],
    ['an expiry', expiry, 1],
  ];

  test.each(operations)(
    'that refuses connections makes %s unavailable until it is back',
    async (_, failing, attempts) => {
      const gone = await startRawServer();
      await gone.close();
      const rawCase = await stack.openCase({ baseUrl: gone.url });
      const reply = await rawCase.send(failing.query);
      expectError(reply, failing, unavailable);
      expectAtOnce(reply);
      expect(rawCase.records).toEqual([`${failing.service} unreachable ${attempts}`]);
      const back = await startRawServer(undefined, Number(new URL(gone.url).port));
      await expectRecovery({ ...rawCase, iyzico: back }, failing);
      await back.close();
    },
  );

  test.each(operations)('whose name does not resolve makes %s unavailable', async (_, failing, attempts) => {
    const rawCase = await stack.openCase({ baseUrl: 'http://iyzico.invalid' });
    expectError(await rawCase.send(failing.query), failing, unavailable);
    expect(rawCase.records).toEqual([`${failing.service} unreachable ${attempts}`]);
    await expectRecovery(await stack.openCase(), failing);
  });

  describeWithCertificates('over TLS', () => {
    const identityOf = useCertificates();
    describe.each(badCertificates)('whose certificate %s', (_what, name) => {
      test.each(operations)('receives no request for %s and no second connection', async (_, failing) => {
        const rawCase = await stack.openCase({}, identityOf(name));
        const reply = await rawCase.send(failing.query);
        expectError(reply, failing, unavailable);
        expectAtOnce(reply);
        expect([rawCase.iyzico.connections, rawCase.iyzico.requests.length]).toEqual([1, 0]);
        expect(rawCase.records).toEqual([`${failing.service} unreachable 1`]);
        await expectRecovery(await stack.openCase({}, identityOf('good')), failing);
      });
    });
  });
});

describe('a service that is briefly unavailable', () => {
  test.each([
    ['payment', payment],
    ['card', card],
    ['expiry', expiry],
  ])('is called again, and the %s is answered completely', async (_what, failing) => {
    const rawCase = await stack.openCase();
    rawCase.iyzico.answerWith(only(failing.service, inTurn(answerOf('', { status: 503 }), asIyzico)));
    const reply = await rawCase.send(failing.query);
    expect(reply.errors).toBeUndefined();
    expect(reply.data).toEqual(failing.fullData);
    expectAtOnce(reply);
    expect(servicesCalled(rawCase.iyzico).filter((service) => service === failing.service)).toHaveLength(2);
    expect((await rawCase.send(failing.query)).data).toEqual(failing.fullData);
  });

  test('may have expired the session at the first attempt: an "already expired" answer to the second is a success', async () => {
    const rawCase = await stack.openCase();
    rawCase.iyzico.answerWith(inTurn(reset, alreadyExpired));
    expect((await rawCase.send(expiry.query)).data).toEqual({ expireSession: { __typename: 'SessionExpired' } });
    expect(servicesCalled(rawCase.iyzico)).toEqual(['invalidate-session', 'invalidate-session']);
    expect((await rawCase.send(expiry.query)).data).toEqual({ expireSession: { __typename: 'SessionAlreadyExpired' } });
    expect(rawCase.iyzico.requests).toHaveLength(3);
  });
});

const alreadyExpired = answerOf('{"status": "failure", "errorCode": "260030", "errorMessage": "ended"}', {
  status: 400,
});

test('a service that fails every second call still answers every query', async () => {
  const rawCase = await stack.openCase();
  const flaps = Array.from({ length: 6 }, () => [reset, asIyzico]).flat();
  rawCase.iyzico.answerWith(only('retrieve-payment', inTurn(reset, asIyzico, ...flaps)));
  for (let i = 0; i < 5; i++) {
    const reply = await rawCase.send(payment.query);
    expect(reply.data).toEqual(payment.fullData);
    expectAtOnce(reply);
  }
  expect(servicesCalled(rawCase.iyzico).filter((service) => service === 'retrieve-payment')).toHaveLength(10);
});

/** Without authentication the origin of a payment detail is unknown, so that each call counts as of another origin. */
const detailQuery = 'query ($name: String!) { paymentDetail(paymentId: "24259238", conversationId: $name) { id } }';
const detail: FailingOperation = { ...payment, data: { paymentDetail: null }, path: ['paymentDetail'] };

test('a failing service is not called for a while, other services still are, and then it is called again', async () => {
  const rawCase = await stack.openCase({ limits: { openMs: 1000 } });
  const sendWith = (answer: RawAnswer) => {
    rawCase.iyzico.answerWith(only('payment-detail', answer));
    return rawCase.send(detailQuery);
  };
  for (let i = 0; i < 5; i++) expectError(await sendWith(reset), detail, unavailable);
  const before = rawCase.iyzico.requests.length;
  expect(before).toBe(10);

  const refused = await sendWith(asIyzico);
  expectError(refused, detail, unavailable);
  expectAtOnce(refused);
  expect(rawCase.iyzico.requests).toHaveLength(before);
  expect((await rawCase.send(expiry.query)).data).toEqual(expiry.fullData);

  // Only an answer shows that the circuit breaker has closed.
  let reply = await sendWith(asIyzico);
  while (reply.errors) reply = await sendWith(asIyzico);
  expect(reply.data).toEqual({ paymentDetail: { id: '24259238' } });
  expect(servicesCalled(rawCase.iyzico).slice(before)).toEqual(['invalidate-session', 'payment-detail']);
});
