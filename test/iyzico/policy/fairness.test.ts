import { jest } from '@jest/globals';
import { IyzicoUnavailable } from '../../../src/iyzico/index.js';
import { InFlightLimit } from '../../../src/iyzico/policy/in-flight-limit.js';
import { defaultServiceLimits, ServicePolicy } from '../../../src/iyzico/policy/service-policy.js';
import { CallAbort } from '../../../src/iyzico/wire/call-signal.js';
import { endpoints } from '../../../src/iyzico/wire/endpoints.js';
import { outcomeOf } from '../../harness/test-client.js';

const service = 'retrieve-payment';
const signal = new CallAbort();
const deadline = { signal, at: Infinity };
const after = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** The policies that a shopper's call goes through. Without retries, whose pauses take real time. */
function startPolicies() {
  const inFlightLimit = new InFlightLimit();
  const limits = { ...defaultServiceLimits, attempts: 1 } as const;
  const policy = new ServicePolicy({ service, endpoint: endpoints[service], limits });
  return (origin: string, attempt: () => Promise<string>): Promise<unknown> =>
    outcomeOf(
      inFlightLimit.run({ service, limit: { caller: origin, max: 4 }, signal }, () =>
        policy.run(attempt, { deadline, origin }),
      ),
    );
}

describe('one shopper, asking as fast as possible for 30 seconds,', () => {
  test.each([
    ['is reset by iyzico', 50, 'unreachable'],
    ['hangs at iyzico', 3000, 'timeout'],
  ] as const)('takes the service from none of 20 others where their own form %s', async (_how, failsAfter, reason) => {
    const call = startPolicies();
    const failing = () =>
      after(failsAfter).then(() => {
        throw new IyzicoUnavailable(service, reason, { detail: 'test' });
      });
    let failures = 0;
    const attack = async () => {
      while (performance.now() < end) {
        const outcome = await call('the attacker', failing);
        if (outcome instanceof IyzicoUnavailable && outcome.reason === reason) failures++;
        await after(10);
      }
    };
    const outcomes: unknown[] = [];
    const ask = async (name: string) => {
      while (performance.now() < end) {
        outcomes.push(await call(name, () => after(50).then(() => 'answered')));
        await after(5000);
      }
    };
    const end = performance.now() + 30_000;
    const others = Array.from({ length: 20 }, (_, i) => ask(`form ${i}`));
    // Four in flight, and sixteen in the queue: as many as are not refused.
    const attacks = Array.from({ length: 20 }, attack);
    await jest.advanceTimersByTimeAsync(60_000);
    await Promise.all([...others, ...attacks]);
    expect(outcomes).toEqual(Array<string>(120).fill('answered'));
    expect(failures).toBeGreaterThan(20);
  });
});
