import { setTimeout as passed } from 'node:timers/promises';
import { createDeadline, type IyzicoSettings } from '../../../src/iyzico/index.js';
import { answerOf, hang, held, inTurn, reset, type RawAnswer } from '../../harness/raw-server.js';
import { checkoutForm, chosen, detail, options, outcomeOf, session } from '../../harness/test-client.js';
import {
  asIyzico,
  servicesCalled,
  only,
  openRawTestClient,
  refusal,
  type RawTestClient,
} from '../../harness/raw-test-client.js';

const isOpen = { reason: 'unreachable', detail: 'circuit open' };
/** One attempt a call; the circuit as it is by default, except where a test says otherwise. */
const once = { attempts: 1 } as const;

let client: RawTestClient;
let asked = 0;
const open = async (settings: Partial<IyzicoSettings> = { limits: once }) => {
  client = await openRawTestClient(settings);
};
afterEach(() => client.close());

const ask = () => client.askPayment(`${asked++}`);
async function askTimes(times: number, answer: RawAnswer): Promise<void> {
  client.server.answerWith(answer);
  for (let i = 0; i < times; i++) await outcomeOf(ask());
}

describe('the circuit of a service opens', () => {
  test.each([
    ['resets', reset],
    ['HTTP 503', answerOf('', { status: 503 })],
    ['proxy pages', answerOf('<html>', { status: 502 })],
  ])('after ten %s, and refuses without a call', async (_what, answer) => {
    await open();
    await askTimes(10, answer);
    client.server.answerWith(asIyzico);
    await expect(ask()).rejects.toMatchObject(isOpen);
    expect(client.server.requests).toHaveLength(10);
    expect(client.records.at(-1)).toBe('retrieve-payment unreachable 0');
  });

  test('after ten that took too long', async () => {
    await open({ limits: once, timeoutMs: 100 });
    client.server.answerWith(hang);
    await Promise.all(Array.from({ length: 10 }, () => outcomeOf(ask())));
    await expect(ask()).rejects.toMatchObject(isOpen);
    expect(client.server.requests).toHaveLength(10);
  });

  test('when more than half failed', async () => {
    await open();
    await askTimes(10, asIyzico);
    await askTimes(11, reset);
    await expect(ask()).rejects.toMatchObject(isOpen);
    expect(client.server.requests).toHaveLength(21);
  });

  test('and leaves the other services alone', async () => {
    await open();
    await askTimes(10, only('retrieve-payment', reset));
    await expect(ask()).rejects.toMatchObject(isOpen);
    expect(await client.iyzico.retrievePaymentDetail(detail, options)).toMatchObject(detail);
    expect(await client.iyzico.expireSession(session, options)).toMatchObject({ outcome: 'expired' });
    expect(servicesCalled(client.server).slice(10)).toEqual(['payment-detail', 'invalidate-session']);
  });
});

describe('it stays closed', () => {
  test('after nine failures', async () => {
    await open();
    await askTimes(9, reset);
    client.server.answerWith(asIyzico);
    expect(await ask()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(10);
  });

  test('when half failed', async () => {
    await open();
    await askTimes(10, asIyzico);
    await askTimes(10, reset);
    client.server.answerWith(asIyzico);
    expect(await ask()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(21);
  });

  test.each([
    ['refusals', refusal('5124')],
    ["iyzico's own errors", refusal('100001')],
    ['refusals for the rate limit', refusal('50000')],
    ['refusals of our keys', answerOf('{"status": 401}', { status: 401 })],
    ['pages', answerOf('<html>')],
    ['empty answers', answerOf('')],
    ['redirects', answerOf('', { status: 302, headers: { location: '/' } })],
  ])('whatever the number of %s', async (_what, answer) => {
    await open();
    await askTimes(15, answer);
    client.server.answerWith(asIyzico);
    expect(await ask()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(16);
  });

  test('when callers left, or gave it little time: one of them must not close it to the others', async () => {
    await open();
    client.server.answerWith(hang);
    await Promise.all(
      Array.from({ length: 15 }, async (_, i) => {
        const { deadline } = createDeadline(100);
        const hurried = { ...chosen(`impatient ${i}`), deadline };
        await outcomeOf(client.iyzico.expireSession(session, hurried));
        await outcomeOf(
          client.iyzico.retrievePayment(checkoutForm, { ...hurried, deadline: createDeadline(100).deadline }),
        );
      }),
    );
    client.server.answerWith(asIyzico);
    expect(await ask()).toMatchObject(detail);
    expect(await client.iyzico.expireSession(session, options)).toMatchObject({ outcome: 'expired' });
    expect(client.server.requests).toHaveLength(32);
  });
});

describe('an open circuit', () => {
  const openMs = 200;
  beforeEach(async () => {
    await open({ limits: { ...once, openMs: openMs } });
    await askTimes(10, reset);
  });

  /** Asks until a call is let through: no event tells of it. */
  async function firstOutcome(question = ask): Promise<unknown> {
    for (;;) {
      const outcome = await outcomeOf(question());
      if ((outcome as { detail?: unknown }).detail !== isOpen.detail) return outcome;
      await passed(10);
    }
  }

  test('tries again after a while, and is closed by an answer', async () => {
    client.server.answerWith(asIyzico);
    expect(await firstOutcome()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(11);
    client.server.answerWith(inTurn(reset, asIyzico));
    await expect(ask()).rejects.toMatchObject({ detail: 'ECONNRESET' });
    expect(await ask()).toMatchObject(detail);
  });

  test('is closed by a refusal too: the service is there', async () => {
    client.server.answerWith(inTurn(refusal('5124'), asIyzico));
    expect(await firstOutcome()).toMatchObject({ name: 'IyzicoRejected' });
    expect(await ask()).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(12);
  });

  test('stays open where that fails, for as long again', async () => {
    expect(await firstOutcome()).toMatchObject({ detail: 'ECONNRESET' });
    await expect(ask()).rejects.toMatchObject(isOpen);
    expect(client.server.requests).toHaveLength(11);
  });

  test('tries by one call again where the one it tried by was given up', async () => {
    const gate = held(asIyzico);
    client.server.answerWith(gate.answer);
    const waiter = createDeadline(8000);
    const tried = firstOutcome(() =>
      client.iyzico.retrievePayment(checkoutForm, { ...chosen(`${asked++}`), deadline: waiter.deadline }),
    );
    await client.server.received(11);
    waiter.end(new Error('left'));
    expect(await tried).toMatchObject({ message: 'left' });
    await client.server.requests[10]?.over;

    const probe = ask();
    await client.server.received(12);
    // Nobody waits for what becomes of it.
    for (let i = 0; i < 2; i++) await expect(ask()).rejects.toMatchObject({ detail: 'circuit open' });
    // Whatever was sent before this has arrived by the time that this is answered.
    client.server.answerWith(only('retrieve-payment', gate.answer));
    await client.iyzico.retrievePaymentDetail(detail, options);
    expect(servicesCalled(client.server).slice(11)).toEqual(['retrieve-payment', 'payment-detail']);
    gate.release();
    expect(await probe).toMatchObject(detail);
    expect(await ask()).toMatchObject(detail);
  });

  test('tries again where the call it would try by was not sent', async () => {
    const charge = () => Promise.reject(new Error('spent'));
    const poor = () => client.iyzico.retrievePayment(checkoutForm, { ...chosen(`${asked++}`), charge });
    expect(await firstOutcome(poor)).toMatchObject({ message: 'spent' });
    expect(client.server.requests).toHaveLength(10);
    const gate = held(asIyzico);
    client.server.answerWith(gate.answer);
    const probe = ask();
    await client.server.received(11);
    gate.release();
    expect(await probe).toMatchObject(detail);
    expect(await ask()).toMatchObject(detail);
  });
});
