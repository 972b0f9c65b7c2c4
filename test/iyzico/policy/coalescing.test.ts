import { setTimeout as passed } from 'node:timers/promises';
import { createDeadline, type CallOptions, type IyzicoSettings } from '../../../src/iyzico/index.js';
import { answerOf, held, inTurn, reset } from '../../harness/raw-server.js';
import { checkoutForm, chosen, detail, options, outcomeOf, rejected, session } from '../../harness/test-client.js';
import {
  asIyzico,
  servicesCalled,
  only,
  openRawTestClient,
  type RawTestClient,
} from '../../harness/raw-test-client.js';

const both = { ...checkoutForm, ...detail };

let client: RawTestClient;
const open = async (settings: Partial<IyzicoSettings> = {}) => {
  client = await openRawTestClient(settings);
};
beforeEach(() => open());
afterEach(() => client.close());

const ask = (more: Partial<CallOptions> = {}) => client.iyzico.retrievePayment(checkoutForm, { ...options, ...more });
const askLastPayment = (more: Partial<CallOptions> = {}) =>
  client.iyzico.retrieveLastPayment(session, { ...options, ...more });
const expire = () => client.iyzico.expireSession(session, options);

/** Holds back what iyzico would answer. */
function hold() {
  const gate = held(asIyzico);
  client.server.answerWith(gate.answer);
  return gate;
}

describe('one call answers', () => {
  test('three hundred who ask for one payment at once', async () => {
    const gate = hold();
    const questions = Array.from({ length: 300 }, () => ask());
    await client.server.received(1);
    gate.release();
    for (const question of questions) expect(await question).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
    expect(client.coalesced()).toBe(299);
    expect(client.records).toEqual(['retrieve-payment accepted 1']);
  });

  test.each([
    ['payment details', () => client.iyzico.retrievePaymentDetail(detail, options), ['payment-detail']],
    ['sessions', () => client.iyzico.retrieveSession(both, options), ['retrieve-session']],
    ['last payments', () => askLastPayment(), ['retrieve-access-token', 'last-payment-info']],
  ])('equal questions for %s', async (_what, question, services) => {
    client.server.answerWith(asIyzico);
    const [first, ...others] = await Promise.all([question(), question(), question()]);
    expect(others).toEqual([first, first]);
    expect(servicesCalled(client.server)).toEqual(services);
  });

  test('who ask under conversation ids that nobody chose', async () => {
    client.server.answerWith(asIyzico);
    await Promise.all([ask({ conversationId: 'a' }), ask({ conversationId: 'b' })]);
    expect(client.server.requests).toHaveLength(1);
  });

  test('nobody who means another key by the same text', async () => {
    client.server.answerWith(asIyzico);
    const { paymentId } = detail;
    await Promise.all([
      client.iyzico.retrievePaymentDetail({ paymentId }, options),
      outcomeOf(client.iyzico.retrievePaymentDetail({ paymentConversationId: paymentId }, options)),
    ]);
    expect(client.server.requests).toHaveLength(2);
  });

  test('who ask in the name of one chosen conversation', async () => {
    client.server.answerWith(asIyzico);
    await Promise.all([ask(chosen('a')), ask(chosen('a'))]);
    expect(client.server.requests).toHaveLength(1);
  });

  test('who join it while it is repeated', async () => {
    await client.close();
    await open({ limits: {} });
    client.server.answerWith(inTurn(reset, asIyzico));
    const first = ask();
    await client.server.received(1);
    expect(await Promise.all([first, ask()])).toMatchObject([detail, detail]);
    expect(client.server.requests).toHaveLength(2);
  });

  test('by its refusal and its failure too, which are not kept', async () => {
    const answers = inTurn(reset, answerOf('{"status": "failure", "errorCode": "5124"}'), asIyzico);
    client.server.answerWith(answers);
    const failures = await Promise.all([ask(), ask()].map(outcomeOf));
    expect(failures).toEqual([failures[0], failures[0]]);
    expect(failures[0]).toMatchObject({ reason: 'unreachable' });
    const refusals = await Promise.all([ask(), ask()].map(outcomeOf));
    expect(refusals).toMatchObject([rejected('not-found'), rejected('not-found')]);
    expect(await ask()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(3);
  });
});

describe('calls are not shared', () => {
  test.each<[string, Partial<CallOptions>, Partial<CallOptions>]>([
    ['another language', { locale: 'TR' }, { locale: 'EN' }],
    ['another chosen conversation', chosen('a'), chosen('b')],
    ['a chosen conversation beside one that nobody chose', chosen('a'), { conversationId: 'a' }],
  ])('across %s', async (_what, one, other) => {
    client.server.answerWith(asIyzico);
    await Promise.all([ask(one), ask(other)]);
    expect(client.server.requests).toHaveLength(2);
    expect(client.coalesced()).toBe(0);
  });

  test('across payments, clients, or after the answer', async () => {
    client.server.answerWith(asIyzico);
    const other = client.connectAnew();
    await Promise.all([
      ask(),
      outcomeOf(client.iyzico.retrievePayment({ checkoutFormToken: 'another' }, options)),
      other.retrievePayment(checkoutForm, options),
    ]);
    await ask();
    expect(client.server.requests).toHaveLength(4);
  });

  test('where sessions are ended: each is told of its own', async () => {
    client.server.answerWith(asIyzico);
    await Promise.all([expire(), expire()]);
    expect(servicesCalled(client.server)).toEqual(['invalidate-session', 'invalidate-session']);
  });
});

describe('a waiter', () => {
  const left = new Error('left');

  test('that leaves does not end it for the others, the first asker neither', async () => {
    const gate = hold();
    const [first, last] = [createDeadline(8000), createDeadline(8000)];
    const questions = [ask({ deadline: first.deadline }), ask(), ask({ deadline: last.deadline })];
    await client.server.received(1);
    first.end(left);
    await expect(questions[0]).rejects.toBe(left);
    last.end(left);
    await expect(questions[2]).rejects.toBe(left);
    gate.release();
    expect(await questions[1]).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
  });

  test('that leaves last ends it, and its connection with it', async () => {
    hold();
    const waiters = [createDeadline(8000), createDeadline(8000)];
    const questions = waiters.map(({ deadline }) => outcomeOf(ask({ deadline })));
    await client.server.received(1);
    for (const { end } of waiters) end(left);
    expect(await Promise.all(questions)).toEqual([left, left]);
    await client.server.requests[0]?.over;
    client.server.answerWith(asIyzico);
    expect(await ask()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(2);
  });

  test('that comes while the last one leaves is answered by the same call', async () => {
    const gate = hold();
    const { deadline, end } = createDeadline(8000);
    const leaver = outcomeOf(ask({ deadline }));
    await client.server.received(1);
    end(left);
    const heir = ask();
    expect(await leaver).toBe(left);
    gate.release();
    expect(await heir).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
  });

  test('that comes right after the last one left is answered by another call', async () => {
    hold();
    const { deadline, end } = createDeadline(8000);
    const leaver = outcomeOf(ask({ deadline }));
    await client.server.received(1);
    end(left);
    expect(await leaver).toBe(left);
    client.server.answerWith(asIyzico);
    expect(await ask()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(2);
  });

  test('whose time is shorter is told so, and the other gets the answer', async () => {
    const gate = hold();
    const unhurried = ask();
    const { deadline } = createDeadline(100);
    const timeout = { service: 'retrieve-payment', reason: 'timeout', detail: 'deadline' };
    await expect(ask({ deadline })).rejects.toMatchObject(timeout);
    gate.release();
    expect(await unhurried).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
    expect(client.records).toEqual(['retrieve-payment accepted 1']);
  });

  test('whose time is up as the only one ends the call, which is told as one that took too long', async () => {
    hold();
    const { deadline } = createDeadline(100);
    await expect(ask({ deadline })).rejects.toMatchObject({ reason: 'timeout', detail: 'deadline' });
    await client.server.requests[0]?.over;
    expect(client.records).toEqual(['retrieve-payment timeout 1']);
    expect(client.server.requests).toHaveLength(1);
  });

  test('that has left before it asks makes no call', async () => {
    client.server.answerWith(asIyzico);
    const { deadline, end } = createDeadline(8000);
    end(left);
    for (const question of [ask, askLastPayment]) await expect(question({ deadline })).rejects.toBe(left);
    await expect(client.iyzico.expireSession(session, { ...options, deadline })).rejects.toBe(left);
    expect(await ask()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
  });
});

describe("an asker's empty purse", () => {
  const emptyBudget = (owner: string) => () => Promise.reject(new Error(`spent by ${owner}`));

  test('is not told to who joined: they ask again, of their own purses, by one call', async () => {
    client.server.answerWith(asIyzico);
    let paid = 0;
    const charge = () => Promise.resolve(void (paid += 1));
    const first = outcomeOf(ask({ charge: emptyBudget('the first') }));
    const joined = [ask({ charge }), ask({ charge }), ask({ charge })];
    expect(client.coalesced()).toBe(3);
    expect(await first).toMatchObject({ message: 'spent by the first' });
    expect(await Promise.all(joined)).toMatchObject([detail, detail, detail]);
    expect([client.server.requests.length, paid]).toEqual([1, 1]);
  });

  test('is told to each of them where all are empty, and no call is made', async () => {
    const owners = ['one', 'another', 'a third'];
    const outcomes = await Promise.all(owners.map((owner) => outcomeOf(ask({ charge: emptyBudget(owner) }))));
    expect(outcomes).toMatchObject(owners.map((owner) => ({ message: `spent by ${owner}` })));
    expect(client.server.requests).toHaveLength(0);
  });

  test('is not told to who shares its purchase of an access token either', async () => {
    client.server.answerWith(asIyzico);
    const first = outcomeOf(askLastPayment({ locale: 'TR', charge: emptyBudget('the first') }));
    const second = askLastPayment({ locale: 'EN', charge: () => Promise.resolve() });
    expect(await first).toMatchObject({ message: 'spent by the first' });
    expect(await second).toMatchObject(detail);
    expect(servicesCalled(client.server)).toEqual(['retrieve-access-token', 'last-payment-info']);
  });

  test('is found out in the middle of a question: who joined goes on from there', async () => {
    client.server.answerWith(asIyzico);
    let left = 1;
    const charge = () => (left-- > 0 ? Promise.resolve() : emptyBudget('the first')());
    const first = outcomeOf(askLastPayment({ charge }));
    const joined = askLastPayment();
    expect(await first).toMatchObject({ message: 'spent by the first' });
    expect(await joined).toMatchObject(detail);
    expect(servicesCalled(client.server)).toEqual(['retrieve-access-token', 'last-payment-info']);
  });
});

describe('an answer that is kept for a while', () => {
  beforeEach(async () => {
    await client.close();
    await open({ readCacheMs: 60_000 });
    client.server.answerWith(asIyzico);
  });

  test('serves who asks the same, and nobody else', async () => {
    const first = await ask();
    expect(await ask()).toEqual(first);
    expect(client.server.requests).toHaveLength(1);
    expect(client.coalesced()).toBe(1);
    await ask({ locale: 'TR' });
    await ask(chosen('a'));
    expect(client.server.requests).toHaveLength(3);
  });

  test('may be that there is no session', async () => {
    client.server.answerWith(answerOf('{"status": "success"}'));
    expect(await client.iyzico.retrieveSession(both, options)).toBeNull();
    expect(await client.iyzico.retrieveSession(both, options)).toBeNull();
    expect(client.server.requests).toHaveLength(1);
  });

  test('is no failure', async () => {
    client.server.answerWith(inTurn(reset, answerOf('{"status": "failure", "errorCode": "5122"}'), asIyzico));
    expect(await outcomeOf(ask())).toMatchObject({ reason: 'unreachable' });
    expect(await outcomeOf(ask())).toMatchObject(rejected('payment-pending'));
    expect(await ask()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(3);
  });

  test('serves for that while only', async () => {
    const brief = client.connectAnew({ readCacheMs: 30 });
    while (client.server.requests.length < 2) {
      await brief.retrievePayment(checkoutForm, options);
      await passed(10);
    }
    expect(client.server.requests).toHaveLength(2);
  });

  test.each([
    ['a session ended', () => expire(), 1],
    ['one was asked to end, though that failed', () => failToExpire(), 1],
    ['the session of a checkout form ended', () => client.iyzico.expireCheckoutSession(checkoutForm, options), 2],
  ])('serves nobody after %s', async (_what, end, cost) => {
    await ask();
    await end();
    await ask();
    expect(client.server.requests).toHaveLength(2 + cost);
  });

  test('is not what expireCheckoutSession goes by', async () => {
    await ask();
    await client.iyzico.expireCheckoutSession(checkoutForm, options);
    expect(servicesCalled(client.server)).toEqual(['retrieve-payment', 'retrieve-payment', 'invalidate-session']);
  });

  test('is not one that was asked for before a session ended, nor is that joined after', async () => {
    const gate = held(asIyzico);
    client.server.answerWith(only('retrieve-payment', gate.answer));
    const early = ask();
    await client.server.received(1);
    await expire();
    const late = ask();
    await client.server.received(3);
    gate.release();
    expect(await Promise.all([early, late])).toMatchObject([detail, detail]);
    await ask();
    expect(servicesCalled(client.server)).toEqual(['retrieve-payment', 'invalidate-session', 'retrieve-payment']);
  });

  test('is never an access token: one that was found dead does not come back', async () => {
    const refused = answerOf('{"status": 401, "errorCode": "8"}', { status: 401 });
    await askLastPayment();
    client.server.answerWith(only('last-payment-info', inTurn(refused, asIyzico)));
    expect(await askLastPayment({ locale: 'TR' })).toMatchObject(detail);
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
    client.server.answerWith(asIyzico);
  }
});

describe('an access token', () => {
  const bought = 'retrieve-access-token';

  test('is bought once for questions that are not the same, and not given up with the first of them', async () => {
    const gate = held(asIyzico);
    client.server.answerWith(only(bought, gate.answer));
    const { deadline, end } = createDeadline(8000);
    const first = outcomeOf(askLastPayment({ locale: 'TR', deadline }));
    const second = askLastPayment();
    await client.server.received(1);
    end(new Error('left'));
    expect(await first).toMatchObject({ message: 'left' });
    gate.release();
    expect(await second).toMatchObject(detail);
    expect(servicesCalled(client.server)).toEqual([bought, 'last-payment-info']);
  });

  test('is given up with the last of them', async () => {
    hold();
    const { deadline, end } = createDeadline(8000);
    const first = outcomeOf(askLastPayment({ deadline }));
    await client.server.received(1);
    end(new Error('left'));
    await first;
    await client.server.requests[0]?.over;
    expect(servicesCalled(client.server)).toEqual([bought]);
  });

  test('that is being bought while its session ends is not shared after', async () => {
    const gate = held(asIyzico);
    client.server.answerWith(only(bought, gate.answer));
    const early = askLastPayment();
    await client.server.received(1);
    await expire();
    const late = askLastPayment();
    await client.server.received(3);
    gate.release();
    await Promise.all([early, late]);
    expect(servicesCalled(client.server).slice(0, 3)).toEqual([bought, 'invalidate-session', bought]);
    expect(client.server.requests).toHaveLength(5);
  });
});
