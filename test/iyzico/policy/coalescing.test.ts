import { setTimeout as passed } from 'node:timers/promises';
import { patienceFor, type CallOptions, type IyzicoSettings } from '../../../src/iyzico/index.js';
import { answerOf, held, inTurn, reset } from '../../harness/raw-server.js';
import { checkoutForm, chosen, detail, options, outcomeOf, rejected, session } from '../../harness/test-client.js';
import { asIyzico, askedOf, only, openRawLine, type RawLine } from '../../harness/raw-test-client.js';

const both = { ...checkoutForm, ...detail };

let line: RawLine;
const open = async (settings: Partial<IyzicoSettings> = {}) => {
  line = await openRawLine(settings);
};
beforeEach(() => open());
afterEach(() => line.close());

const ask = (more: Partial<CallOptions> = {}) => line.iyzico.retrievePayment(checkoutForm, { ...options, ...more });
const askLastPayment = (more: Partial<CallOptions> = {}) =>
  line.iyzico.retrieveLastPayment(session, { ...options, ...more });
const expire = () => line.iyzico.expireSession(session, options);

/** Holds back what iyzico would answer. */
function hold() {
  const gate = held(asIyzico);
  line.server.answerWith(gate.answer);
  return gate;
}

describe('one call answers', () => {
  test('three hundred who ask for one payment at once', async () => {
    const gate = hold();
    const questions = Array.from({ length: 300 }, () => ask());
    await line.server.received(1);
    gate.release();
    for (const question of questions) expect(await question).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(1);
    expect(line.shared()).toBe(299);
    expect(line.told).toEqual(['retrieve-payment accepted 1']);
  });

  test.each([
    ['payment details', () => line.iyzico.retrievePaymentDetail(detail, options), ['payment-detail']],
    ['sessions', () => line.iyzico.retrieveSession(both, options), ['retrieve-session']],
    ['last payments', () => askLastPayment(), ['retrieve-access-token', 'last-payment-info']],
  ])('equal questions for %s', async (_what, question, services) => {
    line.server.answerWith(asIyzico);
    const [first, ...others] = await Promise.all([question(), question(), question()]);
    expect(others).toEqual([first, first]);
    expect(askedOf(line.server)).toEqual(services);
  });

  test('who ask under conversation ids that nobody chose', async () => {
    line.server.answerWith(asIyzico);
    await Promise.all([ask({ conversationId: 'a' }), ask({ conversationId: 'b' })]);
    expect(line.server.requests).toHaveLength(1);
  });

  test('nobody who means another key by the same text', async () => {
    line.server.answerWith(asIyzico);
    const { paymentId } = detail;
    await Promise.all([
      line.iyzico.retrievePaymentDetail({ paymentId }, options),
      outcomeOf(line.iyzico.retrievePaymentDetail({ paymentConversationId: paymentId }, options)),
    ]);
    expect(line.server.requests).toHaveLength(2);
  });

  test('who ask in the name of one chosen conversation', async () => {
    line.server.answerWith(asIyzico);
    await Promise.all([ask(chosen('a')), ask(chosen('a'))]);
    expect(line.server.requests).toHaveLength(1);
  });

  test('who join it while it is repeated', async () => {
    await line.close();
    await open({ limits: {} });
    line.server.answerWith(inTurn(reset, asIyzico));
    const first = ask();
    await line.server.received(1);
    expect(await Promise.all([first, ask()])).toMatchObject([detail, detail]);
    expect(line.server.requests).toHaveLength(2);
  });

  test('by its refusal and its failure too, which are not kept', async () => {
    const answers = inTurn(reset, answerOf('{"status": "failure", "errorCode": "5124"}'), asIyzico);
    line.server.answerWith(answers);
    const failures = await Promise.all([ask(), ask()].map(outcomeOf));
    expect(failures).toEqual([failures[0], failures[0]]);
    expect(failures[0]).toMatchObject({ reason: 'unreachable' });
    const refusals = await Promise.all([ask(), ask()].map(outcomeOf));
    expect(refusals).toMatchObject([rejected('not-found'), rejected('not-found')]);
    expect(await ask()).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(3);
  });
});

describe('calls are not shared', () => {
  test.each<[string, Partial<CallOptions>, Partial<CallOptions>]>([
    ['another language', { locale: 'TR' }, { locale: 'EN' }],
    ['another chosen conversation', chosen('a'), chosen('b')],
    ['a chosen conversation beside one that nobody chose', chosen('a'), { conversationId: 'a' }],
  ])('across %s', async (_what, one, other) => {
    line.server.answerWith(asIyzico);
    await Promise.all([ask(one), ask(other)]);
    expect(line.server.requests).toHaveLength(2);
    expect(line.shared()).toBe(0);
  });

  test('across payments, clients, or after the answer', async () => {
    line.server.answerWith(asIyzico);
    const other = line.connectAnew();
    await Promise.all([
      ask(),
      outcomeOf(line.iyzico.retrievePayment({ checkoutFormToken: 'another' }, options)),
      other.retrievePayment(checkoutForm, options),
    ]);
    await ask();
    expect(line.server.requests).toHaveLength(4);
  });

  test('where sessions are ended: each is told of its own', async () => {
    line.server.answerWith(asIyzico);
    await Promise.all([expire(), expire()]);
    expect(askedOf(line.server)).toEqual(['invalidate-session', 'invalidate-session']);
  });
});

describe('a waiter', () => {
  const left = new Error('left');

  test('that leaves does not end it for the others, the first asker neither', async () => {
    const gate = hold();
    const [first, last] = [patienceFor(8000), patienceFor(8000)];
    const questions = [ask({ patience: first.patience }), ask(), ask({ patience: last.patience })];
    await line.server.received(1);
    first.end(left);
    await expect(questions[0]).rejects.toBe(left);
    last.end(left);
    await expect(questions[2]).rejects.toBe(left);
    gate.release();
    expect(await questions[1]).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(1);
  });

  test('that leaves last ends it, and its connection with it', async () => {
    hold();
    const waiters = [patienceFor(8000), patienceFor(8000)];
    const questions = waiters.map(({ patience }) => outcomeOf(ask({ patience })));
    await line.server.received(1);
    for (const { end } of waiters) end(left);
    expect(await Promise.all(questions)).toEqual([left, left]);
    await line.server.requests[0]?.over;
    line.server.answerWith(asIyzico);
    expect(await ask()).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(2);
  });

  test('that comes while the last one leaves is answered by the same call', async () => {
    const gate = hold();
    const { patience, end } = patienceFor(8000);
    const leaver = outcomeOf(ask({ patience }));
    await line.server.received(1);
    end(left);
    const heir = ask();
    expect(await leaver).toBe(left);
    gate.release();
    expect(await heir).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(1);
  });

  test('that comes right after the last one left is answered by another call', async () => {
    hold();
    const { patience, end } = patienceFor(8000);
    const leaver = outcomeOf(ask({ patience }));
    await line.server.received(1);
    end(left);
    expect(await leaver).toBe(left);
    line.server.answerWith(asIyzico);
    expect(await ask()).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(2);
  });

  test('whose time is shorter is told so, and the other gets the answer', async () => {
    const gate = hold();
    const patient = ask();
    const { patience } = patienceFor(100);
    const timeout = { service: 'retrieve-payment', reason: 'timeout', detail: 'deadline' };
    await expect(ask({ patience })).rejects.toMatchObject(timeout);
    gate.release();
    expect(await patient).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(1);
    expect(line.told).toEqual(['retrieve-payment accepted 1']);
  });

  test('whose time is up as the only one ends the call, which is told as one that took too long', async () => {
    hold();
    const { patience } = patienceFor(100);
    await expect(ask({ patience })).rejects.toMatchObject({ reason: 'timeout', detail: 'deadline' });
    await line.server.requests[0]?.over;
    expect(line.told).toEqual(['retrieve-payment timeout 1']);
    expect(line.server.requests).toHaveLength(1);
  });

  test('that has left before it asks makes no call', async () => {
    line.server.answerWith(asIyzico);
    const { patience, end } = patienceFor(8000);
    end(left);
    for (const question of [ask, askLastPayment]) await expect(question({ patience })).rejects.toBe(left);
    await expect(line.iyzico.expireSession(session, { ...options, patience })).rejects.toBe(left);
    expect(await ask()).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(1);
  });
});

describe("an asker's empty purse", () => {
  const emptyPurse = (owner: string) => () => Promise.reject(new Error(`spent by ${owner}`));

  test('is not told to who joined: they ask again, of their own purses, by one call', async () => {
    line.server.answerWith(asIyzico);
    let paid = 0;
    const spend = () => Promise.resolve(void (paid += 1));
    const first = outcomeOf(ask({ spend: emptyPurse('the first') }));
    const joined = [ask({ spend }), ask({ spend }), ask({ spend })];
    expect(line.shared()).toBe(3);
    expect(await first).toMatchObject({ message: 'spent by the first' });
    expect(await Promise.all(joined)).toMatchObject([detail, detail, detail]);
    expect([line.server.requests.length, paid]).toEqual([1, 1]);
  });

  test('is told to each of them where all are empty, and no call is made', async () => {
    const owners = ['one', 'another', 'a third'];
    const outcomes = await Promise.all(owners.map((owner) => outcomeOf(ask({ spend: emptyPurse(owner) }))));
    expect(outcomes).toMatchObject(owners.map((owner) => ({ message: `spent by ${owner}` })));
    expect(line.server.requests).toHaveLength(0);
  });

  test('is not told to who shares its purchase of an access token either', async () => {
    line.server.answerWith(asIyzico);
    const first = outcomeOf(askLastPayment({ locale: 'TR', spend: emptyPurse('the first') }));
    const second = askLastPayment({ locale: 'EN', spend: () => Promise.resolve() });
    expect(await first).toMatchObject({ message: 'spent by the first' });
    expect(await second).toMatchObject(detail);
    expect(askedOf(line.server)).toEqual(['retrieve-access-token', 'last-payment-info']);
  });

  test('is found out in the middle of a question: who joined goes on from there', async () => {
    line.server.answerWith(asIyzico);
    let left = 1;
    const spend = () => (left-- > 0 ? Promise.resolve() : emptyPurse('the first')());
    const first = outcomeOf(askLastPayment({ spend }));
    const joined = askLastPayment();
    expect(await first).toMatchObject({ message: 'spent by the first' });
    expect(await joined).toMatchObject(detail);
    expect(askedOf(line.server)).toEqual(['retrieve-access-token', 'last-payment-info']);
  });
});

describe('an answer that is kept for a while', () => {
  beforeEach(async () => {
    await line.close();
    await open({ keepReadsFor: 60_000 });
    line.server.answerWith(asIyzico);
  });

  test('serves who asks the same, and nobody else', async () => {
    const first = await ask();
    expect(await ask()).toEqual(first);
    expect(line.server.requests).toHaveLength(1);
    expect(line.shared()).toBe(1);
    await ask({ locale: 'TR' });
    await ask(chosen('a'));
    expect(line.server.requests).toHaveLength(3);
  });

  test('may be that there is no session', async () => {
    line.server.answerWith(answerOf('{"status": "success"}'));
    expect(await line.iyzico.retrieveSession(both, options)).toBeNull();
    expect(await line.iyzico.retrieveSession(both, options)).toBeNull();
    expect(line.server.requests).toHaveLength(1);
  });

  test('is no failure', async () => {
    line.server.answerWith(inTurn(reset, answerOf('{"status": "failure", "errorCode": "5122"}'), asIyzico));
    expect(await outcomeOf(ask())).toMatchObject({ reason: 'unreachable' });
    expect(await outcomeOf(ask())).toMatchObject(rejected('payment-pending'));
    expect(await ask()).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(3);
  });

  test('serves for that while only', async () => {
    const brief = line.connectAnew({ keepReadsFor: 30 });
    while (line.server.requests.length < 2) {
      await brief.retrievePayment(checkoutForm, options);
      await passed(10);
    }
    expect(line.server.requests).toHaveLength(2);
  });

  test.each([
    ['a session ended', () => expire(), 1],
    ['one was asked to end, though that failed', () => failToExpire(), 1],
    ['the session of a checkout form ended', () => line.iyzico.expireCheckoutSession(checkoutForm, options), 2],
  ])('serves nobody after %s', async (_what, end, cost) => {
    await ask();
    await end();
    await ask();
    expect(line.server.requests).toHaveLength(2 + cost);
  });

  test('is not what expireCheckoutSession goes by', async () => {
    await ask();
    await line.iyzico.expireCheckoutSession(checkoutForm, options);
    expect(askedOf(line.server)).toEqual(['retrieve-payment', 'retrieve-payment', 'invalidate-session']);
  });

  test('is not one that was asked for before a session ended, nor is that joined after', async () => {
    const gate = held(asIyzico);
    line.server.answerWith(only('retrieve-payment', gate.answer));
    const early = ask();
    await line.server.received(1);
    await expire();
    const late = ask();
    await line.server.received(3);
    gate.release();
    expect(await Promise.all([early, late])).toMatchObject([detail, detail]);
    await ask();
    expect(askedOf(line.server)).toEqual(['retrieve-payment', 'invalidate-session', 'retrieve-payment']);
  });

  test('is never an access token: one that was found dead does not come back', async () => {
    const refused = answerOf('{"status": 401, "errorCode": "8"}', { status: 401 });
    await askLastPayment();
    line.server.answerWith(only('last-payment-info', inTurn(refused, asIyzico)));
    expect(await askLastPayment({ locale: 'TR' })).toMatchObject(detail);
    expect(askedOf(line.server)).toEqual([
      'retrieve-access-token',
      'last-payment-info',
      'last-payment-info',
      'retrieve-access-token',
      'last-payment-info',
    ]);
  });

  async function failToExpire(): Promise<void> {
    line.server.answerWith(reset);
    await outcomeOf(expire());
    line.server.answerWith(asIyzico);
  }
});

describe('an access token', () => {
  const bought = 'retrieve-access-token';

  test('is bought once for questions that are not the same, and not given up with the first of them', async () => {
    const gate = held(asIyzico);
    line.server.answerWith(only(bought, gate.answer));
    const { patience, end } = patienceFor(8000);
    const first = outcomeOf(askLastPayment({ locale: 'TR', patience }));
    const second = askLastPayment();
    await line.server.received(1);
    end(new Error('left'));
    expect(await first).toMatchObject({ message: 'left' });
    gate.release();
    expect(await second).toMatchObject(detail);
    expect(askedOf(line.server)).toEqual([bought, 'last-payment-info']);
  });

  test('is given up with the last of them', async () => {
    hold();
    const { patience, end } = patienceFor(8000);
    const first = outcomeOf(askLastPayment({ patience }));
    await line.server.received(1);
    end(new Error('left'));
    await first;
    await line.server.requests[0]?.over;
    expect(askedOf(line.server)).toEqual([bought]);
  });

  test('that is being bought while its session ends is not shared after', async () => {
    const gate = held(asIyzico);
    line.server.answerWith(only(bought, gate.answer));
    const early = askLastPayment();
    await line.server.received(1);
    await expire();
    const late = askLastPayment();
    await line.server.received(3);
    gate.release();
    await Promise.all([early, late]);
    expect(askedOf(line.server).slice(0, 3)).toEqual([bought, 'invalidate-session', bought]);
    expect(line.server.requests).toHaveLength(5);
  });
});
