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

const askPayment = () => client.iyzico.retrievePayment(checkoutForm, options);
const failure = { status: 'failure', errorCode: '5124', errorMessage: 'No such form' };
const answerNext = (answer: object | string, httpStatus = 200) => {
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
  client.simulator.answerNext('retrieve-payment', { body, httpStatus });
};

describe('a call', () => {
  test('is signed over the very bytes that are sent', async () => {
    const conversationId = 'şğüöçİ "\\ \u2028 😀';
    await client.iyzico.retrievePayment(checkoutForm, { ...options, locale: 'TR', conversationId });
    const [call] = client.simulator.calls;
    expect(call && credentialsIn(call)).toBe(call && credentialsOver(call));
  });

  test('has a random key of its own', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => client.iyzico.retrievePayment(checkoutForm, chosen(name))));
    expect(new Set(client.simulator.calls.map(({ headers }) => headers['x-iyzi-rnd'])).size).toBe(3);
  });

  test.each(everyQuestion())(
    'of %s says what is asked, the language in small letters, and the conversation',
    async (service, ask, key) => {
      await ask(client.iyzico);
      const call = client.simulator.calls.find((made) => made.service === service);
      expect(JSON.parse(call?.body ?? '')).toEqual({ locale: 'en', conversationId: options.conversationId, ...key });
      expect(call?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json' });
    },
  );

  test('bears an access token only where the last payment is asked for', async () => {
    for (const [, ask] of everyQuestion()) await ask(client.iyzico);
    const bearers = client.simulator.calls.filter(({ headers }) => 'access-token' in headers);
    expect(new Set(bearers.map(({ service }) => service))).toEqual(new Set(['last-payment-info']));
  });
});

describe('a failure is told by the body', () => {
  test.each([200, 400, 401, 404, 500, 503])('under HTTP %i', async (httpStatus) => {
    answerNext(failure, httpStatus);
    await expect(askPayment()).rejects.toMatchObject(
      rejected('not-found', { errorCode: '5124', errorMessage: 'No such form', errorGroup: null, retryAfter: null }),
    );
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('and so is success, under HTTP 500 too', async () => {
    answerNext(sample('retrieve-payment.success'), 500);
    expect(await askPayment()).toMatchObject({ paymentId: '24259238', paymentStatus: 'SUCCESS' });
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('with its envelope', async () => {
    answerNext({ ...failure, locale: 'tr', systemTime: 1750241113790, conversationId: 'c' });
    const envelope = { locale: 'TR', conversationId: 'c', retrievedAt: new Date(1750241113790) };
    await expect(askPayment()).rejects.toMatchObject(rejected('not-found', { envelope }));
  });

  test('with a code that is a number', async () => {
    answerNext({ ...failure, errorCode: 50000 });
    await expect(askPayment()).rejects.toMatchObject(rejected('rate-limited', { errorCode: '50000' }));
  });

  test('with no code at all', async () => {
    answerNext({ status: 'failure' });
    await expect(askPayment()).rejects.toMatchObject(rejected('rejected', { errorCode: null, errorMessage: null }));
  });

  test.each([
    [{ status: 401, errorCode: '8' }, 401, 'misconfigured'],
    [{ status: 401 }, 401, 'misconfigured'],
    [{ status: '401' }, 200, 'misconfigured'],
    [{ status: 401, errorCode: '8' }, 500, 'misconfigured'],
    [{ status: 403, errorCode: '8' }, 403, 'misconfigured'],
  ])('of the gateway, whose status is a number: %j under HTTP %i', async (answer, httpStatus, meaning) => {
    answerNext(answer, httpStatus);
    await expect(askPayment()).rejects.toMatchObject(rejected(meaning));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });
});

describe('HTTP 429 is the rate limit', () => {
  test.each([
    ['<html>Slow down</html>'],
    [''],
    ['{"message": "Slow down"}'],
    ['{"status": 429}'],
    ['{"status": "failure", "errorCode": "11"}'],
    ['{"status": "failure", "errorCode": 50000}'],
    ['["Slow down"]'],
    ['{"errorCode": 1, "errorCode": 2}'],
  ])('whatever it says: %s', async (body) => {
    answerNext(body, 429);
    await expect(askPayment()).rejects.toMatchObject(rejected('rate-limited'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('in the words that came with it', async () => {
    answerNext('{"errorCode": 4, "errorMessage": "Slow down"}', 429);
    await expect(askPayment()).rejects.toMatchObject(
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
  ])('which may be over after %s', async (written, retryAfter) => {
    client.simulator.answerNext('retrieve-payment', { body: '', httpStatus: 429, headers: { 'retry-after': written } });
    await expect(askPayment()).rejects.toMatchObject(rejected('rate-limited', { retryAfter }));
  });
});

describe('an answer breaks the contract', () => {
  test.each([
    ['no status', '{}'],
    ['a status of null', '{"status": null}'],
    ['a status that is a flag', '{"status": true}'],
    ['a status that is an object', '{"status": {"success": true}}'],
    ['a strange status', '{"status": "SUCCESS"}'],
    ['a number for a status and no code', '{"status": 500}'],
    ['an empty status', '{"status": ""}'],
  ])('by %s', async (_how, body) => {
    answerNext(body);
    await expect(askPayment()).rejects.toMatchObject(badResponse('status'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test.each(['null', '[]', '[{"status": "success"}]', '"success"', '1', 'true', '{"status": "success"', '\ufeff'])(
    'where it is no object: %s',
    async (body) => {
      answerNext(body);
      await expect(askPayment()).rejects.toMatchObject(badResponse('body'));
      expect(client.calledServices()).toEqual(['retrieve-payment']);
    },
  );

  test('where a field has two values', async () => {
    answerNext(sample('retrieve-payment.success').replace('"currency"', '"basketId": "B1", "currency"'));
    await expect(askPayment()).rejects.toMatchObject(badResponse('basketId'));
    expect(client.calledServices()).toEqual(['retrieve-payment']);
  });

  test('at its field, under whatever HTTP status iyzico itself says success', async () => {
    answerNext(put('token', '"another"')(sample('retrieve-payment.success')), 500);
    await expect(askPayment()).rejects.toMatchObject(badResponse('token'));
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
])("an HTTP 500 that is none of iyzico's own answers comes from something on the way: %s", async (body) => {
  answerNext(body, 500);
  await expect(askPayment()).rejects.toMatchObject({ reason: 'unreachable', detail: 'HTTP 500' });
  expect(client.calledServices()).toEqual(['retrieve-payment']);
});

test('a byte order mark and white space around an answer do no harm', async () => {
  answerNext(`\ufeff\r\n ${sample('retrieve-payment.success')}\n\n`);
  expect(await askPayment()).toMatchObject({ paymentId: '24259238' });
});

describe('drift', () => {
  test('is told by service and field, without the index of an item', async () => {
    client.simulator.answerNext('retrieve-payment', {
      edit: all(
        put('itemTransactions[0].price', '"a lot"'),
        put('itemTransactions[0].convertedPayout.currency', '"try"'),
      ),
    });
    await askPayment();
    expect(client.drifted).toEqual([
      'retrieve-payment itemTransactions.price',
      'retrieve-payment itemTransactions.convertedPayout.currency',
    ]);
  });

  test('is told once for an answer, however many items share it', async () => {
    const item = (id: string) => `{"paymentTransactionId": "${id}", "price": true}`;
    client.simulator.answerNext('retrieve-payment', {
      edit: all(put('itemTransactions', `[${item('1')}, ${item('2')}]`), put('price', '"a lot"')),
    });
    await askPayment();
    expect(client.drifted.toSorted()).toEqual(['retrieve-payment itemTransactions.price', 'retrieve-payment price']);
  });

  test('is no other than that it is missing, where a field is missing or null', async () => {
    client.simulator.answerNext('retrieve-payment', {
      edit: all(remove('paymentStatus'), put('fraudStatus', 'null'), remove('itemTransactions'), put('card', 'null')),
    });
    await askPayment();
    expect(client.drifted).toEqual([]);
    expect(client.missed).toEqual(['retrieve-payment paymentStatus']);
  });

  test("is none in iyzico's samples", async () => {
    for (const [, ask] of everyQuestion()) await ask(client.iyzico);
    expect([client.drifted, client.missed]).toEqual([[], []]);
  });

  test('is told by what kind it is of, each once', async () => {
    const records: string[] = [];
    const iyzico = client.connectAnew({ onDrift: (_, field, kind) => records.push(`${kind} ${field}`) });
    const item = (more: string) => `{"paymentTransactionId": "1", "price": 1, "paidPrice": 1${more}}`;
    client.simulator.answerNext('retrieve-payment', {
      edit: all(
        put('itemTransactions', `[${item('')}, ${item(', "transactionStatus": 9')}, ${item('')}]`),
        put('cardType', '"CHARGE_CARD"'),
        put('installment', '"many"'),
        remove('price'),
      ),
    });
    await iyzico.retrievePayment(checkoutForm, options);
    expect(records.toSorted()).toEqual([
      'malformed installment',
      'missing itemTransactions.transactionStatus',
      'missing price',
      'unknown-value cardType',
      'unknown-value itemTransactions.transactionStatus',
    ]);
  });

  test('bears no name that is not ours, whatever an answer calls its fields', async () => {
    const names = new Set(placesIn(sample('retrieve-payment.success')).map((place) => place.replace(/\[\d+\]/g, '')));
    const strange = fc.dictionary(
      fc.oneof(fc.constantFrom(...names, '__proto__', 'canary-session-token', 'a.b', 'a[0]'), fc.string()),
      fc.oneof(fc.jsonValue(), fc.constant([{ paymentTransactionId: '1', 'canary-member': true, price: 'a' }])),
    );
    const records = new Set<string>();
    const iyzico = client.connectAnew({ onDrift: (_, field) => records.add(field) });
    await fc.assert(
      fc.asyncProperty(strange, async (fields) => {
        const { checkoutFormToken: token } = checkoutForm;
        const body = JSON.stringify({ paymentId: '1', paymentStatus: 'SUCCESS', ...fields, status: 'success', token });
        client.simulator.answerNext('retrieve-payment', { body });
        await outcomeOf(iyzico.retrievePayment(checkoutForm, options));
      }),
      { numRuns: 200 },
    );
    // Told by our reading alone, and not to be had from iyzico's sample.
    for (const name of ['mdStatus', 'errorCode', 'errorMessage', 'errorGroup']) names.add(name);
    expect(records.size).toBeGreaterThan(5);
    expect([...records].filter((field) => !names.has(field))).toEqual([]);
  });
});

/** Each service, a question that asks it, and the key that it is asked by. */
function everyQuestion() {
  const ended = {
    sessionToken: '0636d0cf-b54e-4896-b3f2-91f69e9c6b11',
    memberIdentifier: '702831f3-1cc6-4b25-ad2b-878afc64f408',
  };
  const both = { ...checkoutForm, ...detail };
  const asAsked: [string, (iyzico: Iyzico) => Promise<unknown>, object][] = [
    ['retrieve-payment', (iyzico) => iyzico.retrievePayment(checkoutForm, options), checkoutForm],
    ['payment-detail', (iyzico) => iyzico.retrievePaymentDetail(detail, options), detail],
    ['retrieve-session', (iyzico) => iyzico.retrieveSession(both, options), both],
    ['retrieve-access-token', (iyzico) => iyzico.retrieveLastPayment(session, options), session],
    ['last-payment-info', (iyzico) => iyzico.retrieveLastPayment(session, options), session],
    ['invalidate-session', (iyzico) => iyzico.expireSession(ended, options), ended],
  ];
  return asAsked;
}

function credentialsIn({ headers }: SimulatorCall): string {
  return Buffer.from((headers.authorization ?? '').replace(/^IYZWSv2 /, ''), 'base64').toString();
}

/** Worked out again, over what was received. */
function credentialsOver({ headers, path, body }: SimulatorCall): string {
  const { apiKey, secretKey } = client.simulator;
  const randomKey = headers['x-iyzi-rnd'] ?? '';
  const signature = createHmac('sha256', secretKey)
    .update(randomKey + path + body)
    .digest('hex');
  return `apiKey:${apiKey}&randomKey:${randomKey}&signature:${signature}`;
}
