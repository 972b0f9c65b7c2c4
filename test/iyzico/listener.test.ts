import { setTimeout as passed } from 'node:timers/promises';
import { patienceFor, type CallRecord, type IyzicoListener, type IyzicoSettings } from '../../src/iyzico/index.js';
import { answerOf, hang, held, inTurn, reset } from '../harness/raw-server.js';
import { checkoutForm, chosen, detail, openLine, options, outcomeOf } from '../harness/test-client.js';
import { asIyzico, openRawLine, refusal, type RawLine } from '../harness/raw-test-client.js';
import { put, remove, sample } from '../harness/sample.js';

let line: RawLine;
const open = async (settings: Partial<IyzicoSettings>) => {
  line = await openRawLine(settings);
};
afterEach(() => line.close());

/** A list, and what writes into it whatever it is told. */
function heard(): { told: unknown[]; hear: (...told: unknown[]) => void } {
  const told: unknown[] = [];
  return { told, hear: (...words) => void told.push(words) };
}

describe('of a call is told', () => {
  test('that nobody waited for it any more, once', async () => {
    await open({});
    const { patience, end } = patienceFor(8000);
    const question = line.iyzico.retrievePayment(checkoutForm, { ...options, patience });
    await line.server.received(1);
    end(new Error('left'));
    await expect(question).rejects.toThrow('left');
    await line.server.requests[0]?.over;
    expect(line.told).toEqual(['retrieve-payment abandoned 1']);
  });

  test('the same where the session was to be ended', async () => {
    await open({});
    const { patience, end } = patienceFor(8000);
    const key = { sessionToken: 'a', memberIdentifier: 'b' };
    const question = line.iyzico.expireSession(key, { ...options, patience });
    await line.server.received(1);
    end(new Error('left'));
    await expect(question).rejects.toThrow('left');
    expect(line.told).toEqual(['invalidate-session abandoned 1']);
  });

  test('nothing of those who leave while others wait', async () => {
    await open({});
    const gate = held(asIyzico);
    line.server.answerWith(gate.answer);
    const { patience, end } = patienceFor(8000);
    const leaver = line.iyzico.retrievePayment(checkoutForm, { ...options, patience });
    const stayer = line.iyzico.retrievePayment(checkoutForm, options);
    await line.server.received(1);
    end(new Error('left'));
    await expect(leaver).rejects.toThrow('left');
    gate.release();
    expect(await stayer).toMatchObject(detail);
    expect(line.told).toEqual(['retrieve-payment accepted 1']);
  });

  test('what a refusal is known to mean, its code being any', async () => {
    const calls: CallRecord[] = [];
    await open({ onCall: (call) => void calls.push(call) });
    line.server.answerWith(
      inTurn(refusal('5122'), answerOf('', { status: 429 }), answerOf('{"status": 401}', { status: 401 }), asIyzico),
    );
    for (const name of ['a', 'b', 'c', 'd']) await outcomeOf(line.ask(name));
    expect(calls).toMatchObject([
      { outcome: 'rejected', iyzicoCode: '5122', meaning: 'payment-pending' },
      { outcome: 'rejected', iyzicoCode: null, meaning: 'rate-limited' },
      { outcome: 'rejected', iyzicoCode: null, meaning: 'misconfigured' },
      { outcome: 'accepted', iyzicoCode: null, meaning: null },
    ]);
  });
});

test('of a circuit is told when it opens, tries again, and closes', async () => {
  const { told, hear } = heard();
  await open({ onCircuit: hear, limits: { attempts: 1, fewestToOpen: 3, openFor: 50 } });
  line.server.answerWith(reset);
  for (const name of ['a', 'b', 'c']) await outcomeOf(line.ask(name));
  expect(told).toEqual([['retrieve-payment', 'open']]);
  line.server.answerWith(asIyzico);
  // No event tells that it would try again.
  while (told.length < 3) {
    await outcomeOf(line.ask('again'));
    await passed(10);
  }
  expect(told).toEqual([
    ['retrieve-payment', 'open'],
    ['retrieve-payment', 'half-open'],
    ['retrieve-payment', 'closed'],
  ]);
});

test('of a lane is told how many calls are under way and how many wait', async () => {
  const loads: Parameters<NonNullable<IyzicoListener['onLane']>>[1][] = [];
  await open({
    onLane: (service, load) => {
      expect(service).toBe('retrieve-payment');
      loads.push(load);
    },
    limits: { inFlight: 2, waiting: 2, longestWait: 5000 },
  });
  const gate = held(asIyzico);
  line.server.answerWith(gate.answer);
  const { patience, end } = patienceFor(8000);
  const asked = ['a', 'b', 'c'].map((name) => line.ask(name));
  const leaver = line.iyzico.retrievePayment(checkoutForm, { ...chosen('leaver'), patience });
  await line.server.received(2);
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
  await open({ onLane: (_, load) => loads.push(load), timeout: 100 });
  line.server.answerWith(inTurn(reset, answerOf(''), hang));
  for (const name of ['a', 'b', 'c']) await outcomeOf(line.ask(name));
  expect(loads.at(-1)).toEqual({ inFlight: 0, waiting: 0 });
  expect(line.server.requests).toHaveLength(3);
});

test('of signatures is told what they prove, whatever the policy makes of it', async () => {
  const { told, hear } = heard();
  await open({});
  const simulated = await openLine({ onSignature: hear });
  const edits = [(text: string) => text, put('paidPrice', '0.01'), remove('signature')];
  for (const signaturePolicy of ['report', 'require'] as const) {
    const iyzico = simulated.connectAnew({ onSignature: hear, signaturePolicy });
    for (const edit of edits) {
      simulated.simulator.answerNext('payment-detail', { edit });
      await outcomeOf(iyzico.retrievePaymentDetail(detail, options));
    }
  }
  const of = (status: string) => ['payment-detail', status];
  const each = ['VERIFIED', 'MISMATCHED', 'ABSENT'].map(of);
  expect(told).toEqual([...each, ...each]);
  await simulated.close();
});

test('of the signature of an answer that says no nothing is told: it need bear none', async () => {
  const { told, hear } = heard();
  await open({ onSignature: hear });
  const declined = { status: 'failure', paymentId: '24259238', errorCode: '10051', errorGroup: 'NOT_SUFFICIENT_FUNDS' };
  line.server.answerWith(inTurn(answerOf(JSON.stringify(declined)), answerOf(sample('retrieve-payment.success'))));
  expect(await line.ask('a')).toMatchObject({ paymentStatus: 'FAILURE' });
  expect(told).toEqual([]);
  await line.ask('b');
  expect(told).toEqual([['retrieve-payment', 'MISMATCHED']]);
});
