import type { IyzicoService } from '../../src/iyzico/wire/endpoints.js';
import { checkoutForm, session } from './test-client.js';
import { askedOf, asIyzico, only } from './raw-test-client.js';
import type { RawAnswer } from './raw-server.js';
import { expectNamed } from './http-exchange.js';
import { USUAL_TIMEOUT, type RawCase, type RawStack, type TimedReply } from './raw-stack.js';

/** An operation, one of whose services fails. */
export interface Struck {
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
export const payment: Struck = {
  query: paymentQuery,
  service: 'retrieve-payment',
  before: [],
  data: { payment: null },
  path: ['payment'],
  whole,
  again: ['retrieve-payment', 'retrieve-access-token', 'last-payment-info'],
};

/** The card fails, and the payment stands beside its error. */
export const card: Struck = {
  query: paymentQuery,
  service: 'last-payment-info',
  before: ['retrieve-payment', 'retrieve-access-token'],
  data: { payment: { id, session: { sessionStatus, lastPaymentCard: null } } },
  path: ['payment', 'session', 'lastPaymentCard'],
  whole,
  again: ['retrieve-payment', 'last-payment-info'],
};

/** A change fails: what it would return may not be null. */
export const expiry: Struck = {
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
  const { attempts, timeout = USUAL_TIMEOUT } = outcome;
  const strike = async (struck: Struck) => {
    const at = await stack.openCase({ timeout });
    at.iyzico.answerWith(only(struck.service, fault));
    const reply = await at.ask(struck.query);
    expectError(reply, struck, outcome);
    expectTime(reply, outcome);
    const repeats = Array.from({ length: attempts }, () => struck.service);
    expect(askedOf(at.iyzico)).toEqual([...struck.before, ...repeats]);
    await expectHealed(at, struck);
  };
  await Promise.all([payment, card, expiry].map(strike));
}

/** The one error, at its place, and the rest of the answer standing. */
export function expectError(
  reply: TimedReply,
  { data, path }: Struck,
  { code, retryable }: Pick<Outcome, 'code' | 'retryable'>,
): void {
  expect(reply).toMatchObject({ status: 200, errors: [{ path, extensions: { code, retryable } }] });
  expect(reply.errors).toHaveLength(1);
  expect(reply.data).toEqual(data);
  expectNamed(reply);
}

/** Asked again where nothing fails any more, the operation succeeds, each service being asked once. */
export async function expectHealed({ iyzico, ask }: RawCase, { query, whole: data, again }: Struck): Promise<void> {
  for (const { over } of iyzico.requests) await over;
  const before = iyzico.requests.length;
  iyzico.answerWith(asIyzico);
  const next = await ask(query);
  expect(next.errors).toBeUndefined();
  expect(next.data).toEqual(data);
  expect(askedOf(iyzico).slice(before)).toEqual(again);
}

/** Long before one attempt's time is up. */
export function expectAtOnce({ milliseconds }: Pick<TimedReply, 'milliseconds'>, timeout = USUAL_TIMEOUT): void {
  expect(milliseconds).toBeLessThan(timeout / 2);
}

function expectTime({ milliseconds }: TimedReply, { takes, attempts, timeout = USUAL_TIMEOUT }: Outcome): void {
  if (takes === 'at once') expectAtOnce({ milliseconds }, timeout);
  else {
    expect(milliseconds).toBeGreaterThanOrEqual(attempts * timeout - 5);
    expect(milliseconds).toBeLessThan(DEADLINE / 2);
  }
}
