import { startSimulator, type Fault, type SimulatorService } from '../../src/simulator/index.js';
import { testAtOnce } from '../harness/at-once.js';
import { startRawStack, type RawStack } from '../harness/raw-stack.js';

// Each fault that the simulator knows, at each read that is not the payment's own: three parts of one query, of which
// each fails for itself. And at the expiry, where what was asked for is done although the answer gets lost.

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
  'bad-gzip': unavailable,
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

/** A case whose iyzico is a simulator; an attempt's time passes soon where it is to pass. */
async function openSimulated({ code }: Outcome) {
  const simulator = await startSimulator();
  const { url: baseUrl, apiKey, secretKey } = simulator;
  const soon = code === timeout.code ? { timeoutMs: 800 } : {};
  const { ask } = await stack.openCase({ baseUrl, apiKey, secretKey, signature: 'require', ...soon });
  return { simulator, ask, calledServices: () => simulator.calls.map(({ service }) => service) };
}

const reads: readonly SimulatorService[] = ['payment-detail', 'retrieve-session', 'retrieve-access-token'];
const query = `query ($name: String!) {
  payment(checkoutFormToken: "card-1", conversationId: $name) { paymentStatus session { lastPaymentCard { cardFamily } } }
  paymentDetail(paymentId: "24259238", conversationId: $name) { id }
  session(checkoutFormToken: "e54b957b-a153-410c-8761-79c9bd4ff44f", paymentId: "24259238", conversationId: $name) { sessionStatus }
}`;
const whole = {
  payment: { paymentStatus: 'SUCCESS', session: { lastPaymentCard: { cardFamily: expect.any(String) as string } } },
  paymentDetail: { id: '24259238' },
  session: { sessionStatus: 'ACTIVE' },
};

describe('of a query, what fails is told by its path and the rest stands', () => {
  testAtOnce('%s', faults, async (fault, outcome) => {
    const { code, retryable, attempts } = outcome;
    const { simulator, ask, calledServices } = await openSimulated(outcome);
    for (let i = 0; i < attempts; i++) for (const service of reads) simulator.answerNext(service, { fault });
    const { status, data, errors } = await ask(query);
    const payment = { paymentStatus: 'SUCCESS', session: { lastPaymentCard: null } };
    expect({ status, data }).toEqual({ status: 200, data: { payment, paymentDetail: null, session: null } });
    const paths = errors?.map(({ path }) => path?.join('.')).sort();
    expect(paths).toEqual(['payment.session.lastPaymentCard', 'paymentDetail', 'session']);
    expect(errors).toMatchObject(reads.map(() => ({ extensions: { code, retryable } })));
    const failing = reads.flatMap((service) => Array.from({ length: attempts }, () => service));
    expect(calledServices().sort()).toEqual([...failing, 'retrieve-payment'].sort());

    simulator.forget();
    const next = await ask(query);
    expect(next.errors).toBeUndefined();
    expect(next.data).toEqual(whole);
    expect(calledServices().sort()).toEqual([...reads, 'retrieve-payment', 'last-payment-info'].sort());
    await simulator.close();
  });
});

const mutation = `mutation ($name: String!) {
  expireSession(input: { sessionToken: "session-card-1", memberIdentifier: "member-card-1", conversationId: $name }) {
    __typename
  }
}`;

describe('of an expiry that was done, what is told is', () => {
  const lost = faults.filter(([, { attempts }]) => attempts === 2);
  const unreadable = faults.filter(([, { attempts }]) => attempts === 1);

  testAtOnce('that it was, by the second answer, where the first one is lost: %s', lost, async (fault, outcome) => {
    const { simulator, ask, calledServices } = await openSimulated(outcome);
    simulator.answerNext('invalidate-session', { fault });
    const { data, errors } = await ask(mutation);
    expect({ data, errors }).toEqual({ data: { expireSession: { __typename: 'SessionExpired' } }, errors: undefined });
    expect(calledServices()).toEqual(['invalidate-session', 'invalidate-session']);
    expect((await ask(mutation)).data).toEqual({ expireSession: { __typename: 'SessionAlreadyExpired' } });
    await simulator.close();
  });

  testAtOnce('that it is not known, where the answer cannot be read: %s', unreadable, async (fault, outcome) => {
    const { simulator, ask, calledServices } = await openSimulated(outcome);
    simulator.answerNext('invalidate-session', { fault });
    const { status, data, errors } = await ask(mutation);
    const { code, retryable } = outcome;
    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors).toMatchObject([{ path: ['expireSession'], extensions: { code, retryable } }]);
    expect(calledServices()).toEqual(['invalidate-session']);
    expect((await ask(mutation)).data).toEqual({ expireSession: { __typename: 'SessionAlreadyExpired' } });
    await simulator.close();
  });
});
