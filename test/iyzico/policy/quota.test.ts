import { setTimeout as passed } from 'node:timers/promises';
import { createDeadline, type IyzicoSettings } from '../../../src/iyzico/index.js';
import { answerOf, hang, inTurn, reset, type RawAnswer } from '../../harness/raw-server.js';
import { checkoutForm, chosen, detail, options, outcomeOf, rejected, session } from '../../harness/test-client.js';
import {
  asIyzico,
  servicesCalled,
  only,
  openRawTestClient,
  refusal,
  defaultPolicy,
  type RawTestClient,
} from '../../harness/raw-test-client.js';

/** Refused without a call. */
const exhausted = { name: 'IyzicoUnavailable', reason: 'quota', detail: 'exhausted' };
/** The seconds after which it may be asked again. */
const wholeMinute = Array.from({ length: 62 }, (_, i) => i + 1);

let client: RawTestClient;
const open = async (settings: Partial<IyzicoSettings>) => {
  client = await openRawTestClient(settings);
  client.server.answerWith(asIyzico);
};
afterEach(() => client.close());

const askDetail = (name: string) => client.iyzico.retrievePaymentDetail(detail, chosen(name));
const expireOf = () => client.iyzico.expireCheckoutSession(checkoutForm, options);
const secondsOf = (outcome: unknown) => (outcome as { retryAfter: number }).retryAfter;

describe('a quota', () => {
  test('belongs to one service: calls beyond it are refused without a request, and other services go on', async () => {
    await open({ quota: { 'payment-detail': 3 } });
    for (const name of ['a', 'b', 'c']) expect(await askDetail(name)).toMatchObject(detail);
    const outcome = await outcomeOf(askDetail('d'));
    expect(outcome).toMatchObject({ ...exhausted, service: 'payment-detail' });
    expect(wholeMinute).toContain(secondsOf(outcome));
    expect(client.server.requests).toHaveLength(3);
    expect(client.records.at(-1)).toBe('payment-detail quota 0');
    expect(await client.askPayment('e')).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(4);
  });

  test('holds for concurrent calls', async () => {
    await open({ quota: { 'payment-detail': 5 } });
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => outcomeOf(askDetail(`${i}`))));
    expect(outcomes.filter((outcome) => (outcome as { reason?: string }).reason === 'quota')).toHaveLength(15);
    expect(client.server.requests).toHaveLength(5);
  });

  test('is charged for each attempt, and a second attempt beyond it is not made', async () => {
    await open({ ...defaultPolicy, quota: { 'payment-detail': 3 } });
    client.server.answerWith(inTurn(reset, asIyzico, reset));
    expect(await askDetail('a')).toMatchObject(detail);
    await expect(askDetail('b')).rejects.toMatchObject({ reason: 'unreachable', detail: 'ECONNRESET' });
    expect(client.server.requests).toHaveLength(3);
    expect(client.records).toEqual(['payment-detail accepted 2', 'payment-detail unreachable 1']);
  });

  test('is charged once for reads that are coalesced', async () => {
    await open({ quota: { 'payment-detail': 1 } });
    const question = () => client.iyzico.retrievePaymentDetail(detail, options);
    expect(await Promise.all([question(), question(), question()])).toMatchObject([detail, detail, detail]);
    expect(client.server.requests).toHaveLength(1);
  });

  test('is not charged for a call that was never sent', async () => {
    await open({ limits: { inFlight: 1, minimumAttempts: Infinity, attempts: 1 }, quota: { 'payment-detail': 2 } });
    client.server.answerWith(inTurn(hang, asIyzico));
    const [holder, leaver] = [createDeadline(8000), createDeadline(8000)];
    const first = outcomeOf(client.iyzico.retrievePaymentDetail(detail, { ...chosen('a'), deadline: holder.deadline }));
    await client.server.received(1);
    const second = outcomeOf(
      client.iyzico.retrievePaymentDetail(detail, { ...chosen('b'), deadline: leaver.deadline }),
    );
    leaver.end(new Error('left'));
    await second;
    holder.end(new Error('left'));
    await first;
    expect(await askDetail('c')).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(2);
  });

  test('of payments leaves a tenth to session expiry', async () => {
    await open({ quota: { 'retrieve-payment': 10 } });
    for (let i = 0; i < 9; i++) expect(await client.askPayment(`${i}`)).toMatchObject(detail);
    await expect(client.askPayment('beyond')).rejects.toMatchObject(exhausted);
    expect(await expireOf()).toMatchObject({ outcome: 'expired' });
    const outcome = await outcomeOf(expireOf());
    expect(outcome).toMatchObject({ ...exhausted, service: 'retrieve-payment' });
    expect(wholeMinute).toContain(secondsOf(outcome));
    expect(servicesCalled(client.server).slice(9)).toEqual(['retrieve-payment', 'invalidate-session']);
  });

  test('of payments leaves a tenth, and not one call, if it is larger', async () => {
    await open({ quota: { 'retrieve-payment': 40 }, limits: { attempts: 1, minimumAttempts: Infinity } });
    for (let i = 0; i < 36; i++) expect(await client.askPayment(`${i}`)).toMatchObject(detail);
    await expect(client.askPayment('beyond')).rejects.toMatchObject(exhausted);
    for (let i = 0; i < 4; i++) expect(await expireOf()).toMatchObject({ outcome: 'expired' });
    await expect(expireOf()).rejects.toMatchObject(exhausted);
  });

  test('of payments is open to session expiry before its reserve is used', async () => {
    await open({ quota: { 'retrieve-payment': 3 } });
    for (let i = 0; i < 3; i++) expect(await expireOf()).toMatchObject({ outcome: 'expired' });
    await expect(expireOf()).rejects.toMatchObject(exhausted);
    expect(client.server.requests).toHaveLength(6);
  });

  test('of expiries has no reserve', async () => {
    await open({ quota: { 'invalidate-session': 2 } });
    const expire = () => client.iyzico.expireSession(session, options);
    expect(await expire()).toMatchObject({ outcome: 'expired' });
    expect(await expire()).toMatchObject({ outcome: 'expired' });
    await expect(expire()).rejects.toMatchObject({ ...exhausted, service: 'invalidate-session' });
    expect(client.server.requests).toHaveLength(2);
  });
});

describe('a service that refused for its rate limit', () => {
  const spellings: [string, RawAnswer, number][] = [
    ['50000', refusal('50000'), 60],
    ['50000, a number', answerOf('{"status": "failure", "errorCode": 50000}'), 60],
    ['50000 under HTTP 500', answerOf('{"status": "failure", "errorCode": "50000"}', { status: 500 }), 60],
    ['HTTP 429', answerOf('', { status: 429 }), 60],
    ['HTTP 429 and when to come again', answerOf('Slow down', { status: 429, headers: { 'retry-after': 7 } }), 7],
  ];

  test.each(spellings)('by %s gets no more calls, while others go on', async (_how, answer, seconds) => {
    await open({ coolDownSeconds: 60 });
    client.server.answerWith(only('retrieve-payment', answer));
    await expect(client.askPayment('a')).rejects.toMatchObject(rejected('rate-limited'));
    const outcome = await outcomeOf(client.askPayment('b'));
    expect(outcome).toMatchObject(exhausted);
    // What passed since then is less than a second or a few: it is rounded up.
    expect(secondsOf(outcome)).toBeLessThanOrEqual(seconds);
    expect(secondsOf(outcome)).toBeGreaterThan(seconds - 5);
    expect(Number.isInteger(secondsOf(outcome))).toBe(true);
    await expect(expireOf()).rejects.toMatchObject(exhausted);
    expect(await askDetail('c')).toMatchObject(detail);
    expect(servicesCalled(client.server)).toEqual(['retrieve-payment', 'payment-detail']);
  });

  test('gets calls again after its cool-down', async () => {
    await open({ coolDownSeconds: 0.2 });
    client.server.answerWith(inTurn(refusal('50000'), asIyzico));
    await expect(client.askPayment('a')).rejects.toMatchObject(rejected('rate-limited'));
    const refused = await outcomeOf(client.askPayment('b'));
    expect(refused).toMatchObject({ ...exhausted, retryAfter: 1 });
    let outcome = refused;
    while ((outcome as { reason?: string }).reason === 'quota') {
      await passed(10);
      outcome = await outcomeOf(client.askPayment('again'));
    }
    expect(outcome).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(2);
  });

  test('cools down for the longest of concurrent refusals', async () => {
    await open({ coolDownSeconds: 60 });
    const soon = answerOf('', { status: 429, headers: { 'retry-after': 1 } });
    client.server.answerWith(inTurn(refusal('50000'), soon));
    await Promise.all(['a', 'b'].map((name) => outcomeOf(client.askPayment(name))));
    expect(client.server.requests).toHaveLength(2);
    expect(secondsOf(await outcomeOf(client.askPayment('c')))).toBeGreaterThan(50);
  });

  test('for the last payment costs no further access token', async () => {
    await open({ coolDownSeconds: 60 });
    client.server.answerWith(only('last-payment-info', refusal('50000')));
    const ask = () => client.iyzico.retrieveLastPayment(session, options);
    await expect(ask()).rejects.toMatchObject(rejected('rate-limited'));
    await expect(ask()).rejects.toMatchObject({ ...exhausted, service: 'last-payment-info' });
    expect(servicesCalled(client.server)).toEqual(['retrieve-access-token', 'last-payment-info']);
  });
});

describe('the call budget of a caller', () => {
  const overBudget = new Error('spent');
  const budgetOf = (calls: number) => {
    const budget = {
      asked: 0,
      charge: () => (++budget.asked > calls ? Promise.reject(overBudget) : Promise.resolve()),
    };
    return budget;
  };

  test('is charged once for each attempt', async () => {
    await open(defaultPolicy);
    client.server.answerWith(inTurn(reset, asIyzico));
    const budget = budgetOf(9);
    expect(await client.iyzico.retrievePayment(checkoutForm, { ...options, charge: budget.charge })).toMatchObject(
      detail,
    );
    expect([budget.asked, client.server.requests.length]).toEqual([2, 2]);
  });

  test('is charged for the access token too', async () => {
    await open({});
    const budget = budgetOf(9);
    await client.iyzico.retrieveLastPayment(session, { ...options, charge: budget.charge });
    expect([budget.asked, client.server.requests.length]).toEqual([2, 2]);
  });

  test('is charged once for a coalesced call', async () => {
    await open({});
    const budget = budgetOf(9);
    const question = () => client.iyzico.retrievePayment(checkoutForm, { ...options, charge: budget.charge });
    await Promise.all([question(), question(), question()]);
    expect([budget.asked, client.server.requests.length]).toEqual([1, 1]);
  });

  test.each([
    ['reads', () => client.iyzico.retrievePayment(checkoutForm, { ...options, charge: budgetOf(0).charge })],
    ['expiries', () => client.iyzico.expireSession(session, { ...options, charge: budgetOf(0).charge })],
    ['both', () => client.iyzico.expireCheckoutSession(checkoutForm, { ...options, charge: budgetOf(0).charge })],
    ['last payments', () => client.iyzico.retrieveLastPayment(session, { ...options, charge: budgetOf(0).charge })],
  ])('that is used up sends nothing: %s', async (_what, question) => {
    await open(defaultPolicy);
    await expect(question()).rejects.toBe(overBudget);
    expect(client.server.requests).toHaveLength(0);
    expect(client.records).toEqual([]);
  });

  test('that allows no second attempt reports the call all the same, because one was sent', async () => {
    await open(defaultPolicy);
    client.server.answerWith(reset);
    const budget = budgetOf(1);
    const question = client.iyzico.retrievePayment(checkoutForm, { ...options, charge: budget.charge });
    await expect(question).rejects.toBe(overBudget);
    expect(client.server.requests).toHaveLength(1);
    expect(client.records).toEqual(['retrieve-payment abandoned 1']);
  });

  test("that is used up does not charge the shop's quota", async () => {
    await open({ quota: { 'payment-detail': 1 } });
    const poor = { ...chosen('poor'), charge: budgetOf(0).charge };
    await expect(client.iyzico.retrievePaymentDetail(detail, poor)).rejects.toBe(overBudget);
    expect(await askDetail('rich')).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(1);
  });
});
