import { setTimeout as passed } from 'node:timers/promises';
import { patienceFor, type IyzicoSettings } from '../../../src/iyzico/index.js';
import { answerOf, hang, inTurn, reset, type RawAnswer } from '../../harness/raw-server.js';
import { checkoutForm, chosen, detail, options, outcomeOf, rejected, session } from '../../harness/test-client.js';
import { asIyzico, askedOf, only, openRawLine, refusal, usual, type RawLine } from '../../harness/raw-test-client.js';

/** Refused without a call. */
const exhausted = { name: 'IyzicoUnavailable', reason: 'quota', detail: 'exhausted' };
/** The seconds after which it may be asked again. */
const wholeMinute = Array.from({ length: 61 }, (_, i) => i + 1);

let line: RawLine;
const open = async (settings: Partial<IyzicoSettings>) => {
  line = await openRawLine(settings);
  line.server.answerWith(asIyzico);
};
afterEach(() => line.close());

const askDetail = (name: string) => line.iyzico.retrievePaymentDetail(detail, chosen(name));
const expireOf = () => line.iyzico.expireCheckoutSession(checkoutForm, options);
const secondsOf = (outcome: unknown) => (outcome as { retryAfter: number }).retryAfter;

describe('a quota', () => {
  test('is of one service: what is beyond it is refused without a call, the others go on', async () => {
    await open({ quotas: { 'payment-detail': 3 } });
    for (const name of ['a', 'b', 'c']) expect(await askDetail(name)).toMatchObject(detail);
    const outcome = await outcomeOf(askDetail('d'));
    expect(outcome).toMatchObject({ ...exhausted, service: 'payment-detail' });
    expect(wholeMinute).toContain(secondsOf(outcome));
    expect(line.server.requests).toHaveLength(3);
    expect(line.told.at(-1)).toBe('payment-detail quota 0');
    expect(await line.ask('e')).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(4);
  });

  test('is kept by calls that come at once too', async () => {
    await open({ quotas: { 'payment-detail': 5 } });
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => outcomeOf(askDetail(`${i}`))));
    expect(outcomes.filter((outcome) => (outcome as { reason?: string }).reason === 'quota')).toHaveLength(15);
    expect(line.server.requests).toHaveLength(5);
  });

  test('is taken by each attempt, and a repetition beyond it is none', async () => {
    await open({ ...usual, quotas: { 'payment-detail': 3 } });
    line.server.answerWith(inTurn(reset, asIyzico, reset));
    expect(await askDetail('a')).toMatchObject(detail);
    await expect(askDetail('b')).rejects.toMatchObject({ reason: 'unreachable', detail: 'ECONNRESET' });
    expect(line.server.requests).toHaveLength(3);
    expect(line.told).toEqual(['payment-detail accepted 2', 'payment-detail unreachable 1']);
  });

  test('is not taken by reads that share a call', async () => {
    await open({ quotas: { 'payment-detail': 1 } });
    const question = () => line.iyzico.retrievePaymentDetail(detail, options);
    expect(await Promise.all([question(), question(), question()])).toMatchObject([detail, detail, detail]);
    expect(line.server.requests).toHaveLength(1);
  });

  test('is not taken by a call that was never sent', async () => {
    await open({ limits: { inFlight: 1, fewestToOpen: Infinity, attempts: 1 }, quotas: { 'payment-detail': 2 } });
    line.server.answerWith(inTurn(hang, asIyzico));
    const [holder, leaver] = [patienceFor(8000), patienceFor(8000)];
    const first = outcomeOf(line.iyzico.retrievePaymentDetail(detail, { ...chosen('a'), patience: holder.patience }));
    await line.server.received(1);
    const second = outcomeOf(line.iyzico.retrievePaymentDetail(detail, { ...chosen('b'), patience: leaver.patience }));
    leaver.end(new Error('left'));
    await second;
    holder.end(new Error('left'));
    await first;
    expect(await askDetail('c')).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(2);
  });

  test('of payments leaves a tenth to the ending of sessions', async () => {
    await open({ quotas: { 'retrieve-payment': 10 } });
    for (let i = 0; i < 9; i++) expect(await line.ask(`${i}`)).toMatchObject(detail);
    await expect(line.ask('beyond')).rejects.toMatchObject(exhausted);
    expect(await expireOf()).toMatchObject({ outcome: 'expired' });
    const outcome = await outcomeOf(expireOf());
    expect(outcome).toMatchObject({ ...exhausted, service: 'retrieve-payment' });
    expect(wholeMinute).toContain(secondsOf(outcome));
    expect(askedOf(line.server).slice(9)).toEqual(['retrieve-payment', 'invalidate-session']);
  });

  test('of payments leaves a tenth, and not one call, where it is larger', async () => {
    await open({ quotas: { 'retrieve-payment': 40 }, limits: { attempts: 1, fewestToOpen: Infinity } });
    for (let i = 0; i < 36; i++) expect(await line.ask(`${i}`)).toMatchObject(detail);
    await expect(line.ask('beyond')).rejects.toMatchObject(exhausted);
    for (let i = 0; i < 4; i++) expect(await expireOf()).toMatchObject({ outcome: 'expired' });
    await expect(expireOf()).rejects.toMatchObject(exhausted);
  });

  test('of payments is open to the ending of sessions before its reserve is touched', async () => {
    await open({ quotas: { 'retrieve-payment': 3 } });
    for (let i = 0; i < 3; i++) expect(await expireOf()).toMatchObject({ outcome: 'expired' });
    await expect(expireOf()).rejects.toMatchObject(exhausted);
    expect(line.server.requests).toHaveLength(6);
  });

  test('of expiries is theirs to the last', async () => {
    await open({ quotas: { 'invalidate-session': 2 } });
    const expire = () => line.iyzico.expireSession(session, options);
    expect(await expire()).toMatchObject({ outcome: 'expired' });
    expect(await expire()).toMatchObject({ outcome: 'expired' });
    await expect(expire()).rejects.toMatchObject({ ...exhausted, service: 'invalidate-session' });
    expect(line.server.requests).toHaveLength(2);
  });
});

describe('a service that had enough', () => {
  const spellings: [string, RawAnswer, number][] = [
    ['50000', refusal('50000'), 60],
    ['50000, a number', answerOf('{"status": "failure", "errorCode": 50000}'), 60],
    ['50000 under HTTP 500', answerOf('{"status": "failure", "errorCode": "50000"}', { status: 500 }), 60],
    ['HTTP 429', answerOf('', { status: 429 }), 60],
    ['HTTP 429 and when to come again', answerOf('Slow down', { status: 429, headers: { 'retry-after': 7 } }), 7],
  ];

  test.each(spellings)('by %s is sent nothing more, while others go on', async (_how, answer, seconds) => {
    await open({ restAfterRefusal: 60 });
    line.server.answerWith(only('retrieve-payment', answer));
    await expect(line.ask('a')).rejects.toMatchObject(rejected('rate-limited'));
    const outcome = await outcomeOf(line.ask('b'));
    expect(outcome).toMatchObject(exhausted);
    // What passed since then is less than a second or a few: it is rounded up.
    expect(secondsOf(outcome)).toBeLessThanOrEqual(seconds);
    expect(secondsOf(outcome)).toBeGreaterThan(seconds - 5);
    expect(Number.isInteger(secondsOf(outcome))).toBe(true);
    await expect(expireOf()).rejects.toMatchObject(exhausted);
    expect(await askDetail('c')).toMatchObject(detail);
    expect(askedOf(line.server)).toEqual(['retrieve-payment', 'payment-detail']);
  });

  test('is asked again after its rest', async () => {
    await open({ restAfterRefusal: 0.2 });
    line.server.answerWith(inTurn(refusal('50000'), asIyzico));
    await expect(line.ask('a')).rejects.toMatchObject(rejected('rate-limited'));
    const refused = await outcomeOf(line.ask('b'));
    expect(refused).toMatchObject({ ...exhausted, retryAfter: 1 });
    let outcome = refused;
    while ((outcome as { reason?: string }).reason === 'quota') {
      await passed(10);
      outcome = await outcomeOf(line.ask('again'));
    }
    expect(outcome).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(2);
  });

  test('rests for the longest of what it said at once', async () => {
    await open({ restAfterRefusal: 60 });
    const soon = answerOf('', { status: 429, headers: { 'retry-after': 1 } });
    line.server.answerWith(inTurn(refusal('50000'), soon));
    await Promise.all(['a', 'b'].map((name) => outcomeOf(line.ask(name))));
    expect(line.server.requests).toHaveLength(2);
    expect(secondsOf(await outcomeOf(line.ask('c')))).toBeGreaterThan(50);
  });

  test('by the last payment costs no further token', async () => {
    await open({ restAfterRefusal: 60 });
    line.server.answerWith(only('last-payment-info', refusal('50000')));
    const ask = () => line.iyzico.retrieveLastPayment(session, options);
    await expect(ask()).rejects.toMatchObject(rejected('rate-limited'));
    await expect(ask()).rejects.toMatchObject({ ...exhausted, service: 'last-payment-info' });
    expect(askedOf(line.server)).toEqual(['retrieve-access-token', 'last-payment-info']);
  });
});

describe('the purse of a caller', () => {
  const spent = new Error('spent');
  const purseOf = (calls: number) => {
    const purse = { asked: 0, spend: () => (++purse.asked > calls ? Promise.reject(spent) : Promise.resolve()) };
    return purse;
  };

  test('is asked once for each attempt', async () => {
    await open(usual);
    line.server.answerWith(inTurn(reset, asIyzico));
    const purse = purseOf(9);
    expect(await line.iyzico.retrievePayment(checkoutForm, { ...options, spend: purse.spend })).toMatchObject(detail);
    expect([purse.asked, line.server.requests.length]).toEqual([2, 2]);
  });

  test('is asked for the access token too', async () => {
    await open({});
    const purse = purseOf(9);
    await line.iyzico.retrieveLastPayment(session, { ...options, spend: purse.spend });
    expect([purse.asked, line.server.requests.length]).toEqual([2, 2]);
  });

  test('is asked once where a call is shared', async () => {
    await open({});
    const purse = purseOf(9);
    const question = () => line.iyzico.retrievePayment(checkoutForm, { ...options, spend: purse.spend });
    await Promise.all([question(), question(), question()]);
    expect([purse.asked, line.server.requests.length]).toEqual([1, 1]);
  });

  test.each([
    ['reads', () => line.iyzico.retrievePayment(checkoutForm, { ...options, spend: purseOf(0).spend })],
    ['expiries', () => line.iyzico.expireSession(session, { ...options, spend: purseOf(0).spend })],
    ['both', () => line.iyzico.expireCheckoutSession(checkoutForm, { ...options, spend: purseOf(0).spend })],
    ['last payments', () => line.iyzico.retrieveLastPayment(session, { ...options, spend: purseOf(0).spend })],
  ])('that is empty sends nothing: %s', async (_what, question) => {
    await open(usual);
    await expect(question()).rejects.toBe(spent);
    expect(line.server.requests).toHaveLength(0);
    expect(line.told).toEqual([]);
  });

  test('that allows no repetition is told of all the same, for a call was made', async () => {
    await open(usual);
    line.server.answerWith(reset);
    const purse = purseOf(1);
    const question = line.iyzico.retrievePayment(checkoutForm, { ...options, spend: purse.spend });
    await expect(question).rejects.toBe(spent);
    expect(line.server.requests).toHaveLength(1);
    expect(line.told).toEqual(['retrieve-payment abandoned 1']);
  });

  test("that is empty uses up nothing of the shop's quota", async () => {
    await open({ quotas: { 'payment-detail': 1 } });
    const poor = { ...chosen('poor'), spend: purseOf(0).spend };
    await expect(line.iyzico.retrievePaymentDetail(detail, poor)).rejects.toBe(spent);
    expect(await askDetail('rich')).toMatchObject(detail);
    expect(line.server.requests).toHaveLength(1);
  });
});
