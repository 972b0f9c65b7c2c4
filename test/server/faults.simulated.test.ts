import { startSimulator, type Fault, type SimulatorService } from '../../src/simulator/index.js';
import { testAtOnce } from '../harness/at-once.js';
import { startRawStack, type RawStack } from '../harness/raw-stack.js';
import { byTransport } from '../harness/transport.js';

// Each fault of the simulator, in three parts of one query that fail independently of the payment. And in an expiry,
// where iyzico expires the session although its answer is lost.

interface Outcome {
  readonly code: string;
  readonly retryable: boolean;
  readonly attempts: 1 | 2;
}

const unavailable: Outcome = { code: 'IYZICO_UNAVAILABLE', retryable: true, attempts: 2 };
const timeout: Outcome = { code: 'IYZICO_TIMEOUT', retryable: true, attempts: 2 };
const bad: Outcome = { code: 'IYZICO_BAD_RESPONSE', retryable: false, attempts: 1 };

const outcomes: Readonly<Record<Fault, Outcome>> = {
  slow: timeout,
  drip: timeout,
  stall: timeout,
  hang: timeout,
  'half-head': timeout,
  'cut-off': unavailable,
  reset: unavailable,
  'reset-midway': unavailable,
  'bad-gateway': unavailable,
  'bad-gzip': byTransport({ got: unavailable, undici: bad }),
  garbage: bad,
  html: bad,
  empty: bad,
  'no-content': bad,
  redirect: bad,
  oversized: bad,
  'gzip-bomb': bad,
};
const faults = Object.entries(outcomes) as [Fault, Outcome][];

let stack: RawStack;
beforeAll(async () => {
  stack = await startRawStack();
});
afterAll(() => stack.close());

/** A case whose iyzico is a simulator. If a timeout is expected, it is short. */
async function openSimulated({ code }: Outcome) {
  const simulator = await startSimulator();
  const { url: baseUrl, apiKey, secretKey } = simulator;
  const shortTimeout = code === timeout.code ? { timeoutMs: 800 } : {};
  const { send } = await stack.openCase({ baseUrl, apiKey, secretKey, signature: 'require', ...shortTimeout });
  return { simulator, send, calledServices: () => simulator.calls.map(({ service }) => service) };
}

const reads: readonly SimulatorService[] = ['payment-detail', 'retrieve-session', 'retrieve-access-token'];
const query = `query ($name: String!) {
  payment(checkoutFormToken: "card-1", conversationId: $name) { paymentStatus session { lastPaymentCard { cardFamily } } }
  paymentDetail(paymentId: "24259238", conversationId: $name) { id }
  session(checkoutFormToken: "e54b957b-a153-410c-8761-79c9bd4ff44f", paymentId: "24259238", conversationId: $name) { sessionStatus }
}`;
const fullData = {
  payment: { paymentStatus: 'SUCCESS', session: { lastPaymentCard: { cardFamily: expect.any(String) as string } } },
  paymentDetail: { id: '24259238' },
  session: { sessionStatus: 'ACTIVE' },
};

describe('in a query, each failing part has an error at its path and the rest is answered:', () => {
  testAtOnce('%s', faults, async (fault, outcome) => {
    const { code, retryable, attempts } = outcome;
    const { simulator, send, calledServices } = await openSimulated(outcome);
    // Each attempt over a connection that was used before is repeated at once after a reset.
    const atMost = fault === 'reset' ? attempts * 2 : attempts;
    for (let i = 0; i < atMost; i++) for (const service of reads) simulator.answerNext(service, { fault });
    const { status, data, errors } = await send(query);
    const payment = { paymentStatus: 'SUCCESS', session: { lastPaymentCard: null } };
    expect({ status, data }).toEqual({ status: 200, data: { payment, paymentDetail: null, session: null } });
    const paths = errors?.map(({ path }) => path?.join('.')).sort();
    expect(paths).toEqual(['payment.session.lastPaymentCard', 'paymentDetail', 'session']);
    expect(errors).toMatchObject(reads.map(() => ({ extensions: { code, retryable } })));
    const callsOf = (service: SimulatorService) => calledServices().filter((called) => called === service).length;
    for (const service of reads) {
      expect(callsOf(service)).toBeGreaterThanOrEqual(attempts);
      expect(callsOf(service)).toBeLessThanOrEqual(atMost);
    }
    expect(callsOf('retrieve-payment')).toBe(1);

    simulator.forget();
    const next = await send(query);
    expect(next.errors).toBeUndefined();
    expect(next.data).toEqual(fullData);
    expect(calledServices().sort()).toEqual([...reads, 'retrieve-payment', 'last-payment-info'].sort());
    await simulator.close();
  });
});

const mutation = `mutation ($name: String!) {
  expireSession(input: { sessionToken: "session-card-1", memberIdentifier: "member-card-1", conversationId: $name }) {
    __typename
  }
}`;

describe('an expiry that iyzico has carried out is reported as', () => {
  const lost = faults.filter(([, { attempts }]) => attempts === 2);
  const unreadable = faults.filter(([, { attempts }]) => attempts === 1);

  testAtOnce('done, by the second answer, if the first is lost: %s', lost, async (fault, outcome) => {
    const { simulator, send, calledServices } = await openSimulated(outcome);
    simulator.answerNext('invalidate-session', { fault });
    const { data, errors } = await send(mutation);
    expect({ data, errors }).toEqual({ data: { expireSession: { __typename: 'SessionExpired' } }, errors: undefined });
    expect(calledServices()).toEqual(['invalidate-session', 'invalidate-session']);
    expect((await send(mutation)).data).toEqual({ expireSession: { __typename: 'SessionAlreadyExpired' } });
    await simulator.close();
  });

  testAtOnce('failed if the answer cannot be read: %s', unreadable, async (fault, outcome) => {
    const { simulator, send, calledServices } = await openSimulated(outcome);
    simulator.answerNext('invalidate-session', { fault });
    const { status, data, errors } = await send(mutation);
    const { code, retryable } = outcome;
    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors).toMatchObject([{ path: ['expireSession'], extensions: { code, retryable } }]);
    expect(calledServices()).toEqual(['invalidate-session']);
    expect((await send(mutation)).data).toEqual({ expireSession: { __typename: 'SessionAlreadyExpired' } });
    await simulator.close();
  });
});
