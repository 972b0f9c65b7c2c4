import { createDeadline, IyzicoUnavailable, type CallOptions, type IyzicoSettings } from '../../../src/iyzico/index.js';
import { Coalescing } from '../../../src/iyzico/policy/coalescing.js';
import { hang, held } from '../../harness/raw-server.js';
import {
  asIyzico,
  only,
  openRawTestClient,
  servicesCalled,
  type RawTestClient,
} from '../../harness/raw-test-client.js';
import { checkoutForm, chosen, detail, options, outcomeOf, session } from '../../harness/test-client.js';

let client: RawTestClient;
const open = async (settings: Partial<IyzicoSettings> = {}) => {
  client = await openRawTestClient(settings);
};
afterEach(() => client.close());

const limitOf = (caller: string) => ({ inFlightLimit: { caller, max: 4 } });
const shopper = limitOf('a shopper');
let asked = 0;
/** Options of a call that is coalesced with no other. */
const next = (more: Partial<CallOptions> = {}): CallOptions => ({ ...chosen(`${asked++}`), ...more });
const retrieve = (more: Partial<CallOptions> = shopper) => client.iyzico.retrievePayment(checkoutForm, next(more));
const retrieveDetail = (more: Partial<CallOptions> = shopper) =>
  client.iyzico.retrievePaymentDetail(detail, next(more));

/** Keeps every call in flight until the answers are released. */
function holdAnswers() {
  const gate = held(asIyzico);
  client.server.answerWith(gate.answer);
  return gate;
}

describe('a caller whose calls in flight are limited', () => {
  test('has four at once over all services, and the others follow in order', async () => {
    await open();
    const gate = holdAnswers();
    const answers = [retrieve(), retrieveDetail(), retrieve(), retrieveDetail(), retrieve(), retrieveDetail()];
    await client.server.received(4);
    // Another caller's call, sent later, is received before the ones that wait.
    const other = retrieve(limitOf('another'));
    await client.server.received(5);
    const [payment, paymentDetail] = ['retrieve-payment', 'payment-detail'];
    expect(servicesCalled(client.server)).toEqual([payment, paymentDetail, payment, paymentDetail, payment]);
    gate.release();
    expect(await Promise.all([other, ...answers])).toMatchObject(Array.from({ length: 7 }, () => detail));
    expect(servicesCalled(client.server).slice(5)).toEqual([payment, paymentDetail]);
  });

  test('takes no slot and no place in the bulkhead with the calls that wait', async () => {
    await open({ limits: { inFlight: 5, maxWaiting: 0 } });
    const gate = holdAnswers();
    const answers = Array.from({ length: 12 }, () => retrieve());
    await client.server.received(4);
    const other = retrieve(limitOf('another'));
    await client.server.received(5);
    await expect(retrieve({ origin: 'a third' })).rejects.toMatchObject({ reason: 'bulkhead-full' });
    gate.release();
    expect(await Promise.all([other, ...answers])).toHaveLength(13);
  });

  test('lets sixteen calls wait, and refuses more', async () => {
    await open();
    const gate = holdAnswers();
    const answers = Array.from({ length: 20 }, () => retrieve());
    await expect(retrieve()).rejects.toMatchObject({ reason: 'caller-full', neverSent: true });
    expect(client.records).toEqual(['retrieve-payment caller-full 0']);
    gate.release();
    expect(await Promise.all(answers)).toHaveLength(20);
    expect(client.server.requests).toHaveLength(20);
    expect(await retrieve()).toMatchObject(detail);
  });

  test('does not send a call that was aborted while it waited, and sends the next one', async () => {
    await open();
    const gate = holdAnswers();
    const first = Array.from({ length: 4 }, () => retrieve());
    await client.server.received(4);
    const { deadline, end } = createDeadline(8000);
    const aborted = retrieve({ ...shopper, deadline });
    const last = retrieveDetail();
    end(new Error('client disconnected'));
    await expect(aborted).rejects.toThrow('client disconnected');
    gate.release();
    expect(await Promise.all([...first, last])).toHaveLength(5);
    expect(servicesCalled(client.server).slice(4)).toEqual(['payment-detail']);
  });

  test('ends a session while its four reads hang', async () => {
    await open();
    client.server.answerWith(hang);
    const reads = Array.from({ length: 4 }, () => outcomeOf(retrieve()));
    await client.server.received(4);
    client.server.answerWith(only('retrieve-payment', asIyzico));
    expect(await client.iyzico.expireSession(session, next(shopper))).toMatchObject({ outcome: 'expired' });
    const expiry = await client.iyzico.expireCheckoutSession(checkoutForm, next(shopper));
    expect(expiry).toMatchObject({ outcome: 'expired' });
    await client.server.close();
    await Promise.all(reads);
  });
});

test('a caller without a limit has as many calls in flight as a service allows', async () => {
  await open();
  const gate = holdAnswers();
  const answers = Array.from({ length: 20 }, () => retrieve({ origin: 'a system' }));
  await client.server.received(20);
  gate.release();
  expect(await Promise.all(answers)).toHaveLength(20);
});

test('a caller that joined the request of another whose queue is full sends the request itself', async () => {
  await open();
  const coalescing = new Coalescing({ timeoutMs: 1000, cacheMs: 0 });
  const full = new IyzicoUnavailable('retrieve-payment', 'caller-full', { detail: 'full', neverSent: true });
  const refused = outcomeOf(coalescing.coalesce('key', options.deadline, { send: () => Promise.reject(full) }));
  const joined = coalescing.coalesce('key', options.deadline, { send: () => Promise.resolve({ of: 'another' }) });
  expect(await refused).toBe(full);
  expect(await joined).toEqual({ of: 'another' });
});
