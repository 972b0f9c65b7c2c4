import { Operations } from '../../src/iyzico/operations.js';
import { Coalescing } from '../../src/iyzico/policy/coalescing.js';
import { endpoints, type Endpoint, type IyzicoService } from '../../src/iyzico/wire/endpoints.js';
import { IyzicoUnavailable } from '../../src/iyzico/wire/errors.js';
import { options } from '../harness/test-client.js';

/** A service that iyzico has and this project does not call. */
const refund = 'refund' as IyzicoService;
const refundEndpoint: Endpoint = { path: '/payment/refund', access: 'write' };
const key = { paymentId: '1' };

function createOperations(): Operations {
  return new Operations({
    endpoints: { ...endpoints, [refund]: refundEndpoint },
    coalescing: new Coalescing({ timeoutMs: 8000, cacheMs: 60_000 }),
    opaqueId: (secret) => secret,
  });
}

/** Counts its calls. Each answer is the number of the call. */
function createCounter() {
  const counter = { calls: 0, send: () => Promise.resolve({ call: (counter.calls += 1) }) };
  return counter;
}

describe('an operation', () => {
  test('that writes is sent for each caller, and one that reads is coalesced', async () => {
    const [writes, reads] = [createCounter(), createCounter()];
    const operations = createOperations();
    const write = operations.offer(refund, writes.send);
    const read = operations.offer('payment-detail', reads.send);
    await Promise.all([write(key, options), write(key, options)]);
    await Promise.all([read(key, options), read(key, options)]);
    expect([writes.calls, reads.calls]).toEqual([2, 1]);
  });

  test('that writes drops the answers of earlier reads', async () => {
    const operations = createOperations();
    const read = operations.offer('payment-detail', createCounter().send);
    expect(await read(key, options)).toEqual({ call: 1 });
    expect(await read(key, options)).toEqual({ call: 1 });
    await operations.offer(refund, createCounter().send)(key, options);
    expect(await read(key, options)).toEqual({ call: 2 });
  });

  test('that writes and was certainly not sent keeps the answers of earlier reads', async () => {
    const operations = createOperations();
    const read = operations.offer('payment-detail', createCounter().send);
    await read(key, options);
    for (const neverSent of [true, false]) {
      const failure = new IyzicoUnavailable(refund, 'unreachable', { detail: 'ECONNREFUSED', neverSent });
      await expect(operations.offer(refund, () => Promise.reject(failure))(key, options)).rejects.toBe(failure);
      expect(await read(key, options)).toEqual({ call: neverSent ? 1 : 2 });
    }
  });
});
