import { createDeadline, type IyzicoSettings } from '../../../src/iyzico/index.js';
import { answerOf, hang, held, inTurn, reset } from '../../harness/raw-server.js';
import {
  asIyzico,
  defaultPolicy,
  only,
  openRawTestClient,
  refusal,
  servicesCalled,
  type RawTestClient,
} from '../../harness/raw-test-client.js';
import { checkoutForm, chosen, detail, options, outcomeOf, session } from '../../harness/test-client.js';

let client: RawTestClient;
const open = async (settings: Partial<IyzicoSettings>) => {
  client = await openRawTestClient(settings);
};
afterEach(() => client.close());

/** Keeps every call in flight until the answers are released. */
function holdAnswers() {
  const gate = held(asIyzico);
  client.server.answerWith(gate.answer);
  return gate;
}

describe('the bulkhead of a service', () => {
  test('has slots for twenty calls, lets forty wait for half a second, and refuses the rest', async () => {
    await open(defaultPolicy);
    const gate = holdAnswers();
    const payments = Array.from({ length: 60 }, (_, i) => outcomeOf(client.askPayment(`${i}`)));
    await expect(client.askPayment('beyond')).rejects.toMatchObject({ reason: 'bulkhead-full', detail: 'full' });
    const waited = { reason: 'bulkhead-full', detail: 'waited', service: 'retrieve-payment' };
    for (const payment of payments.slice(20)) expect(await payment).toMatchObject(waited);
    await client.server.received(20);
    expect(client.server.requests).toHaveLength(20);
    gate.release();
    for (const payment of payments.slice(0, 20)) expect(await payment).toMatchObject(detail);
    expect(await client.askPayment('next')).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(21);
    expect(client.records.filter((record) => record === 'retrieve-payment bulkhead-full 0')).toHaveLength(41);
  });

  test('sends a waiting call as soon as a slot is free', async () => {
    await open({ limits: { inFlight: 2 } });
    const gate = holdAnswers();
    const payments = ['a', 'b', 'c', 'd', 'e'].map((name) => client.askPayment(name));
    await client.server.received(2);
    gate.release();
    expect(await Promise.all(payments)).toMatchObject(payments.map(() => detail));
    expect(client.server.requests).toHaveLength(5);
  });

  test('lets another call wait in place of one that was aborted, and does not send the aborted one', async () => {
    await open({ limits: { inFlight: 1, maxWaiting: 1, maxWaitMs: 5000 } });
    const gate = holdAnswers();
    const first = client.askPayment('first');
    const { deadline, end } = createDeadline(8000);
    const aborted = client.iyzico.retrievePayment(checkoutForm, { ...chosen('aborted'), deadline });
    await expect(client.askPayment('too many')).rejects.toMatchObject({ reason: 'bulkhead-full', detail: 'full' });
    end(new Error('client disconnected'));
    await expect(aborted).rejects.toThrow('client disconnected');
    const second = client.askPayment('second');
    await client.server.received(1);
    gate.release();
    expect(await Promise.all([first, second])).toMatchObject([detail, detail]);
    const conversations = client.server.requests.map(({ body }) => /"conversationId":"(\w+)"/.exec(body)?.[1]);
    expect(conversations).toEqual(['first', 'second']);
  });

  test('lets another call wait in place of one that waited too long', async () => {
    await open({ limits: { inFlight: 1, maxWaiting: 1, maxWaitMs: 50 } });
    const gate = holdAnswers();
    const first = client.askPayment('first');
    for (const name of ['a', 'b', 'c']) {
      await expect(client.askPayment(name)).rejects.toMatchObject({ reason: 'bulkhead-full', detail: 'waited' });
    }
    gate.release();
    expect(await first).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
  });

  test('refuses neither calls of other services nor session expiry while it is full', async () => {
    await open({ limits: { inFlight: 1, maxWaiting: 0 } });
    client.server.answerWith(only('retrieve-payment', hang));
    const first = outcomeOf(client.askPayment('first'));
    await client.server.received(1);
    await expect(client.askPayment('second')).rejects.toMatchObject({ reason: 'bulkhead-full' });
    expect(await client.iyzico.expireSession(session, options)).toMatchObject({ outcome: 'expired' });
    expect(await client.iyzico.retrievePaymentDetail(detail, options)).toMatchObject(detail);
    expect(servicesCalled(client.server)).toEqual(['retrieve-payment', 'invalidate-session', 'payment-detail']);
    await client.server.close();
    await first;
  });

  test('frees the slots of calls that failed', async () => {
    await open({ limits: { inFlight: 1, maxWaiting: 0, attempts: 1, minimumAttempts: Infinity } });
    client.server.answerWith(inTurn(reset, refusal('1'), answerOf(''), asIyzico));
    for (const name of ['a', 'b', 'c']) expect(await outcomeOf(client.askPayment(name))).toBeInstanceOf(Error);
    expect(await client.askPayment('d')).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(4);
  });
});
