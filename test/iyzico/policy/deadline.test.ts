import { getEventListeners } from 'node:events';
import { DeadlineExceeded, createDeadline, withDeadline } from '../../../src/iyzico/policy/deadline.js';
import { checkoutForm, openTestClient, options, outcomeOf, session } from '../../harness/test-client.js';

const never = new Promise<never>(() => undefined);
const left = new Error('left');

/** Failures that nobody heard of. */
const unheard: unknown[] = [];
const hear = (failure: unknown) => unheard.push(failure);
beforeAll(() => process.on('unhandledRejection', hear));
afterEach(async () => {
  // They are told of only after the turn in which they happened.
  await new Promise((resolve) => setImmediate(resolve));
  expect(unheard.splice(0)).toEqual([]);
});
afterAll(() => process.off('unhandledRejection', hear));

describe('patience', () => {
  test('ends when its time has passed', async () => {
    await expect(withDeadline(never, createDeadline(10).deadline)).rejects.toBeInstanceOf(DeadlineExceeded);
  });

  test('may be ended before, for a reason that is told', async () => {
    const { deadline, end } = createDeadline(60_000);
    const answer = withDeadline(never, deadline);
    end(left);
    await expect(answer).rejects.toBe(left);
  });

  test('that was ended after the work is never over', async () => {
    const { deadline, end } = createDeadline(10);
    end();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(deadline.signal.aborted).toBe(false);
  });

  test('waits for an answer, or for its failure', async () => {
    const { deadline, end } = createDeadline(60_000);
    expect(await withDeadline(Promise.resolve(1), deadline)).toBe(1);
    await expect(withDeadline(Promise.reject(left), deadline)).rejects.toBe(left);
    end();
  });

  test('leaves no listener behind', async () => {
    const { deadline, end } = createDeadline(60_000);
    for (let i = 0; i < 50; i++) await withDeadline(Promise.resolve(i), deadline);
    await outcomeOf(withDeadline(Promise.reject(left), deadline));
    expect(getEventListeners(deadline.signal, 'abort')).toEqual([]);
    const waiting = outcomeOf(withDeadline(never, deadline));
    end(left);
    await waiting;
    expect(getEventListeners(deadline.signal, 'abort')).toEqual([]);
  });

  test('that is over waits for nothing, and leaves no failure unheard', async () => {
    const { deadline, end } = createDeadline(60_000);
    end(left);
    await expect(withDeadline(Promise.resolve(1), deadline)).rejects.toBe(left);
    await expect(withDeadline(Promise.reject(new Error('unheard')), deadline)).rejects.toBe(left);
  });
});

describe('work that has a deadline', () => {
  test('fails with the reason for which the deadline ended', async () => {
    const { deadline, end } = createDeadline(60_000);
    const outcome = outcomeOf(withDeadline(never, deadline));
    end(left);
    expect(await outcome).toBe(left);
  });

  test('fails once its time is up', async () => {
    const { deadline } = createDeadline(10);
    await expect(withDeadline(never, deadline)).rejects.toBeInstanceOf(DeadlineExceeded);
  });

  test('does not start where the deadline is over', async () => {
    const client = await openTestClient();
    const { deadline, end } = createDeadline(60_000);
    end(left);
    await expect(client.iyzico.retrievePayment(checkoutForm, { ...options, deadline })).rejects.toBe(left);
    await expect(client.iyzico.expireSession(session, { ...options, deadline })).rejects.toBe(left);
    expect(client.calledServices()).toEqual([]);
    await client.close();
  });

  test('causes no unhandled rejection where it fails after its time', async () => {
    const { deadline } = createDeadline(10);
    const late = new Promise<never>((_, reject) => setTimeout(reject, 30, new Error('late')));
    await expect(withDeadline(late, deadline)).rejects.toBeInstanceOf(DeadlineExceeded);
    await outcomeOf(late);
  });
});
