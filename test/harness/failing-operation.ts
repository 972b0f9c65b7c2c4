import type { IyzicoService } from '../../src/iyzico/wire/endpoints.js';
import { checkoutForm, session } from './test-client.js';
import { servicesCalled, asIyzico, only } from './raw-test-client.js';
import type { RawAnswer } from './raw-server.js';
import { expectNamed } from './http-exchange.js';
import { DEFAULT_TIMEOUT, type RawCase, type RawStack, type TimedReply } from './raw-stack.js';

/** An operation, one of whose services fails. */
export interface FailingOperation {
  readonly query: string;
  readonly service: IyzicoService;
  /** The services that are asked before it. */
  readonly before: readonly IyzicoService[];
  /** What is answered where it fails, and at which path the error stands. */
  readonly data: object | null;
  readonly path: readonly string[];
  /** What is answered where nothing fails, and the services that are asked for it the next time. */
  readonly whole: object;
  readonly again: readonly IyzicoService[];
}

const ofSession = `sessionToken: "${session.sessionToken}", memberIdentifier: "${session.memberIdentifier}"`;

const paymentQuery = `query ($name: String!) {
  payment(checkoutFormToken: "${checkoutForm.checkoutFormToken}", conversationId: $name) {
    id session { sessionStatus lastPaymentCard { lastFourDigits } }
  }
}`;
const expiryQuery = `mutation ($name: String!) {
  expireSession(input: { ${ofSession}, conversationId: $name }) { __typename }
}`;

const id = '24259238';
const sessionStatus = 'ACTIVE';
const whole = { payment: { id, session: { sessionStatus, lastPaymentCard: { lastFourDigits: '0003' } } } };

/** The payment itself fails, and with it all that hangs on it. */
export const payment: FailingOperation = {
  query: paymentQuery,
  service: 'retrieve-payment',
  before: [],
  data: { payment: null },
  path: ['payment'],
  whole,
  again: ['retrieve-payment', 'retrieve-access-token', 'last-payment-info'],
};

/** The card fails, and the payment stands beside its error. */
export const card: FailingOperation = {
  query: paymentQuery,
  service: 'last-payment-info',
  before: ['retrieve-payment', 'retrieve-access-token'],
  data: { payment: { id, session: { sessionStatus, lastPaymentCard: null } } },
  path: ['payment', 'session', 'lastPaymentCard'],
  whole,
  again: ['retrieve-payment', 'last-payment-info'],
};

/** A change fails: what it would return may not be null. */
export const expiry: FailingOperation = {
  query: expiryQuery,
  service: 'invalidate-session',
  before: [],
  data: null,
  path: ['expireSession'],
  whole: { expireSession: { __typename: 'SessionExpired' } },
  again: ['invalidate-session'],
};

/** What a fault is to come to. */
export interface Outcome {
  readonly code: string;
  readonly retryable: boolean;
  /** How often the service is asked. */
  readonly attempts: 1 | 2;
  /** `at once`: long before one attempt's time is up; `attempts`: as long as they all take, long before the deadline. */
  readonly takes: 'at once' | 'attempts';
  /** Milliseconds for one attempt, where they are not the usual ones. */
  readonly timeout?: number;
}

/** Milliseconds that an operation may take. */
const DEADLINE = 8000;

/**
 * Strikes the payment, its card and an expiry by a fault, each for itself: holds the answer, its time and the calls to
 * the outcome, and the next operation to success.
 */
export async function expectFault(stack: RawStack, fault: RawAnswer, outcome: Outcome): Promise<void> {
  const { attempts, timeout = DEFAULT_TIMEOUT } = outcome;
  const expectFailure = async (failing: FailingOperation) => {
    const at = await stack.openCase({ timeoutMs: timeout });
    at.iyzico.answerWith(only(failing.service, fault));
    const reply = await at.ask(failing.query);
    expectError(reply, failing, outcome);
    expectTime(reply, outcome);
    const repeats = Array.from({ length: attempts }, () => failing.service);
    expect(servicesCalled(at.iyzico)).toEqual([...failing.before, ...repeats]);
    await expectHealed(at, failing);
  };
  await Promise.all([payment, card, expiry].map(expectFailure));
}

/** The one error, at its place, and the rest of the answer standing. */
export function expectError(
  reply: TimedReply,
  { data, path }: FailingOperation,
  { code, retryable }: Pick<Outcome, 'code' | 'retryable'>,
): void {
  expect(reply).toMatchObject({ status: 200, errors: [{ path, extensions: { code, retryable } }] });
  expect(reply.errors).toHaveLength(1);
  expect(reply.data).toEqual(data);
  expectNamed(reply);
}

/** Asked again where nothing fails any more, the operation succeeds, each service being asked once. */
export async function expectHealed(
  { iyzico, ask }: RawCase,
  { query, whole: data, again }: FailingOperation,
): Promise<void> {
  for (const { over } of iyzico.requests) await over;
  const before = iyzico.requests.length;
  iyzico.answerWith(asIyzico);
  const next = await ask(query);
  expect(next.errors).toBeUndefined();
  expect(next.data).toEqual(data);
  expect(servicesCalled(iyzico).slice(before)).toEqual(again);
}

/** Long before one attempt's time is up. */
export function expectAtOnce({ milliseconds }: Pick<TimedReply, 'milliseconds'>, timeout = DEFAULT_TIMEOUT): void {
  expect(milliseconds).toBeLessThan(timeout / 2);
}

function expectTime({ milliseconds }: TimedReply, { takes, attempts, timeout = DEFAULT_TIMEOUT }: Outcome): void {
  if (takes === 'at once') expectAtOnce({ milliseconds }, timeout);
  else {
    expect(milliseconds).toBeGreaterThanOrEqual(attempts * timeout - 5);
    expect(milliseconds).toBeLessThan(DEADLINE / 2);
  }
}
