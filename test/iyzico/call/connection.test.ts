import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { Iyzico } from '../../../src/iyzico/index.js';
import type { SimulatorCall } from '../../../src/simulator/index.js';
import {
  badResponse,
  checkoutForm,
  chosen,
  detail,
  openTestClient,
  options,
  outcomeOf,
  rejected,
  session,
  type TestClient,
} from '../../harness/test-client.js';
import { all, placesIn, put, remove, sample } from '../../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

const retrieve = () => client.iyzico.retrievePayment(checkoutForm, options);
const failure = { status: 'failure', errorCode: '5124', errorMessage: 'No such form' };
const answerNext = (answer: object | string, httpStatus = 200) => {
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
  client.simulator.answerNext('retrieve-payment', { body, httpStatus });
};

describe('a call', () => {
  test('is signed over the exact bytes that are sent', async () => {
    const conversationId = 'şğüöçİ "\\ \u2028 😀';
    await client.iyzico.retrievePayment(checkoutForm, { ...options, locale: 'TR', conversationId });
    const [call] = client.simulator.calls;
    expect(call && credentialsIn(call)).toBe(call && credentialsOver(call));
  });

  test('has a random key of its own', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => client.iyzico.retrievePayment(checkoutForm, chosen(name))));
    expect(new Set(client.simulator.calls.map(({ headers }) => headers['x-iyzi-rnd'])).size).toBe(3);
  });

  test.each(callOfEachService())(
    'of %s sends its key, the language in lower case, and the conversation id',
    async (service, call, key) => {
      await call(client.iyzico);
      const received = client.simulator.calls.find((candidate) => candidate.service === service);
      expect(JSON.parse(received?.body ?? '')).toEqual({
        locale: 'en',
        conversationId: options.conversationId,
        ...key,
      });
      expect(received?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json' });
    },
  );

  test('carries an access token only where it retrieves the last payment', async () => {
    for (const [, call] of callOfEachService()) await call(client.iyzico);
    const withToken = client.simulator.calls.filter(({ headers }) => 'access-token' in headers);
    expect(new Set(withToken.map(({ service }) => service))).toEqual(new Set(['last-payment-info']));
  });
});

describe('the body decides whether an answer is a failure', () => {
  test.each([200, 400, 401, 404, 500, 503])('under HTTP %i', async (httpStatus) => {
    answerNext(failure, httpStatus);
    await expect(retrieve()).rejects.toMatchObject(
      rejected('not-found', { errorCode: '5124', errorMessage: 'No such form', errorGroup: null, retryAfter: null }),
    );
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('or a success, under HTTP 500 too', async () => {
    answerNext(sample('retrieve-payment.success'), 500);
    expect(await retrieve()).toMatchObject({ paymentId: '24259238', paymentStatus: 'SUCCESS' });
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('and gives its envelope', async () => {
    answerNext({ ...failure, locale: 'tr', systemTime: 1750241113790, conversationId: 'c' });
    const envelope = { locale: 'TR', conversationId: 'c', retrievedAt: new Date(1750241113790) };
    await expect(retrieve()).rejects.toMatchObject(rejected('not-found', { envelope }));
  });

  test('where its code is a number', async () => {
    answerNext({ ...failure, errorCode: 50000 });
    await expect(retrieve()).rejects.toMatchObject(rejected('rate-limited', { errorCode: '50000' }));
  });

  test('where it has no code', async () => {
    answerNext({ status: 'failure' });
    await expect(retrieve()).rejects.toMatchObject(rejected('rejected', { errorCode: null, errorMessage: null }));
  });

  test.each([
    [{ status: 401, errorCode: '8' }, 401, 'misconfigured'],
    [{ status: 401 }, 401, 'misconfigured'],
    [{ status: '401' }, 200, 'misconfigured'],
    [{ status: 401, errorCode: '8' }, 500, 'misconfigured'],
    [{ status: 403, errorCode: '8' }, 403, 'misconfigured'],
  ])('where the gateway writes a number as status: %j under HTTP %i', async (answer, httpStatus, meaning) => {
    answerNext(answer, httpStatus);
    await expect(retrieve()).rejects.toMatchObject(rejected(meaning));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });
});

describe('HTTP 429 means the rate limit', () => {
  test.each([
    ['<html>Slow down</html>'],
    [''],
    ['{"message": "Slow down"}'],
    ['{"status": 429}'],
    ['{"status": "failure", "errorCode": "11"}'],
    ['{"status": "failure", "errorCode": 50000}'],
    ['["Slow down"]'],
    ['{"errorCode": 1, "errorCode": 2}'],
  ])('whatever the body is: %s', async (body) => {
    answerNext(body, 429);
    await expect(retrieve()).rejects.toMatchObject(rejected('rate-limited'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('with the code and the message of the body', async () => {
    answerNext('{"errorCode": 4, "errorMessage": "Slow down"}', 429);
    await expect(retrieve()).rejects.toMatchObject(
      rejected('rate-limited', { errorCode: '4', errorMessage: 'Slow down' }),
    );
  });

  test.each([
    ['7', 7],
    ['86400', 300],
    ['0', null],
    ['-1', null],
    ['1.5', null],
    ['9999999', 300],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  ])('with a retry-after header of %s', async (header, retryAfter) => {
    client.simulator.answerNext('retrieve-payment', { body: '', httpStatus: 429, headers: { 'retry-after': header } });
    await expect(retrieve()).rejects.toMatchObject(rejected('rate-limited', { retryAfter }));
  });
});

describe('an answer breaks the contract', () => {
  test.each([
    ['no status', '{}'],
    ['a status of null', '{"status": null}'],
    ['a status that is a boolean', '{"status": true}'],
    ['a status that is an object', '{"status": {"success": true}}'],
    ['an unknown status', '{"status": "SUCCESS"}'],
    ['a number as status and no code', '{"status": 500}'],
    ['an empty status', '{"status": ""}'],
  ])('with %s', async (_what, body) => {
    answerNext(body);
    await expect(retrieve()).rejects.toMatchObject(badResponse('status'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each(['null', '[]', '[{"status": "success"}]', '"success"', '1', 'true', '{"status": "success"', '\ufeff'])(
    'where it is not an object: %s',
    async (body) => {
      answerNext(body);
      await expect(retrieve()).rejects.toMatchObject(badResponse('body'));
      expect(client.calledServices()).toEqual(['retrieve-payment']);
    },
  );

  test('where a field has two values', async () => {
    answerNext(sample('retrieve-payment.success').replace('"currency"', '"basketId": "B1", "currency"'));
    await expect(retrieve()).rejects.toMatchObject(badResponse('basketId'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('at a field, under HTTP 500 too where the body says success', async () => {
    answerNext(put('token', '"another"')(sample('retrieve-payment.success')), 500);
    await expect(retrieve()).rejects.toMatchObject(badResponse('token'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });
});

test.each([
  '{}',
  '{"status": 500, "error": "Internal Server Error"}',
  '{"status": 401}',
  '<html>',
  '',
  '[]',
  '{"a": 1, "a": 2}',
])("an HTTP 500 that is not one of iyzico's own answers means that iyzico is unreachable: %s", async (body) => {
  answerNext(body, 500);
  await expect(retrieve()).rejects.toMatchObject({ reason: 'unreachable', detail: 'HTTP 500' });
  expect(client.calledServices()).toEqual(['retrieve-payment']);
});

test('an answer may have a byte order mark and white space around it', async () => {
  answerNext(`\ufeff\r\n ${sample('retrieve-payment.success')}\n\n`);
  expect(await retrieve()).toMatchObject({ paymentId: '24259238' });
});

describe('drift', () => {
  test('is reported by service and field, without the index of an item', async () => {
    client.simulator.answerNext('retrieve-payment', {
      edit: all(
        put('itemTransactions[0].price', '"a lot"'),
        put('itemTransactions[0].convertedPayout.currency', '"try"'),
      ),
    });
    await retrieve();
    expect(client.drifted).toEqual([
      'retrieve-payment itemTransactions.price',
      'retrieve-payment itemTransactions.convertedPayout.currency',
    ]);
  });

  test('is reported once for an answer, however many items have it', async () => {
    const item = (id: string) => `{"paymentTransactionId": "${id}", "price": true}`;
    client.simulator.answerNext('retrieve-payment', {
      edit: all(put('itemTransactions', `[${item('1')}, ${item('2')}]`), put('price', '"a lot"')),
    });
    await retrieve();
    expect(client.drifted.toSorted()).toEqual(['retrieve-payment itemTransactions.price', 'retrieve-payment price']);
  });

  test('is reported as missing, or not at all, where a field is missing or null', async () => {
    client.simulator.answerNext('retrieve-payment', {
      edit: all(remove('paymentStatus'), put('fraudStatus', 'null'), remove('itemTransactions'), put('card', 'null')),
    });
    await retrieve();
    expect(client.drifted).toEqual([]);
    expect(client.missed).toEqual(['retrieve-payment paymentStatus']);
  });

  test("does not occur in iyzico's samples", async () => {
    for (const [, call] of callOfEachService()) await call(client.iyzico);
    expect([client.drifted, client.missed]).toEqual([[], []]);
  });

  test('is reported with its kind, once for each kind and field', async () => {
    const reports: string[] = [];
    const iyzico = client.connectAnew({ onDrift: ({ field, kind }) => reports.push(`${kind} ${field}`) });
    const item = (members: string) => `{"paymentTransactionId": "1", "price": 1, "paidPrice": 1${members}}`;
    client.simulator.answerNext('retrieve-payment', {
      edit: all(
        put('itemTransactions', `[${item('')}, ${item(', "transactionStatus": 9')}, ${item('')}]`),
        put('cardType', '"CHARGE_CARD"'),
        put('installment', '"many"'),
        remove('price'),
      ),
    });
    await iyzico.retrievePayment(checkoutForm, options);
    expect(reports.toSorted()).toEqual([
      'malformed installment',
      'missing itemTransactions.transactionStatus',
      'missing price',
      'unknown-value cardType',
      'unknown-value itemTransactions.transactionStatus',
    ]);
  });

  test('names only fields that this project reads, whatever names an answer has', async () => {
    const names = new Set(placesIn(sample('retrieve-payment.success')).map((place) => place.replace(/\[\d+\]/g, '')));
    const anyFields = fc.dictionary(
      fc.oneof(fc.constantFrom(...names, '__proto__', 'canary-session-token', 'a.b', 'a[0]'), fc.string()),
      fc.oneof(fc.jsonValue(), fc.constant([{ paymentTransactionId: '1', 'canary-member': true, price: 'a' }])),
    );
    const reported = new Set<string>();
    const iyzico = client.connectAnew({ onDrift: ({ field }) => reported.add(field) });
    await fc.assert(
      fc.asyncProperty(anyFields, async (fields) => {
        const { checkoutFormToken: token } = checkoutForm;
        const body = JSON.stringify({ paymentId: '1', paymentStatus: 'SUCCESS', ...fields, status: 'success', token });
        client.simulator.answerNext('retrieve-payment', { body });
        await outcomeOf(iyzico.retrievePayment(checkoutForm, options));
      }),
      { numRuns: 200 },
    );
    // This project reads these too, and iyzico's sample lacks them.
    for (const name of ['mdStatus', 'errorCode', 'errorMessage', 'errorGroup']) names.add(name);
    expect(reported.size).toBeGreaterThan(5);
    expect([...reported].filter((field) => !names.has(field))).toEqual([]);
  });
});

/** Each service, a call of it, and the key that the call sends. */
function callOfEachService() {
  const expired = {
    sessionToken: '0636d0cf-b54e-4896-b3f2-91f69e9c6b11',
    memberIdentifier: '702831f3-1cc6-4b25-ad2b-878afc64f408',
  };
  const sessionKey = { ...checkoutForm, ...detail };
  const calls: [string, (iyzico: Iyzico) => Promise<unknown>, object][] = [
    ['retrieve-payment', (iyzico) => iyzico.retrievePayment(checkoutForm, options), checkoutForm],
    ['payment-detail', (iyzico) => iyzico.retrievePaymentDetail(detail, options), detail],
    ['retrieve-session', (iyzico) => iyzico.retrieveSession(sessionKey, options), sessionKey],
    ['retrieve-access-token', (iyzico) => iyzico.retrieveLastPayment(session, options), session],
    ['last-payment-info', (iyzico) => iyzico.retrieveLastPayment(session, options), session],
    ['invalidate-session', (iyzico) => iyzico.expireSession(expired, options), expired],
  ];
  return calls;
}

function credentialsIn({ headers }: SimulatorCall): string {
  return Buffer.from((headers.authorization ?? '').replace(/^IYZWSv2 /, ''), 'base64').toString();
}

/** The credentials that the request should have, computed by other code from the bytes that were received. */
function credentialsOver({ headers, path, body }: SimulatorCall): string {
  const { apiKey, secretKey } = client.simulator;
  const randomKey = headers['x-iyzi-rnd'] ?? '';
  const signature = createHmac('sha256', secretKey)
    .update(randomKey + path + body)
    .digest('hex');
  return `apiKey:${apiKey}&randomKey:${randomKey}&signature:${signature}`;
}
