import { Connection } from '../../../src/iyzico/call/connection.js';
import { defaultServiceLimits, createServicePolicies } from '../../../src/iyzico/policy/service-policy.js';
import { QuotaGuard } from '../../../src/iyzico/policy/quota.js';
import { endpoints, type Endpoint } from '../../../src/iyzico/wire/endpoints.js';
import { createHttpSender } from '../../../src/iyzico/wire/transport.js';
import { answerOf, beginningOf, inTurn, onceAConnection, reset, type RawAnswer } from '../../harness/raw-server.js';
import {
  asIyzico,
  openRawTestClient,
  refusal,
  servicesCalled,
  type RawTestClient,
} from '../../harness/raw-test-client.js';
import { checkoutForm, chosen, detail, options, outcomeOf, session } from '../../harness/test-client.js';
import { transport } from '../../harness/transport.js';

// iyzico may close a kept connection just as it is used again. One attempt for each call, so nothing here is a retry.

/** More than the retries that are allowed within ten seconds. */
const READS = 60;
const singleAttempt = { limits: { attempts: 1 } } as const;

let client: RawTestClient;
let states: string[];
beforeEach(async () => {
  states = [];
  client = await openRawTestClient({ ...singleAttempt, onCircuitBreaker: (_, state) => states.push(state) });
});
afterEach(() => client.close());

const ends: [string, RawAnswer][] = [
  ['resets', reset],
  ['ends', (response) => response.socket?.end()],
];

describe.each(ends)('a host that %s every connection that is used again', (_how, end) => {
  beforeEach(() => {
    client.server.answerWith(onceAConnection(asIyzico, end));
  });

  test('answers every read, each second one at its second request', async () => {
    for (let i = 0; i < READS; i++) expect(await client.askPayment(`${i}`)).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(READS * 1.5);
    expect(client.records).toEqual(Array.from({ length: READS }, (_, i) => `retrieve-payment accepted ${1 + (i % 2)}`));
    expect(states).toEqual([]);
  });

  test('answers concurrent reads', async () => {
    for (let i = 0; i < READS; i += 10) {
      const names = Array.from({ length: 10 }, (_, index) => `${i + index}`);
      expect(await Promise.all(names.map((name) => client.askPayment(name)))).toMatchObject(names.map(() => detail));
    }
    expect(client.server.requests).toHaveLength(READS * 1.5);
  });
});

describe('an expiry over a connection that ends', () => {
  const expire = () => client.iyzico.expireSession(session, options);
  const alreadyExpired = refusal('260030');

  test('is repeated, and tells that the first request expired the session', async () => {
    client.server.answerWith(asIyzico);
    await client.askPayment('first');
    client.server.answerWith(inTurn(reset, alreadyExpired));
    expect(await expire()).toMatchObject({ outcome: 'expired' });
    expect(servicesCalled(client.server).slice(1)).toEqual(['invalidate-session', 'invalidate-session']);
  });

  test('may have happened where the repeat cannot be sent', async () => {
    client.server.answerWith(asIyzico);
    await client.askPayment('first');
    client.server.answerWith(() => void client.server.close());
    expect(await outcomeOf(expire())).toMatchObject({ reason: 'unreachable', neverSent: false });
    expect(client.server.requests).toHaveLength(2);
    expect(client.records.slice(1)).toEqual(['invalidate-session unreachable 2']);
  });
});

describe('a call is not repeated at once', () => {
  test.each<[string, RawAnswer[]]>([
    ['the connection is new', [reset]],
    ['an answer had begun', [asIyzico, beginningOf('{"status": "succ', 'end')]],
    ['an informational answer came', [asIyzico, informedThenReset]],
    ['iyzico answered', [asIyzico, answerOf('', { status: 503 })]],
    ['the repeat is reset too', [asIyzico, reset, reset]],
  ])('where %s', async (_what, answers) => {
    client.server.answerWith(inTurn(answers[0] ?? reset, ...answers.slice(1), asIyzico));
    const outcomes = [];
    while (client.server.requests.length < answers.length) outcomes.push(await outcomeOf(client.askPayment('any')));
    expect(outcomes.at(-1)).toMatchObject({ reason: 'unreachable' });
    expect(client.server.requests).toHaveLength(answers.length);
  });

  test('where its service does not allow a second request', async () => {
    const http = createHttpSender(client.server.url, { transport });
    const connection = connectionWith({ ...endpoints['payment-detail'], repeat: 'never' }, http);
    const call = { service: 'payment-detail', key: detail, options } as const;
    client.server.answerWith(inTurn(asIyzico, reset, asIyzico));
    await connection.request(call);
    expect(await outcomeOf(connection.request(call))).toMatchObject({ reason: 'unreachable', neverSent: false });
    expect(client.server.requests).toHaveLength(2);
    http.close();
  });
});

test('a repeat at once counts for the quota, and is not charged to the caller', async () => {
  let charged = 0;
  const charge = () => Promise.resolve(void (charged += 1));
  const iyzico = client.connectAnew({ quota: { 'payment-detail': 4 } });
  const read = (name: string) => outcomeOf(iyzico.retrievePaymentDetail(detail, { ...chosen(name), charge }));
  client.server.answerWith(onceAConnection(asIyzico));
  expect([await read('a'), await read('b'), await read('c')]).toMatchObject([detail, detail, detail]);
  expect(charged).toBe(3);
  // The quota is used up by four requests.
  expect(await read('d')).toMatchObject({ reason: 'quota' });
  expect(client.server.requests).toHaveLength(4);
});

test('a repeat at once that the quota does not allow leaves the call as it ended', async () => {
  const iyzico = client.connectAnew({ quota: { 'payment-detail': 2 } });
  const read = (name: string) => outcomeOf(iyzico.retrievePaymentDetail(detail, chosen(name)));
  client.server.answerWith(onceAConnection(asIyzico));
  expect(await read('a')).toMatchObject(detail);
  expect(await read('b')).toMatchObject({ reason: 'unreachable', neverSent: false });
  expect(client.server.requests).toHaveLength(2);
});

test('a repeat at once has the rest of the attempt, and no time of its own', async () => {
  const iyzico = client.connectAnew({ timeoutMs: 600 });
  const read = (name: string) => outcomeOf(iyzico.retrievePayment(checkoutForm, chosen(name)));
  const lateReset: RawAnswer = (response) => setTimeout(() => response.socket?.resetAndDestroy(), 400);
  const lateAnswer: RawAnswer = (response) => setTimeout(asIyzico, 400, response);
  client.server.answerWith(inTurn(asIyzico, lateReset, lateAnswer));
  expect(await read('a')).toMatchObject(detail);
  expect(await read('b')).toMatchObject({ reason: 'timeout' });
  expect(client.server.requests).toHaveLength(3);
});

function informedThenReset(response: Parameters<RawAnswer>[0]): void {
  response.writeProcessing();
  setTimeout(() => response.socket?.resetAndDestroy(), 50);
}

function connectionWith(definition: Endpoint, http: ReturnType<typeof createHttpSender>): Connection {
  const allEndpoints = { ...endpoints, 'payment-detail': definition };
  return new Connection(
    {
      keys: { apiKey: 'sandbox-a', secretKey: 'sandbox-s' },
      endpoints: allEndpoints,
      http,
      policies: createServicePolicies(allEndpoints, { ...defaultServiceLimits, attempts: 1 }),
      quota: new QuotaGuard({ quota: {}, coolDown: 0 }),
      listener: { onDrift: () => undefined },
      timeoutMs: 3000,
    },
    'read',
  );
}
