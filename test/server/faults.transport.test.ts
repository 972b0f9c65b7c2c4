import { servicesCalled, asIyzico, only } from '../harness/raw-test-client.js';
import { testAtOnce } from '../harness/at-once.js';
import { badCertificates, describeWithCertificates, useCertificates } from '../harness/certificates.js';
import { late, unreachable } from '../harness/faults.js';
import { answerOf, inTurn, reset, startRawServer, type RawAnswer } from '../harness/raw-server.js';
import { startRawStack, DEFAULT_TIMEOUT, type RawStack } from '../harness/raw-stack.js';
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

// No whole answer: what a client is told of it, what it costs, how long it takes, and that the next operation succeeds.
// The server has its usual settings, but for an attempt's time where that is to pass.

let stack: RawStack;
beforeAll(async () => {
  stack = await startRawStack();
});
afterAll(() => stack.close());

const unavailable = { code: 'IYZICO_UNAVAILABLE', retryable: true } as const;
const timeout = { code: 'IYZICO_TIMEOUT', retryable: true } as const;

describe('iyzico is unavailable, after two calls,', () => {
  testAtOnce('by %s', unreachable, (_what, fault) =>
    expectFault(stack, fault, { ...unavailable, attempts: 2, takes: 'at once' }),
  );
});

describe('iyzico takes too long, in two calls,', () => {
  testAtOnce('by %s', late, (_what, fault) =>
    expectFault(stack, fault, { ...timeout, attempts: 2, takes: 'attempts', timeout: 800 }),
  );
});

describe("the operation's time is up before the attempt's, after one call,", () => {
  testAtOnce('by %s', late, async (_what, fault) => {
    const strike = async (failing: FailingOperation) => {
      const at = await stack.openCase();
      at.iyzico.answerWith(only(failing.service, fault));
      const reply = await at.ask(failing.query, { 'x-request-timeout-ms': '600' });
      expectError(reply, failing, timeout);
      expect(reply.milliseconds).toBeGreaterThan(500);
      expect(reply.milliseconds).toBeLessThan(DEFAULT_TIMEOUT / 2);
      expect(servicesCalled(at.iyzico)).toEqual([...failing.before, failing.service]);
      await expectHealed(at, failing);
    };
    await Promise.all([payment, card, expiry].map(strike));
  });
});

describe('a host', () => {
  // A change is not sent again where it cannot have arrived: that it did not happen is known.
  const operations: [string, FailingOperation, number][] = [
    ['a payment', payment, 2],
    ['an expiry', expiry, 1],
  ];

  test.each(operations)(
    'that refuses connections leaves %s unavailable, until it is back',
    async (_, failing, tries) => {
      const gone = await startRawServer();
      await gone.close();
      const at = await stack.openCase({ baseUrl: gone.url });
      const reply = await at.ask(failing.query);
      expectError(reply, failing, unavailable);
      expectAtOnce(reply);
      expect(at.records).toEqual([`${failing.service} unreachable ${tries}`]);
      const back = await startRawServer(undefined, Number(new URL(gone.url).port));
      await expectHealed({ ...at, iyzico: back }, failing);
      await back.close();
    },
  );

  test.each(operations)('whose name leads nowhere leaves %s unavailable', async (_, failing, tries) => {
    const at = await stack.openCase({ baseUrl: 'http://iyzico.invalid' });
    expectError(await at.ask(failing.query), failing, unavailable);
    expect(at.records).toEqual([`${failing.service} unreachable ${tries}`]);
    await expectHealed(await stack.openCase(), failing);
  });

  describeWithCertificates('over TLS', () => {
    const identityOf = useCertificates();
    describe.each(badCertificates)('whose certificate %s', (_what, name) => {
      test.each(operations)('is told nothing of %s, and not asked again', async (_, failing) => {
        const at = await stack.openCase({}, identityOf(name));
        const reply = await at.ask(failing.query);
        expectError(reply, failing, unavailable);
        expectAtOnce(reply);
        expect([at.iyzico.connections, at.iyzico.requests.length]).toEqual([1, 0]);
        expect(at.records).toEqual([`${failing.service} unreachable 1`]);
        await expectHealed(await stack.openCase({}, identityOf('good')), failing);
      });
    });
  });
});

describe('a service that is away for a moment', () => {
  test.each([
    ['payment', payment],
    ['card', card],
    ['expiry', expiry],
  ])('is asked again: the %s is answered whole', async (_what, failing) => {
    const at = await stack.openCase();
    at.iyzico.answerWith(only(failing.service, inTurn(answerOf('', { status: 503 }), asIyzico)));
    const reply = await at.ask(failing.query);
    expect(reply.errors).toBeUndefined();
    expect(reply.data).toEqual(failing.whole);
    expectAtOnce(reply);
    expect(servicesCalled(at.iyzico).filter((service) => service === failing.service)).toHaveLength(2);
    expect((await at.ask(failing.query)).data).toEqual(failing.whole);
  });

  test('may have ended the session: the second answer that says so is a success', async () => {
    const at = await stack.openCase();
    at.iyzico.answerWith(inTurn(reset, alreadyEnded));
    expect((await at.ask(expiry.query)).data).toEqual({ expireSession: { __typename: 'SessionExpired' } });
    expect(servicesCalled(at.iyzico)).toEqual(['invalidate-session', 'invalidate-session']);
    expect((await at.ask(expiry.query)).data).toEqual({ expireSession: { __typename: 'SessionAlreadyExpired' } });
    expect(at.iyzico.requests).toHaveLength(3);
  });
});

const alreadyEnded = answerOf('{"status": "failure", "errorCode": "260030", "errorMessage": "ended"}', { status: 400 });

test('a service that flaps, each second call failing, is of use all the same', async () => {
  const at = await stack.openCase();
  const flaps = Array.from({ length: 6 }, () => [reset, asIyzico]).flat();
  at.iyzico.answerWith(only('retrieve-payment', inTurn(reset, asIyzico, ...flaps)));
  for (let i = 0; i < 5; i++) {
    const reply = await at.ask(payment.query);
    expect(reply.data).toEqual(payment.whole);
    expectAtOnce(reply);
  }
  expect(servicesCalled(at.iyzico).filter((service) => service === 'retrieve-payment')).toHaveLength(10);
});

test('a service that is down is left alone, while others work, and is asked again after a while', async () => {
  const at = await stack.openCase({ limits: { openMs: 1000 } });
  const ask = (answer: RawAnswer) => {
    at.iyzico.answerWith(only('retrieve-payment', answer));
    return at.ask(payment.query);
  };
  for (let i = 0; i < 5; i++) expectError(await ask(reset), payment, unavailable);
  const before = at.iyzico.requests.length;
  expect(before).toBe(10);

  const refused = await ask(asIyzico);
  expectError(refused, payment, unavailable);
  expectAtOnce(refused);
  expect(at.iyzico.requests).toHaveLength(before);
  expect((await at.ask(expiry.query)).data).toEqual(expiry.whole);

  // Nothing tells that the time is up but an answer.
  let reply = await ask(asIyzico);
  while (reply.errors) reply = await ask(asIyzico);
  expect(reply.data).toEqual(payment.whole);
  expect(servicesCalled(at.iyzico).slice(before)).toEqual(['invalidate-session', ...payment.again]);
});
