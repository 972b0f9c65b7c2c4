import { setTimeout as passed } from 'node:timers/promises';
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

/** A list, and what writes into it whatever it is told. */
function heard(): { records: unknown[]; hear: (...records: unknown[]) => void } {
  const records: unknown[] = [];
  return { records, hear: (...words) => void records.push(words) };
}

describe('of a call is told', () => {
  test('that nobody waited for it any more, once', async () => {
    await open({});
    const { deadline, end } = createDeadline(8000);
    const question = client.iyzico.retrievePayment(checkoutForm, { ...options, deadline });
    await client.server.received(1);
    end(new Error('left'));
    await expect(question).rejects.toThrow('left');
    await client.server.requests[0]?.over;
    expect(client.records).toEqual(['retrieve-payment abandoned 1']);
  });

  test('the same where the session was to be ended', async () => {
    await open({});
    const { deadline, end } = createDeadline(8000);
    const key = { sessionToken: 'a', memberIdentifier: 'b' };
    const question = client.iyzico.expireSession(key, { ...options, deadline });
    await client.server.received(1);
    end(new Error('left'));
    await expect(question).rejects.toThrow('left');
    expect(client.records).toEqual(['invalidate-session abandoned 1']);
  });

  test('nothing of those who leave while others wait', async () => {
    await open({});
    const gate = held(asIyzico);
    client.server.answerWith(gate.answer);
    const { deadline, end } = createDeadline(8000);
    const leaver = client.iyzico.retrievePayment(checkoutForm, { ...options, deadline });
    const stayer = client.iyzico.retrievePayment(checkoutForm, options);
    await client.server.received(1);
    end(new Error('left'));
    await expect(leaver).rejects.toThrow('left');
    gate.release();
    expect(await stayer).toMatchObject(detail);
    expect(client.records).toEqual(['retrieve-payment accepted 1']);
  });

  test('what a refusal is known to mean, its code being any', async () => {
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

test('of a circuit is told when it opens, tries again, and closes', async () => {
  const { records, hear } = heard();
  await open({ onCircuitBreaker: hear, limits: { attempts: 1, minimumAttempts: 3, openMs: 50 } });
  client.server.answerWith(reset);
  for (const name of ['a', 'b', 'c']) await outcomeOf(client.askPayment(name));
  expect(records).toEqual([['retrieve-payment', 'open']]);
  client.server.answerWith(asIyzico);
  // No event tells that it would try again.
  while (records.length < 3) {
    await outcomeOf(client.askPayment('again'));
    await passed(10);
  }
  expect(records).toEqual([
    ['retrieve-payment', 'open'],
    ['retrieve-payment', 'half-open'],
    ['retrieve-payment', 'closed'],
  ]);
});

test('of a lane is told how many calls are under way and how many wait', async () => {
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
  const asked = ['a', 'b', 'c'].map((name) => client.askPayment(name));
  const leaver = client.iyzico.retrievePayment(checkoutForm, { ...chosen('leaver'), deadline });
  await client.server.received(2);
  expect(loads.at(-1)).toEqual({ inFlight: 2, waiting: 2 });
  end(new Error('left'));
  await expect(leaver).rejects.toThrow('left');
  expect(loads.at(-1)).toEqual({ inFlight: 2, waiting: 1 });
  gate.release();
  await Promise.all(asked);
  expect(loads.at(-1)).toEqual({ inFlight: 0, waiting: 0 });
  expect(Math.max(...loads.map(({ inFlight }) => inFlight))).toBe(2);
});

test('a lane is empty again after calls that failed, and that were given up', async () => {
  const loads: unknown[] = [];
  await open({ onBulkhead: (_, load) => loads.push(load), timeoutMs: 100 });
  client.server.answerWith(inTurn(reset, answerOf(''), hang));
  for (const name of ['a', 'b', 'c']) await outcomeOf(client.askPayment(name));
  expect(loads.at(-1)).toEqual({ inFlight: 0, waiting: 0 });
  expect(client.server.requests).toHaveLength(3);
});

test('of signatures is told what they prove, whatever the policy makes of it', async () => {
  const { records, hear } = heard();
  await open({});
  const simulated = await openTestClient({ onSignature: hear });
  const edits = [(text: string) => text, put('paidPrice', '0.01'), remove('signature')];
  for (const signaturePolicy of ['report', 'require'] as const) {
    const iyzico = simulated.connectAnew({ onSignature: hear, signature: signaturePolicy });
    for (const edit of edits) {
      simulated.simulator.answerNext('payment-detail', { edit });
      await outcomeOf(iyzico.retrievePaymentDetail(detail, options));
    }
  }
  const of = (status: string) => ['payment-detail', status];
  const each = ['VERIFIED', 'MISMATCHED', 'ABSENT'].map(of);
  expect(records).toEqual([...each, ...each]);
  await simulated.close();
});

test('of the signature of an answer that says no nothing is told: it need bear none', async () => {
  const { records, hear } = heard();
  await open({ onSignature: hear });
  const declined = { status: 'failure', paymentId: '24259238', errorCode: '10051', errorGroup: 'NOT_SUFFICIENT_FUNDS' };
  client.server.answerWith(inTurn(answerOf(JSON.stringify(declined)), answerOf(sample('retrieve-payment.success'))));
  expect(await client.askPayment('a')).toMatchObject({ paymentStatus: 'FAILURE' });
  expect(records).toEqual([]);
  await client.askPayment('b');
  expect(records).toEqual([['retrieve-payment', 'MISMATCHED']]);
});
