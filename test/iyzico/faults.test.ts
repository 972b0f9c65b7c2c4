import type { IyzicoSettings } from '../../src/iyzico/index.js';
import { badCertificates, describeWithCertificates, useCertificates } from '../harness/certificates.js';
import { late, misconfigured, rateLimited, unreachable, unusable } from '../harness/faults.js';
import { answerOf, inTurn, reset, startRawServer, type RawAnswer } from '../harness/raw-server.js';
import { badResponse, chosen, detail, outcomeOf, rejected } from '../harness/test-client.js';
import { asIyzico, openRawTestClient, defaultPolicy, type RawTestClient } from '../harness/raw-test-client.js';
import { sample } from '../harness/sample.js';

// Each way to fail, as the client meets it in its usual settings: what comes of it, what it costs, and that the next
// question is answered.

let client: RawTestClient;
const open = async (settings: Partial<IyzicoSettings> = {}) => {
  client = await openRawTestClient({ ...defaultPolicy, ...settings });
};
afterEach(() => client.close());

describe('iyzico is unreachable, twice,', () => {
  test.each(unreachable)('by %s', async (_what, answer, detailOf) => {
    await open();
    await expectFailure(answer, { reason: 'unreachable', detail: detailOf }, 2);
  });
});

describe('iyzico takes too long, twice,', () => {
  test.each(late)('by %s', async (_what, answer, detailOf) => {
    await open({ timeoutMs: 500 });
    await expectFailure(answer, { reason: 'timeout', detail: detailOf }, 2);
  });
});

describe('the answer is outside the contract, once,', () => {
  test.each(unusable)('by %s', async (_what, answer, field) => {
    await open();
    await expectFailure(answer, badResponse(field), 1);
  });

  test('by another payment than asked', async () => {
    await open();
    const another = sample('retrieve-payment.success').replace(/("token"\s*:\s*")[^"]*/, '$1another');
    await expectFailure(answerOf(another), badResponse('token'), 1);
  });

  test('by a redirect to another host, which receives nothing', async () => {
    await open();
    const elsewhere = await startRawServer();
    elsewhere.answerWith(asIyzico);
    const redirect = answerOf('', { status: 307, headers: { location: `${elsewhere.url}/payment/detail` } });
    await expectFailure(redirect, badResponse('HTTP 307'), 1);
    expect([elsewhere.requests.length, elsewhere.connections]).toEqual([0, 0]);
    await elsewhere.close();
  });
});

describe('iyzico refuses, once,', () => {
  test.each([...rateLimited, ...misconfigured])('by %s', async (_what, answer, meaning) => {
    await open();
    await expectFailure(answer, rejected(meaning), 1);
  });
});

async function expectFailure(answer: RawAnswer, failure: object, calls: number): Promise<void> {
  client.server.answerWith(answer);
  expect(await outcomeOf(client.askPayment('first'))).toMatchObject(failure);
  expect(client.server.requests).toHaveLength(calls);
  for (const { over } of client.server.requests) await over;
  client.server.answerWith(asIyzico);
  expect(await client.askPayment('next')).toMatchObject(detail);
  expect(client.server.requests).toHaveLength(calls + 1);
}

describe('a service', () => {
  test('that is away for a moment is asked again', async () => {
    await open();
    client.server.answerWith(inTurn(answerOf('', { status: 503 }), asIyzico));
    expect(await client.askPayment('a')).toMatchObject(detail);
    expect(await client.askPayment('b')).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(3);
  });

  test('that flaps, each second call failing, is of use all the same', async () => {
    await open();
    const [first, ...flaps] = Array.from({ length: 8 }, () => [asIyzico, reset]).flat();
    client.server.answerWith(inTurn(first ?? asIyzico, ...flaps, asIyzico));
    for (let i = 0; i < 8; i++) expect(await client.askPayment(`${i}`)).toMatchObject(detail);
    expect(client.server.requests).toHaveLength(15);
    expect(client.records.slice(1)).toEqual(Array.from({ length: 7 }, () => 'retrieve-payment accepted 2'));
  });

  test('that nobody serves is unreachable, until somebody does', async () => {
    await open();
    const gone = await startRawServer();
    await gone.close();
    const iyzico = client.connectAnew({ baseUrl: gone.url });
    const question = () => iyzico.retrievePaymentDetail(detail, chosen('a'));
    expect(await outcomeOf(question())).toMatchObject({ reason: 'unreachable', detail: 'ECONNREFUSED' });
    expect(client.records).toEqual(['payment-detail unreachable 2']);
    const back = await startRawServer(undefined, Number(new URL(gone.url).port));
    back.answerWith(asIyzico);
    expect(await question()).toMatchObject(detail);
    expect(back.requests).toHaveLength(1);
    await back.close();
  });

  test('whose name leads nowhere is unreachable', async () => {
    await open();
    const iyzico = client.connectAnew({ baseUrl: 'http://iyzico.invalid' });
    const question = iyzico.retrievePaymentDetail(detail, chosen('a'));
    const noName = expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as unknown;
    await expect(question).rejects.toMatchObject({ reason: 'unreachable', detail: noName });
    expect(client.records).toEqual(['payment-detail unreachable 2']);
    client.server.answerWith(asIyzico);
    expect(await client.askPayment('next')).toMatchObject(detail);
  });
});

describeWithCertificates('over TLS', () => {
  const identityOf = useCertificates();

  test.each(badCertificates)(
    'a host whose certificate %s is told nothing, and not asked again',
    async (_what, name, code) => {
      await open();
      const server = await startRawServer(identityOf(name));
      server.answerWith(asIyzico);
      const iyzico = client.connectAnew({ baseUrl: server.url });
      const question = iyzico.retrievePaymentDetail(detail, chosen('a'));
      await expect(question).rejects.toMatchObject({ reason: 'unreachable', detail: code });
      expect(server.requests).toHaveLength(0);
      expect(client.records).toEqual(['payment-detail unreachable 1']);
      await server.close();
      client.server.answerWith(asIyzico);
      expect(await client.askPayment('next')).toMatchObject(detail);
    },
  );

  test('a host whose certificate is in order is asked', async () => {
    await open();
    const server = await startRawServer(identityOf('good'));
    server.answerWith(asIyzico);
    const iyzico = client.connectAnew({ baseUrl: server.url });
    expect(await iyzico.retrievePaymentDetail(detail, chosen('a'))).toMatchObject(detail);
    expect(server.requests).toHaveLength(1);
    await server.close();
  });
});
