import { setTimeout as pause } from 'node:timers/promises';
import { createDeadline, type CallRecord, type IyzicoListener, type IyzicoSettings } from '../../src/iyzico/index.js';
import { answerOf, hang, held, inTurn, reset } from '../harness/raw-server.js';
import { checkoutForm, chosen, detail, openTestClient, options, outcomeOf } from '../harness/test-client.js';
import { asIyzico, openRawTestClient, refusal, type RawTestClient } from '../harness/raw-test-client.js';
import { put, remove, sample } from '../harness/sample.js';

let client: RawTestClient;
const open = async (settings: Partial<IyzicoSettings>) => {
  client = await openRawTestClient(settings);
};
afterEach(() => client.close());

const disconnected = new Error('client disconnected');

/** A callback, and the arguments of each of its calls. */
function createCallback(): { calls: unknown[][]; callback: (...parameters: unknown[]) => void } {
  const calls: unknown[][] = [];
  return { calls, callback: (...parameters) => void calls.push(parameters) };
}

describe('the record of a call', () => {
  test('says once that its caller abandoned it', async () => {
    await open({});
    const { deadline, end } = createDeadline(8000);
    const outcome = client.iyzico.retrievePayment(checkoutForm, { ...options, deadline });
    await client.server.received(1);
    end(disconnected);
    await expect(outcome).rejects.toBe(disconnected);
    await client.server.requests[0]?.over;
    expect(client.records).toEqual(['retrieve-payment abandoned 1']);
  });

  test('says the same of a session expiry', async () => {
    await open({});
    const { deadline, end } = createDeadline(8000);
    const key = { sessionToken: 'a', memberIdentifier: 'b' };
    const outcome = client.iyzico.expireSession(key, { ...options, deadline });
    await client.server.received(1);
    end(disconnected);
    await expect(outcome).rejects.toBe(disconnected);
    expect(client.records).toEqual(['invalidate-session abandoned 1']);
  });

  test('does not mention callers that disconnect while others wait', async () => {
    await open({});
    const gate = held(asIyzico);
    client.server.answerWith(gate.answer);
    const { deadline, end } = createDeadline(8000);
    const aborted = client.iyzico.retrievePayment(checkoutForm, { ...options, deadline });
    const other = client.iyzico.retrievePayment(checkoutForm, options);
    await client.server.received(1);
    end(disconnected);
    await expect(aborted).rejects.toBe(disconnected);
    gate.release();
    expect(await other).toMatchObject(detail);
    expect(client.records).toEqual(['retrieve-payment accepted 1']);
  });

  test('names the request that made it, also where another request shares its answer', async () => {
    const calls: CallRecord[] = [];
    await open({ onCall: (call) => void calls.push(call) });
    const gate = held(asIyzico);
    client.server.answerWith(gate.answer);
    const payments = ['first', 'second'].map((requestId) =>
      client.iyzico.retrievePayment(checkoutForm, { ...options, requestId }),
    );
    await client.server.received(1);
    gate.release();
    expect(await Promise.all(payments)).toMatchObject([detail, detail]);
    expect(calls).toMatchObject([{ requestId: 'first', outcome: 'accepted' }]);
  });

  test('has the meaning of a refusal, with or without a code', async () => {
    const calls: CallRecord[] = [];
    await open({ onCall: (call) => void calls.push(call) });
    client.server.answerWith(
      inTurn(refusal('5122'), answerOf('', { status: 429 }), answerOf('{"status": 401}', { status: 401 }), asIyzico),
    );
    for (const name of ['a', 'b', 'c', 'd']) await outcomeOf(client.askPayment(name));
    expect(calls).toMatchObject([
      { outcome: 'rejected', iyzicoCode: '5122', meaning: 'payment-pending' },
      { outcome: 'rejected', iyzicoCode: null, meaning: 'rate-limited' },
      { outcome: 'rejected', iyzicoCode: null, meaning: 'misconfigured' },
      { outcome: 'accepted', iyzicoCode: null, meaning: null },
    ]);
  });
});

test('a circuit breaker reports that it opens, probes the service, and closes', async () => {
  const { calls, callback } = createCallback();
  await open({ onCircuitBreaker: callback, limits: { attempts: 1, minimumAttempts: 3, openMs: 50 } });
  client.server.answerWith(reset);
  for (const name of ['a', 'b', 'c']) await outcomeOf(client.askPayment(name));
  expect(calls).toEqual([['retrieve-payment', 'open']]);
  client.server.answerWith(asIyzico);
  // The circuit breaker emits no event when it would let a probe through.
  while (calls.length < 3) {
    await outcomeOf(client.askPayment('again'));
    await pause(10);
  }
  expect(calls).toEqual([
    ['retrieve-payment', 'open'],
    ['retrieve-payment', 'half-open'],
    ['retrieve-payment', 'closed'],
  ]);
});

test('a bulkhead reports how many calls are in flight and how many wait', async () => {
  const loads: Parameters<NonNullable<IyzicoListener['onBulkhead']>>[1][] = [];
  await open({
    onBulkhead: (service, load) => {
      expect(service).toBe('retrieve-payment');
      loads.push(load);
    },
    limits: { inFlight: 2, maxWaiting: 2, maxWaitMs: 5000 },
  });
  const gate = held(asIyzico);
  client.server.answerWith(gate.answer);
  const { deadline, end } = createDeadline(8000);
  const payments = ['a', 'b', 'c'].map((name) => client.askPayment(name));
  const aborted = client.iyzico.retrievePayment(checkoutForm, { ...chosen('aborted'), deadline });
  await client.server.received(2);
  expect(loads.at(-1)).toEqual({ inFlight: 2, waiting: 2 });
  end(disconnected);
  await expect(aborted).rejects.toBe(disconnected);
  expect(loads.at(-1)).toEqual({ inFlight: 2, waiting: 1 });
  gate.release();
  await Promise.all(payments);
  expect(loads.at(-1)).toEqual({ inFlight: 0, waiting: 0 });
  expect(Math.max(...loads.map(({ inFlight }) => inFlight))).toBe(2);
});

test('a bulkhead is empty again after failures and timeouts', async () => {
  const loads: unknown[] = [];
  await open({ onBulkhead: (_, load) => loads.push(load), timeoutMs: 400 });
  client.server.answerWith(inTurn(reset, answerOf(''), hang));
  for (const name of ['a', 'b', 'c']) await outcomeOf(client.askPayment(name));
  expect(loads.at(-1)).toEqual({ inFlight: 0, waiting: 0 });
  expect(client.server.requests).toHaveLength(3);
});

test('every status of a signature is reported, whatever the signature policy', async () => {
  const { calls, callback } = createCallback();
  await open({});
  const simulated = await openTestClient({ onSignature: callback });
  const edits = [(text: string) => text, put('paidPrice', '0.01'), remove('signature')];
  for (const signature of ['report', 'require'] as const) {
    const iyzico = simulated.connectAnew({ onSignature: callback, signature });
    for (const edit of edits) {
      simulated.simulator.answerNext('payment-detail', { edit });
      await outcomeOf(iyzico.retrievePaymentDetail(detail, options));
    }
  }
  const reports = ['VERIFIED', 'MISMATCHED', 'ABSENT'].map((status) => ['payment-detail', status]);
  expect(calls).toEqual([...reports, ...reports]);
  await simulated.close();
});

test('the signature of a failure is not reported, because failures may be unsigned', async () => {
  const { calls, callback } = createCallback();
  await open({ onSignature: callback });
  const declined = { status: 'failure', paymentId: '24259238', errorCode: '10051', errorGroup: 'NOT_SUFFICIENT_FUNDS' };
  client.server.answerWith(inTurn(answerOf(JSON.stringify(declined)), answerOf(sample('retrieve-payment.success'))));
  expect(await client.askPayment('a')).toMatchObject({ paymentStatus: 'FAILURE' });
  expect(calls).toEqual([]);
  await client.askPayment('b');
  expect(calls).toEqual([['retrieve-payment', 'MISMATCHED']]);
});
