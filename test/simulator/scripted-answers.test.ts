import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { call, readReply, request, until } from '../harness/simulator-caller.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const card = { checkoutFormToken: 'card-1', locale: 'en', conversationId: 'c' };
const session = { sessionToken: 'session-card-1', memberIdentifier: 'member-card-1' };

describe('a scripted answer', () => {
  test('is used once, in order, for its own service only', async () => {
    simulator.answerNext('retrieve-payment', { body: 'first' });
    simulator.answerNext('retrieve-payment', { body: 'second', httpStatus: 503, headers: { 'retry-after': '7' } });
    expect((await call(simulator, 'payment-detail', { paymentId: '51000000001' })).status).toBe(200);
    expect(await call(simulator, 'retrieve-payment', card)).toMatchObject({ status: 200, text: 'first' });
    const second = await call(simulator, 'retrieve-payment', card);
    expect([second.status, second.text, second.headers.get('retry-after')]).toEqual([503, 'second', '7']);
    expect((await call(simulator, 'retrieve-payment', card)).json).toMatchObject({ token: 'card-1' });
  });

  test('of bytes arrives unchanged', async () => {
    const body = Buffer.from([0xff, 0x00, 0x7b, 0xc3]);
    simulator.answerNext('retrieve-payment', { body });
    const response = await request(simulator, 'retrieve-payment', { body: JSON.stringify(card) });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(body);
  });

  test('of a known failure has its usual message and group', async () => {
    simulator.answerNext('retrieve-payment', { errorCode: '10054' });
    expect(await call(simulator, 'retrieve-payment', card)).toMatchObject({
      status: 400,
      json: {
        status: 'failure',
        errorCode: '10054',
        errorMessage: 'The card has expired.',
        errorGroup: 'EXPIRED_CARD',
        locale: 'en',
        conversationId: 'c',
      },
    });
  });

  test('of a failure can have any other content', async () => {
    const failure = { errorCode: '77', errorMessage: 'No', errorGroup: 'GROUP', status: 'odd' };
    simulator.answerNext('payment-detail', failure);
    expect(await call(simulator, 'payment-detail', { paymentId: '51000000001' })).toMatchObject({
      status: 200,
      json: failure,
    });
    simulator.answerNext('payment-detail', { ...failure, httpStatus: 418 });
    expect((await call(simulator, 'payment-detail', { paymentId: '51000000001' })).status).toBe(418);
  });

  test('of a failure keeps numbers as numbers, and uses a numeric status as its HTTP status', async () => {
    simulator.answerNext('retrieve-payment', { errorCode: 50000 });
    simulator.answerNext('retrieve-payment', { errorCode: '8', status: 403 });
    const limited = { status: 429, json: { status: 'failure', errorCode: 50000 } };
    expect(await call(simulator, 'retrieve-payment', card)).toMatchObject(limited);
    const forbidden = { status: 403, json: { status: 403, errorCode: '8' } };
    expect(await call(simulator, 'retrieve-payment', card)).toMatchObject(forbidden);
  });

  test('of a failure or of bytes prevents the operation', async () => {
    simulator.answerNext('invalidate-session', { errorCode: '8514' });
    simulator.answerNext('invalidate-session', { body: '{}' });
    await call(simulator, 'invalidate-session', session);
    await call(simulator, 'invalidate-session', session);
    expect((await call(simulator, 'invalidate-session', session)).json).toMatchObject({ status: 'success' });
  });

  test('can be the usual answer, edited after it was signed', async () => {
    const usual = await call(simulator, 'retrieve-payment', card);
    simulator.answerNext('retrieve-payment', { edit: (text) => text.replace('"currency":"TRY"', '"currency":"USD"') });
    const { json } = await call(simulator, 'retrieve-payment', card);
    expect(json).toEqual({ ...usual.json, systemTime: json.systemTime, currency: 'USD' });
  });

  test('whose edit throws is HTTP 500 with the error', async () => {
    simulator.answerNext('retrieve-payment', {
      edit: () => {
        throw new Error('edit failed');
      },
    });
    const { status, text } = await call(simulator, 'retrieve-payment', card);
    expect([status, text]).toEqual([500, 'The simulator could not answer: Error: edit failed\n']);
  });

  test('can be delayed, while the operation is performed at once', async () => {
    simulator.answerNext('invalidate-session', { delay: 60_000 });
    const aborted = new AbortController();
    const late = request(simulator, 'invalidate-session', { body: JSON.stringify(session), signal: aborted.signal });
    await until(() => simulator.calls.length === 1);
    expect((await call(simulator, 'invalidate-session', session)).json).toMatchObject({ errorCode: '260030' });
    aborted.abort();
    await expect(late).rejects.toThrow();
  });

  test('that is delayed arrives', async () => {
    simulator.answerNext('retrieve-payment', { delay: 5 });
    expect((await call(simulator, 'retrieve-payment', card)).json).toMatchObject({ token: 'card-1' });
  });

  test('is not used for a refused call', async () => {
    simulator.answerNext('retrieve-payment', { body: 'scripted' });
    const wrongSecret = { ...simulator, secretKey: 'wrong' };
    const refused = await readReply(await request(wrongSecret, 'retrieve-payment', { body: JSON.stringify(card) }));
    expect(refused.json).toMatchObject({ errorCode: '1000' });
    expect((await call(simulator, 'retrieve-payment', card)).text).toBe('scripted');
  });
});
