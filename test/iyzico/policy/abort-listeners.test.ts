import { jest } from '@jest/globals';
import { createDeadline, endpoints, IyzicoUnavailable } from '../../../src/iyzico/index.js';
import { withDeadline } from '../../../src/iyzico/policy/deadline.js';
import { InFlightLimit } from '../../../src/iyzico/policy/in-flight-limit.js';
import { defaultServiceLimits, ServicePolicy } from '../../../src/iyzico/policy/service-policy.js';
import { CallAbort } from '../../../src/iyzico/wire/call-signal.js';

const service = 'retrieve-payment';
const left = new Error('the caller left');

/** A signal that counts its listeners, and reports when one is added. */
class CountedAbort extends CallAbort {
  listeners = 0;
  #report: () => void = () => undefined;
  readonly added = new Promise<void>((resolve) => {
    this.#report = resolve;
  });

  override addEventListener(type: 'abort', listener: () => void): void {
    super.addEventListener(type, listener);
    this.listeners++;
    this.#report();
  }

  override removeEventListener(type: 'abort', listener: () => void): void {
    super.removeEventListener(type, listener);
    this.listeners--;
  }
}

/** Work that ends when `end` is called. */
function createWork() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => ended, end };
}

test('a call that ended within its deadline listens no more', async () => {
  const signal = new CountedAbort();
  await withDeadline(Promise.resolve(), { signal, at: Infinity });
  expect(signal.listeners).toBe(0);
});

describe('a call that waits behind others of its caller', () => {
  const limit = { caller: 'a shopper', max: 1 };

  async function waitBehind(limits: InFlightLimit) {
    const [first, signal] = [createWork(), new CountedAbort()];
    const ahead = limits.run({ service, limit, signal: createDeadline(1000).deadline.signal }, first.run);
    const waiting = limits.run({ service, limit, signal }, () => Promise.resolve('ran'));
    await signal.added;
    return { first, signal, ahead, waiting };
  }

  test('listens no more when its turn comes, and its caller is forgotten after it', async () => {
    const limits = new InFlightLimit();
    const { first, signal, ahead, waiting } = await waitBehind(limits);
    expect([signal.listeners, limits.callers]).toEqual([1, 1]);
    first.end();
    await ahead;
    expect(await waiting).toBe('ran');
    expect([signal.listeners, limits.callers]).toEqual([0, 0]);
  });

  test('leaves when its signal is aborted, and its caller is forgotten after the others', async () => {
    const limits = new InFlightLimit();
    const { first, signal, ahead, waiting } = await waitBehind(limits);
    signal.abort(left);
    await expect(waiting).rejects.toBe(left);
    expect([signal.listeners, limits.callers]).toEqual([0, 1]);
    first.end();
    await ahead;
    expect(limits.callers).toBe(0);
  });
});

test('a caller that leaves before a second attempt ends the pause before it', async () => {
  jest.useFakeTimers();
  const policy = new ServicePolicy({ service, endpoint: endpoints[service], limits: defaultServiceLimits });
  const signal = new CountedAbort();
  let attempts = 0;
  const fail = () => {
    attempts++;
    return Promise.reject(new IyzicoUnavailable(service, 'unreachable', { detail: 'ECONNREFUSED' }));
  };
  const answer = policy.run(fail, { deadline: { signal, at: Infinity } });
  await signal.added;
  // No timer ends the pause: time stands still.
  signal.abort(left);
  await expect(answer).rejects.toBe(left);
  expect([attempts, signal.listeners, jest.getTimerCount()]).toEqual([1, 0, 0]);
  jest.useRealTimers();
});
