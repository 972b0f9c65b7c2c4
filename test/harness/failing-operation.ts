import type { IyzicoService } from '../../src/iyzico/wire/endpoints.js';
import { endsOnReuse } from './faults.js';
import { checkoutForm, session } from './test-client.js';
import { servicesCalled, asIyzico, only } from './raw-test-client.js';
import type { RawAnswer } from './raw-server.js';
import { expectCommonHeaders } from './http-exchange.js';
import { openServer } from './stack.js';
import { DEFAULT_TIMEOUT_MS, type RawCase, type RawStack, type TimedReply } from './raw-stack.js';

/** An operation in which one service fails. */
export interface FailingOperation {
  readonly query: string;
  readonly service: IyzicoService;
  /** The services that are called before the failing one. */
  readonly servicesBefore: readonly IyzicoService[];
  /** The data of the answer if the service fails, and the path of the error. */
  readonly data: object | null;
  readonly path: readonly string[];
  /** The data of the answer if nothing fails, and the services that the next request calls. */
  readonly fullData: object;
  readonly nextServices: readonly IyzicoService[];
}

const sessionArguments = `sessionToken: "${session.sessionToken}", memberIdentifier: "${session.memberIdentifier}"`;

const paymentQuery = `query ($name: String!) {
  payment(checkoutFormToken: "${checkoutForm.checkoutFormToken}", conversationId: $name) {
    id session { sessionStatus lastPaymentCard { lastFourDigits } }
  }
}`;
const expiryQuery = `mutation ($name: String!) {
  expireSession(input: { ${sessionArguments}, conversationId: $name }) { __typename }
}`;

const id = '24259238';
const sessionStatus = 'ACTIVE';
const fullData = { payment: { id, session: { sessionStatus, lastPaymentCard: { lastFourDigits: '0003' } } } };

/** The payment itself fails, and so does everything below it. */
export const payment: FailingOperation = {
  query: paymentQuery,
  service: 'retrieve-payment',
  servicesBefore: [],
  data: { payment: null },
  path: ['payment'],
  fullData,
  nextServices: ['retrieve-payment', 'retrieve-access-token', 'last-payment-info'],
};

/** Only the card fails. The answer contains the payment and an error. */
export const card: FailingOperation = {
  query: paymentQuery,
  service: 'last-payment-info',
  servicesBefore: ['retrieve-payment', 'retrieve-access-token'],
  data: { payment: { id, session: { sessionStatus, lastPaymentCard: null } } },
  path: ['payment', 'session', 'lastPaymentCard'],
  fullData,
  nextServices: ['retrieve-payment', 'last-payment-info'],
};

/** A mutation fails. Its field is not nullable, so that `data` is null. */
export const expiry: FailingOperation = {
  query: expiryQuery,
  service: 'invalidate-session',
  servicesBefore: [],
  data: null,
  path: ['expireSession'],
  fullData: { expireSession: { __typename: 'SessionExpired' } },
  nextServices: ['invalidate-session'],
};

/** The expected result of a fault. */
export interface Outcome {
  readonly code: string;
  readonly retryable: boolean;
  /** How often the service is called, apart from the repeat at once on a connection that was used before. */
  readonly attempts: 1 | 2;
  /** `at once`: well before one attempt times out. `attempts`: after all attempts, well before the deadline. */
  readonly takes: 'at once' | 'attempts';
  /** Milliseconds for one attempt, if not DEFAULT_TIMEOUT_MS. */
  readonly timeout?: number;
}

const DEADLINE_MS = openServer.operationTimeoutMs;

/**
 * Applies a fault to the payment, its card and an expiry, each separately. Expects this outcome, including its duration
 * and its calls, and expects the next operation to succeed.
 */
export async function expectFault(stack: RawStack, fault: RawAnswer, outcome: Outcome): Promise<void> {
  const { attempts, timeout = DEFAULT_TIMEOUT_MS } = outcome;
  const expectFailure = async (failing: FailingOperation) => {
    const rawCase = await stack.openCase({ timeoutMs: timeout });
    rawCase.iyzico.answerWith(only(failing.service, fault));
    const reply = await rawCase.send(failing.query);
    expectError(reply, failing, outcome);
    expectTime(reply, outcome);
    const repeatsAtOnce = failing.servicesBefore.length > 0 && endsOnReuse.has(fault) ? 1 : 0;
    const repeats = Array.from({ length: attempts + repeatsAtOnce }, () => failing.service);
    expect(servicesCalled(rawCase.iyzico)).toEqual([...failing.servicesBefore, ...repeats]);
    await expectRecovery(rawCase, failing);
  };
  await Promise.all([payment, card, expiry].map(expectFailure));
}

/** Expects exactly one error, at the operation's path, beside the rest of the data. */
export function expectError(
  reply: TimedReply,
  { data, path }: FailingOperation,
  { code, retryable }: Pick<Outcome, 'code' | 'retryable'>,
): void {
  expect(reply).toMatchObject({ status: 200, errors: [{ path, extensions: { code, retryable } }] });
  expect(reply.errors).toHaveLength(1);
  expect(reply.data).toEqual(data);
  expectCommonHeaders(reply);
}

/** Restores iyzico and expects the operation to succeed, with one call for each service. */
export async function expectRecovery(
  { iyzico, send }: RawCase,
  { query, fullData, nextServices }: FailingOperation,
): Promise<void> {
  for (const { over } of iyzico.requests) await over;
  const before = iyzico.requests.length;
  iyzico.answerWith(asIyzico);
  const next = await send(query);
  expect(next.errors).toBeUndefined();
  expect(next.data).toEqual(fullData);
  expect(servicesCalled(iyzico).slice(before)).toEqual(nextServices);
}

/** Expects an answer well before one attempt times out. */
export function expectAtOnce({ milliseconds }: Pick<TimedReply, 'milliseconds'>, timeout = DEFAULT_TIMEOUT_MS): void {
  expect(milliseconds).toBeLessThan(timeout / 2);
}

function expectTime({ milliseconds }: TimedReply, { takes, attempts, timeout = DEFAULT_TIMEOUT_MS }: Outcome): void {
  if (takes === 'at once') expectAtOnce({ milliseconds }, timeout);
  else {
    expect(milliseconds).toBeGreaterThanOrEqual(attempts * timeout - 5);
    expect(milliseconds).toBeLessThan(DEADLINE_MS / 2);
  }
}
