import { getEventListeners, once } from 'node:events';
import { createReadStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DeadlineExceeded, createDeadline, withDeadline } from '../../../src/iyzico/policy/deadline.js';
import { checkoutForm, openTestClient, options, outcomeOf, session } from '../../harness/test-client.js';

const never = new Promise<never>(() => undefined);
const disconnected = new Error('client disconnected');

const unhandledRejections: unknown[] = [];
const collect = (reason: unknown) => unhandledRejections.push(reason);
beforeAll(() => process.on('unhandledRejection', collect));
afterEach(async () => {
  // Node.js reports a rejection only after the turn of the event loop in which it happened.
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandledRejections.splice(0)).toEqual([]);
});
afterAll(() => process.off('unhandledRejection', collect));

describe('a deadline', () => {
  test('ends when its time has passed', async () => {
    await expect(withDeadline(never, createDeadline(10).deadline)).rejects.toBeInstanceOf(DeadlineExceeded);
  });

  test('that passed while the process was paused ends after the answers that arrived meanwhile', async () => {
    const { deadline } = createDeadline(50);
    const answer = once(createReadStream('/dev/zero', { end: 0 }), 'data');
    // Stops the event loop, as a suspended machine does.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    expect(await withDeadline(answer, deadline)).toHaveLength(1);
    await expect(withDeadline(never, deadline)).rejects.toBeInstanceOf(DeadlineExceeded);
  });

  test('can be ended before, with a reason', async () => {
    const { deadline, end } = createDeadline(60_000);
    const answer = withDeadline(never, deadline);
    end(disconnected);
    await expect(answer).rejects.toBe(disconnected);
  });

  test('that was ended without a reason is never aborted', async () => {
    const { deadline, end } = createDeadline(10);
    end();
    await pause(30);
    expect(deadline.signal.aborted).toBe(false);
  });

  test('lets an answer or its failure through', async () => {
    const { deadline, end } = createDeadline(60_000);
    expect(await withDeadline(Promise.resolve(1), deadline)).toBe(1);
    await expect(withDeadline(Promise.reject(disconnected), deadline)).rejects.toBe(disconnected);
    end();
  });

  test('leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const deadline = { signal, at: Infinity };
    for (let i = 0; i < 50; i++) await withDeadline(Promise.resolve(i), deadline);
    await outcomeOf(withDeadline(Promise.reject(disconnected), deadline));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('that was aborted waits for no answer, and causes no unhandled rejection', async () => {
    const { deadline, end } = createDeadline(60_000);
    end(disconnected);
    await expect(withDeadline(Promise.resolve(1), deadline)).rejects.toBe(disconnected);
    await expect(withDeadline(Promise.reject(new Error('failed')), deadline)).rejects.toBe(disconnected);
  });
});

describe('work that has a deadline', () => {
  test('fails with the reason for which the deadline was aborted', async () => {
    const { deadline, end } = createDeadline(60_000);
    const outcome = outcomeOf(withDeadline(never, deadline));
    end(disconnected);
    expect(await outcome).toBe(disconnected);
  });

  test('fails once its deadline has passed', async () => {
    const { deadline } = createDeadline(10);
    await expect(withDeadline(never, deadline)).rejects.toBeInstanceOf(DeadlineExceeded);
  });

  test('does not start after its deadline was aborted', async () => {
    const client = await openTestClient();
    const { deadline, end } = createDeadline(60_000);
    end(disconnected);
    await expect(client.iyzico.retrievePayment(checkoutForm, { ...options, deadline })).rejects.toBe(disconnected);
    await expect(client.iyzico.expireSession(session, { ...options, deadline })).rejects.toBe(disconnected);
    expect(client.calledServices()).toEqual([]);
    await client.close();
  });

  test('causes no unhandled rejection where it fails after its deadline', async () => {
    const { deadline } = createDeadline(10);
    const late = new Promise<never>((_, reject) => setTimeout(reject, 30, new Error('late')));
    await expect(withDeadline(late, deadline)).rejects.toBeInstanceOf(DeadlineExceeded);
    await outcomeOf(late);
  });
});
