import { setTimeout as pause } from 'node:timers/promises';
import { createDeadline, type CallOptions, type IyzicoSettings } from '../../../src/iyzico/index.js';
import { DeadlineExceeded } from '../../../src/iyzico/policy/deadline.js';
import { answerOf, held, inTurn, reset, type RawAnswer } from '../../harness/raw-server.js';
import {
  asIyzico,
  only,
  openRawTestClient,
  servicesCalled,
  type RawTestClient,
} from '../../harness/raw-test-client.js';
import { all, put, remove, sample } from '../../harness/sample.js';
import { checkoutForm, chosen, detail, options, outcomeOf, rejected, session } from '../../harness/test-client.js';

const sessionKey = { ...checkoutForm, ...detail };
/** As iyzico, with a payment that cannot change any more. */
const asFinal = only(
  'retrieve-payment',
  answerOf(put('sessionInfo.sessionStatus', '"PASSIVE"')(sample('retrieve-payment.success'))),
);
const disconnected = new Error('client disconnected');

let client: RawTestClient;
const open = async (settings: Partial<IyzicoSettings> = {}) => {
  client = await openRawTestClient(settings);
};
beforeEach(() => open());
afterEach(() => client.close());

const retrieve = (more: Partial<CallOptions> = {}) =>
  client.iyzico.retrievePayment(checkoutForm, { ...options, ...more });
const retrieveLastPayment = (more: Partial<CallOptions> = {}) =>
  client.iyzico.retrieveLastPayment(session, { ...options, ...more });
const expire = () => client.iyzico.expireSession(session, options);

/** Keeps every call in flight until the answers are released. */
function holdAnswers() {
  const gate = held(asIyzico);
  client.server.answerWith(gate.answer);
  return gate;
}

describe('one call answers', () => {
  test('three hundred concurrent reads of one payment', async () => {
    const gate = holdAnswers();
    const payments = Array.from({ length: 300 }, () => retrieve());
    await client.server.received(1);
    gate.release();
    for (const payment of payments) expect(await payment).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
    expect(client.coalesced()).toBe(299);
    expect(client.records).toEqual(['retrieve-payment accepted 1']);
  });

  test.each([
    ['payment details', () => client.iyzico.retrievePaymentDetail(detail, options), ['payment-detail']],
    ['sessions', () => client.iyzico.retrieveSession(sessionKey, options), ['retrieve-session']],
    ['last payments', () => retrieveLastPayment(), ['retrieve-access-token', 'last-payment-info']],
  ])('equal reads of %s', async (_what, read, services) => {
    client.server.answerWith(asIyzico);
    const [first, ...others] = await Promise.all([read(), read(), read()]);
    expect(others).toEqual([first, first]);
    expect(servicesCalled(client.server)).toEqual(services);
  });

  test('reads with different conversation ids that no caller chose', async () => {
    client.server.answerWith(asIyzico);
    await Promise.all([retrieve({ conversationId: 'a' }), retrieve({ conversationId: 'b' })]);
    expect(client.server.requests).toHaveLength(1);
  });

  test('only one of two reads whose different keys have the same text', async () => {
    client.server.answerWith(asIyzico);
    const { paymentId } = detail;
    await Promise.all([
      client.iyzico.retrievePaymentDetail({ paymentId }, options),
      outcomeOf(client.iyzico.retrievePaymentDetail({ paymentConversationId: paymentId }, options)),
    ]);
    expect(client.server.requests).toHaveLength(2);
  });

  test('reads with the same conversation id that their callers chose', async () => {
    client.server.answerWith(asIyzico);
    await Promise.all([retrieve(chosen('a')), retrieve(chosen('a'))]);
    expect(client.server.requests).toHaveLength(1);
  });

  test('a read that joins it while it is retried', async () => {
    await client.close();
    await open({ limits: {} });
    client.server.answerWith(inTurn(reset, asIyzico));
    const first = retrieve();
    await client.server.received(1);
    expect(await Promise.all([first, retrieve()])).toMatchObject([detail, detail]);
    expect(client.server.requests).toHaveLength(2);
  });

  test('equal reads with a refusal or a failure too, and neither is cached', async () => {
    const answers = inTurn(reset, answerOf('{"status": "failure", "errorCode": "5124"}'), asIyzico);
    client.server.answerWith(answers);
    const failures = await Promise.all([retrieve(), retrieve()].map(outcomeOf));
    expect(failures).toEqual([failures[0], failures[0]]);
    expect(failures[0]).toMatchObject({ reason: 'unreachable' });
    const refusals = await Promise.all([retrieve(), retrieve()].map(outcomeOf));
    expect(refusals).toMatchObject([rejected('not-found'), rejected('not-found')]);
    expect(await retrieve()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(3);
  });
});

describe('calls are not coalesced', () => {
  test.each<[string, Partial<CallOptions>, Partial<CallOptions>]>([
    ['different languages', { locale: 'TR' }, { locale: 'EN' }],
    ['different chosen conversation ids', chosen('a'), chosen('b')],
    ['equal conversation ids of which only one was chosen', chosen('a'), { conversationId: 'a' }],
  ])('across %s', async (_what, one, other) => {
    client.server.answerWith(asIyzico);
    await Promise.all([retrieve(one), retrieve(other)]);
    expect(client.server.requests).toHaveLength(2);
    expect(client.coalesced()).toBe(0);
  });

  test('across payments, across clients, or after the answer', async () => {
    client.server.answerWith(asIyzico);
    const other = client.connectAnew();
    await Promise.all([
      retrieve(),
      outcomeOf(client.iyzico.retrievePayment({ checkoutFormToken: 'another' }, options)),
      other.retrievePayment(checkoutForm, options),
    ]);
    await retrieve();
    expect(client.server.requests).toHaveLength(4);
  });

  test('where they expire sessions: each caller gets the outcome of its own call', async () => {
    client.server.answerWith(asIyzico);
    await Promise.all([expire(), expire()]);
    expect(servicesCalled(client.server)).toEqual(['invalidate-session', 'invalidate-session']);
  });
});

describe('a waiting caller', () => {
  test('that disconnects does not end the request for the others, not even the caller that started it', async () => {
    const gate = holdAnswers();
    const [first, last] = [createDeadline(8000), createDeadline(8000)];
    const payments = [retrieve({ deadline: first.deadline }), retrieve(), retrieve({ deadline: last.deadline })];
    await client.server.received(1);
    first.end(disconnected);
    await expect(payments[0]).rejects.toBe(disconnected);
    last.end(disconnected);
    await expect(payments[2]).rejects.toBe(disconnected);
    gate.release();
    expect(await payments[1]).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
  });

  test('that disconnects last aborts the request and closes its connection', async () => {
    holdAnswers();
    const callers = [createDeadline(8000), createDeadline(8000)];
    const outcomes = callers.map(({ deadline }) => outcomeOf(retrieve({ deadline })));
    await client.server.received(1);
    for (const { end } of callers) end(disconnected);
    expect(await Promise.all(outcomes)).toEqual([disconnected, disconnected]);
    await client.server.requests[0]?.over;
    client.server.answerWith(asIyzico);
    expect(await retrieve()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(2);
  });

  test('that joins while the last one disconnects gets the answer of the same request', async () => {
    const gate = holdAnswers();
    const { deadline, end } = createDeadline(8000);
    const aborted = outcomeOf(retrieve({ deadline }));
    await client.server.received(1);
    end(disconnected);
    const joined = retrieve();
    expect(await aborted).toBe(disconnected);
    gate.release();
    expect(await joined).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
  });

  test('that comes right after the last one disconnected gets the answer of a new request', async () => {
    holdAnswers();
    const { deadline, end } = createDeadline(8000);
    const aborted = outcomeOf(retrieve({ deadline }));
    await client.server.received(1);
    end(disconnected);
    expect(await aborted).toBe(disconnected);
    client.server.answerWith(asIyzico);
    expect(await retrieve()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(2);
  });

  test('whose deadline passes gets a timeout, and the other one gets the answer', async () => {
    const gate = holdAnswers();
    const other = retrieve();
    const { deadline } = createDeadline(100);
    const timeout = { service: 'retrieve-payment', reason: 'timeout', detail: 'deadline' };
    await expect(retrieve({ deadline })).rejects.toMatchObject(timeout);
    gate.release();
    expect(await other).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
    expect(client.records).toEqual(['retrieve-payment accepted 1']);
  });

  test('whose deadline passes while nobody else waits aborts the request, which is recorded as a timeout', async () => {
    holdAnswers();
    const { deadline, end } = createDeadline(8000);
    const outcome = outcomeOf(retrieve({ deadline }));
    await client.server.received(1);
    end(new DeadlineExceeded());
    expect(await outcome).toMatchObject({ reason: 'timeout', detail: 'deadline' });
    await client.server.requests[0]?.over;
    expect(client.records).toEqual(['retrieve-payment timeout 1']);
    expect(client.server.requests).toHaveLength(1);
  });

  test('that disconnected before its call sends nothing', async () => {
    client.server.answerWith(asIyzico);
    const { deadline, end } = createDeadline(8000);
    end(disconnected);
    for (const read of [retrieve, retrieveLastPayment]) await expect(read({ deadline })).rejects.toBe(disconnected);
    await expect(client.iyzico.expireSession(session, { ...options, deadline })).rejects.toBe(disconnected);
    expect(await retrieve()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
  });
});

describe('a used-up call budget', () => {
  const usedUp = (owner: string) => () => Promise.reject(new Error(`budget of ${owner} used up`));
  const usedUpBy = (owner: string) => ({ message: `budget of ${owner} used up` });

  test('fails only its own request: those that joined it send one new call from their own budgets', async () => {
    client.server.answerWith(asIyzico);
    let charged = 0;
    const charge = () => Promise.resolve(void (charged += 1));
    const first = outcomeOf(retrieve({ charge: usedUp('the first') }));
    const joined = [retrieve({ charge }), retrieve({ charge }), retrieve({ charge })];
    expect(client.coalesced()).toBe(3);
    expect(await first).toMatchObject(usedUpBy('the first'));
    expect(await Promise.all(joined)).toMatchObject([detail, detail, detail]);
    expect([client.server.requests.length, charged]).toEqual([1, 1]);
  });

  test('fails each request with its own error where all budgets are used up, and no call is sent', async () => {
    const owners = ['one', 'another', 'a third'];
    const outcomes = await Promise.all(owners.map((owner) => outcomeOf(retrieve({ charge: usedUp(owner) }))));
    expect(outcomes).toMatchObject(owners.map(usedUpBy));
    expect(client.server.requests).toHaveLength(0);
  });

  test('does not fail a request that shares the purchase of an access token', async () => {
    client.server.answerWith(asIyzico);
    const first = outcomeOf(retrieveLastPayment({ locale: 'TR', charge: usedUp('the first') }));
    const second = retrieveLastPayment({ locale: 'EN', charge: () => Promise.resolve() });
    expect(await first).toMatchObject(usedUpBy('the first'));
    expect(await second).toMatchObject(detail);
    expect(servicesCalled(client.server)).toEqual(['retrieve-access-token', 'last-payment-info']);
  });

  test('between two calls of one request lets the request that joined it continue from there', async () => {
    client.server.answerWith(asIyzico);
    let left = 1;
    const charge = () => (left-- > 0 ? Promise.resolve() : usedUp('the first')());
    const first = outcomeOf(retrieveLastPayment({ charge }));
    const joined = retrieveLastPayment();
    expect(await first).toMatchObject(usedUpBy('the first'));
    expect(await joined).toMatchObject(detail);
    expect(servicesCalled(client.server)).toEqual(['retrieve-access-token', 'last-payment-info']);
  });
});

describe('a cached answer', () => {
  beforeEach(async () => {
    await client.close();
    await open({ readCacheMs: 60_000 });
    client.server.answerWith(asFinal);
  });

  test('answers equal reads and no others', async () => {
    const first = await retrieve();
    expect(await retrieve()).toEqual(first);
    expect(client.server.requests).toHaveLength(1);
    expect(client.coalesced()).toBe(1);
    await retrieve({ locale: 'TR' });
    await retrieve(chosen('a'));
    expect(client.server.requests).toHaveLength(3);
  });

  test('is never a failure', async () => {
    client.server.answerWith(inTurn(reset, answerOf('{"status": "failure", "errorCode": "5122"}'), asFinal));
    expect(await outcomeOf(retrieve())).toMatchObject({ reason: 'unreachable' });
    expect(await outcomeOf(retrieve())).toMatchObject(rejected('payment-pending'));
    expect(await retrieve()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(3);
  });

  test('expires', async () => {
    const brief = client.connectAnew({ readCacheMs: 30 });
    while (client.server.requests.length < 2) {
      await brief.retrievePayment(checkoutForm, options);
      await pause(10);
    }
    expect(client.server.requests).toHaveLength(2);
  });

  test.each([
    ['a session was expired', () => expire(), 1],
    ['a session may have been expired, though the call failed', () => failToExpire(), 2],
    ['the session of a checkout form was expired', () => client.iyzico.expireCheckoutSession(checkoutForm, options), 2],
  ])('is dropped after %s', async (_what, expireSession, calls) => {
    await retrieve();
    await expireSession();
    await retrieve();
    expect(client.server.requests).toHaveLength(2 + calls);
  });

  test('is not used by expireCheckoutSession', async () => {
    await retrieve();
    await client.iyzico.expireCheckoutSession(checkoutForm, options);
    expect(servicesCalled(client.server)).toEqual(['retrieve-payment', 'retrieve-payment', 'invalidate-session']);
  });

  test('is not that of a read from before an expiry, and no later read joins that one', async () => {
    const gate = held(asFinal);
    client.server.answerWith(only('retrieve-payment', gate.answer));
    const before = retrieve();
    await client.server.received(1);
    await expire();
    const after = retrieve();
    await client.server.received(3);
    gate.release();
    expect(await Promise.all([before, after])).toMatchObject([detail, detail]);
    await retrieve();
    expect(servicesCalled(client.server)).toEqual(['retrieve-payment', 'invalidate-session', 'retrieve-payment']);
  });

  test('is never an access token, so a token that iyzico refused does not come back', async () => {
    const refused = answerOf('{"status": 401, "errorCode": "8"}', { status: 401 });
    await retrieveLastPayment();
    client.server.answerWith(only('last-payment-info', inTurn(refused, asIyzico)));
    expect(await retrieveLastPayment({ locale: 'TR' })).toMatchObject(detail);
    expect(servicesCalled(client.server)).toEqual([
      'retrieve-access-token',
      'last-payment-info',
      'last-payment-info',
      'retrieve-access-token',
      'last-payment-info',
    ]);
  });

  async function failToExpire(): Promise<void> {
    client.server.answerWith(reset);
    await outcomeOf(expire());
    client.server.answerWith(asFinal);
  }
});

describe('only an answer that cannot change any more is cached:', () => {
  beforeEach(async () => {
    await client.close();
    await open({ readCacheMs: 60_000 });
  });

  const callsOfTwoReads = async (read: () => Promise<unknown>, answer: RawAnswer) => {
    client.server.answerWith(answer);
    await read();
    await read();
    return client.server.requests.length;
  };
  const paymentWith = (...edits: ((text: string) => string)[]) =>
    answerOf(all(put('sessionInfo.sessionStatus', '"PASSIVE"'), ...edits)(sample('retrieve-payment.success')));
  const item = (status: string) => put('itemTransactions[0].transactionStatus', status);

  test.each([
    ['was approved, whose session is over', 1, []],
    ['was rejected by the fraud check', 1, [put('fraudStatus', '-1'), item('-1')]],
    ['has no session', 1, [remove('sessionInfo')]],
    ['has an active session', 2, [put('sessionInfo.sessionStatus', '"ACTIVE"')]],
    ['has a session of unknown status', 2, [put('sessionInfo.sessionStatus', '"ASLEEP"')]],
    ['was declined', 2, [put('paymentStatus', '"FAILURE"')]],
    ['waits for 3-D Secure', 2, [put('paymentStatus', '"INIT_THREEDS"')]],
    ['is being completed', 2, [put('paymentStatus', '"CALLBACK_THREEDS"')]],
    ['has no status', 2, [remove('paymentStatus')]],
    ['is in fraud review', 2, [put('fraudStatus', '0')]],
    ['has no fraud status', 2, [remove('fraudStatus')]],
    ['has an item in fraud review', 2, [item('0')]],
    ['has an item that awaits approval', 2, [item('1')]],
    ['has an item of unknown status', 2, [item('7')]],
  ])('of a payment that %s, two reads cost %i', async (_what, calls, edits) => {
    expect(await callsOfTwoReads(retrieve, paymentWith(...edits))).toBe(calls);
  });

  test.each([
    ['PASSIVE', 1, '{"sessionStatus":"PASSIVE","sessionToken":"s"}'],
    ['ACTIVE', 2, '{"sessionStatus":"ACTIVE","sessionToken":"s"}'],
    ['of unknown status', 2, '{"sessionToken":"s"}'],
    ['missing', 2, 'null'],
  ])('of a session that is %s, two reads cost %i', async (_what, calls, sessionInfo) => {
    const read = () => client.iyzico.retrieveSession(sessionKey, options);
    const answer = answerOf(`{"status": "success", "sessionInfo": ${sessionInfo}}`);
    expect(await callsOfTwoReads(read, answer)).toBe(calls);
  });

  test('of a payment detail too', async () => {
    const read = () => client.iyzico.retrievePaymentDetail(detail, options);
    expect(await callsOfTwoReads(read, asIyzico)).toBe(1);
    const other = () => client.iyzico.retrievePaymentDetail(detail, chosen('a'));
    expect(await callsOfTwoReads(other, answerOf(put('fraudStatus', '0')(sample('retrieve-payment.success'))))).toBe(3);
  });

  test('a last payment never is', async () => {
    await callsOfTwoReads(retrieveLastPayment, asIyzico);
    expect(servicesCalled(client.server)).toEqual(['retrieve-access-token', 'last-payment-info', 'last-payment-info']);
  });
});

describe('the purchase of an access token', () => {
  const purchase = 'retrieve-access-token';

  test('is shared by reads that differ, and continues after the first of them disconnects', async () => {
    const gate = held(asIyzico);
    client.server.answerWith(only(purchase, gate.answer));
    const { deadline, end } = createDeadline(8000);
    const first = outcomeOf(retrieveLastPayment({ locale: 'TR', deadline }));
    const second = retrieveLastPayment();
    await client.server.received(1);
    end(disconnected);
    expect(await first).toBe(disconnected);
    gate.release();
    expect(await second).toMatchObject(detail);
    expect(servicesCalled(client.server)).toEqual([purchase, 'last-payment-info']);
  });

  test('is aborted when the last of them disconnects', async () => {
    holdAnswers();
    const { deadline, end } = createDeadline(8000);
    const aborted = outcomeOf(retrieveLastPayment({ deadline }));
    await client.server.received(1);
    end(disconnected);
    await aborted;
    await client.server.requests[0]?.over;
    expect(servicesCalled(client.server)).toEqual([purchase]);
  });

  test('is not shared with reads that come after its session was expired', async () => {
    const gate = held(asIyzico);
    client.server.answerWith(only(purchase, gate.answer));
    const before = retrieveLastPayment();
    await client.server.received(1);
    await expire();
    const after = retrieveLastPayment();
    await client.server.received(3);
    gate.release();
    await Promise.all([before, after]);
    expect(servicesCalled(client.server).slice(0, 3)).toEqual([purchase, 'invalidate-session', purchase]);
    expect(client.server.requests).toHaveLength(5);
  });
});
