import { testAtOnce } from '../harness/at-once.js';
import { badCertificates, describeWithCertificates, useCertificates } from '../harness/certificates.js';
import { late, misconfigured, rateLimited, unreachable, unusable } from '../harness/faults.js';
import { answerOf, inTurn, reset, startRawServer, type RawAnswer } from '../harness/raw-server.js';
import { asIyzico, defaultPolicy, openRawTestClient, type RawTestClient } from '../harness/raw-test-client.js';
import { sample } from '../harness/sample.js';
import { badResponse, chosen, detail, outcomeOf, rejected } from '../harness/test-client.js';

// Each fault, with the default settings of the client: the error, the number of calls, and that the next call succeeds.

interface ExpectedFailure {
  readonly failure: object;
  readonly calls: number;
  readonly timeoutMs?: number;
}

async function expectFailure(answer: RawAnswer, { failure, calls, timeoutMs = 3000 }: ExpectedFailure): Promise<void> {
  const client = await openRawTestClient({ ...defaultPolicy, timeoutMs });
  try {
    client.server.answerWith(answer);
    expect(await outcomeOf(client.askPayment('first'))).toMatchObject(failure);
    expect(client.server.requests).toHaveLength(calls);
    for (const { over } of client.server.requests) await over;
    client.server.answerWith(asIyzico);
    expect(await client.askPayment('next')).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(calls + 1);
  } finally {
    await client.close();
  }
}

describe('iyzico is unreachable in both attempts', () => {
  testAtOnce('after %s', unreachable, (_what, answer, errorCode) =>
    expectFailure(answer, { failure: { reason: 'unreachable', detail: errorCode }, calls: 2 }),
  );
});

describe('iyzico takes too long in both attempts', () => {
  testAtOnce('with %s', late, (_what, answer, errorCode) =>
    expectFailure(answer, { failure: { reason: 'timeout', detail: errorCode }, calls: 2, timeoutMs: 500 }),
  );
});

describe('an answer outside the contract fails the call at its first attempt', () => {
  test.each(unusable)('when the answer is %s', async (_what, answer, field) => {
    await expectFailure(answer, { failure: badResponse(field), calls: 1 });
  });

  test('when the answer is another payment', async () => {
    const another = sample('retrieve-payment.success').replace(/("token"\s*:\s*")[^"]*/, '$1another');
    await expectFailure(answerOf(another), { failure: badResponse('token'), calls: 1 });
  });

  test('when the answer is a redirect to another host, which receives nothing', async () => {
    const elsewhere = await startRawServer();
    elsewhere.answerWith(asIyzico);
    const redirect = answerOf('', { status: 307, headers: { location: `${elsewhere.url}/payment/detail` } });
    await expectFailure(redirect, { failure: badResponse('HTTP 307'), calls: 1 });
    expect([elsewhere.requests.length, elsewhere.connections]).toEqual([0, 0]);
    await elsewhere.close();
  });
});

describe('a refusal fails the call at its first attempt', () => {
  test.each([...rateLimited, ...misconfigured])('when the answer is %s', async (_what, answer, meaning) => {
    await expectFailure(answer, { failure: rejected(meaning), calls: 1 });
  });
});

let client: RawTestClient;
/** Opens a client for each test of a `describe`. */
function useClient(): void {
  beforeEach(async () => {
    client = await openRawTestClient(defaultPolicy);
  });
  afterEach(() => client.close());
}

describe('a service', () => {
  useClient();

  test('that is unavailable for a moment is called again', async () => {
    client.server.answerWith(inTurn(answerOf('', { status: 503 }), asIyzico));
    expect(await client.askPayment('a')).toMatchObject(detail);
    expect(await client.askPayment('b')).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(3);
  });

  test('that fails every second call still answers each caller', async () => {
    const [first, ...others] = Array.from({ length: 8 }, () => [asIyzico, reset]).flat();
    client.server.answerWith(inTurn(first ?? asIyzico, ...others, asIyzico));
    for (let i = 0; i < 8; i++) expect(await client.askPayment(`${i}`)).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(15);
    expect(client.records.slice(1)).toEqual(Array.from({ length: 7 }, () => 'retrieve-payment accepted 2'));
  });

  test('on a closed port is unreachable, until a server listens there', async () => {
    const closed = await startRawServer();
    await closed.close();
    const iyzico = client.connectAnew({ baseUrl: closed.url });
    const retrieve = () => iyzico.retrievePaymentDetail(detail, chosen('a'));
    expect(await outcomeOf(retrieve())).toMatchObject({ reason: 'unreachable', detail: 'ECONNREFUSED' });
    expect(client.records).toEqual(['payment-detail unreachable 2']);
    const reopened = await startRawServer(undefined, Number(new URL(closed.url).port));
    reopened.answerWith(asIyzico);
    expect(await retrieve()).toMatchObject(detail);
    expect(reopened.requests).toHaveLength(1);
    await reopened.close();
  });

  test('with an unknown host name is unreachable', async () => {
    const iyzico = client.connectAnew({ baseUrl: 'http://iyzico.invalid' });
    const payment = iyzico.retrievePaymentDetail(detail, chosen('a'));
    const unknownHost = expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as unknown;
    await expect(payment).rejects.toMatchObject({ reason: 'unreachable', detail: unknownHost });
    expect(client.records).toEqual(['payment-detail unreachable 2']);
    client.server.answerWith(asIyzico);
    expect(await client.askPayment('next')).toMatchObject(detail);
  });
});

describeWithCertificates('over TLS', () => {
  const identityOf = useCertificates();
  useClient();

  test.each(badCertificates)(
    'a host whose certificate %s receives no request, and the call is not retried',
    async (_what, name, code) => {
      const server = await startRawServer(identityOf(name));
      server.answerWith(asIyzico);
      const iyzico = client.connectAnew({ baseUrl: server.url });
      const payment = iyzico.retrievePaymentDetail(detail, chosen('a'));
      await expect(payment).rejects.toMatchObject({ reason: 'unreachable', detail: code });
      expect(server.requests).toHaveLength(0);
      expect(client.records).toEqual(['payment-detail unreachable 1']);
      await server.close();
      client.server.answerWith(asIyzico);
      expect(await client.askPayment('next')).toMatchObject(detail);
    },
  );

  test('a host whose certificate is valid receives the request', async () => {
    const server = await startRawServer(identityOf('good'));
    server.answerWith(asIyzico);
    const iyzico = client.connectAnew({ baseUrl: server.url });
    expect(await iyzico.retrievePaymentDetail(detail, chosen('a'))).toMatchObject(detail);
    expect(server.requests).toHaveLength(1);
    await server.close();
  });
});
