import fc from 'fast-check';
import { IyzicoRejected, IyzicoUnavailable } from '../../src/iyzico/index.js';
import type { SimulatorService } from '../../src/simulator/index.js';
import { anyUrl } from '../harness/any-text.js';
import {
  checkoutForm,
  chosen,
  detail,
  openTestClient,
  options,
  outcomeOf,
  session,
  type TestClient,
} from '../harness/test-client.js';
import { placesIn, put, sample } from '../harness/sample.js';

let client: TestClient;
beforeEach(async () => {
  client = await openTestClient();
});
afterEach(() => client.close());

/** A call of each service that calls no other service first, or only `retrieve-access-token`. */
const callsByService: Record<SimulatorService, () => Promise<unknown>> = {
  'retrieve-payment': () => client.iyzico.retrievePayment(checkoutForm, options),
  'payment-detail': () => client.iyzico.retrievePaymentDetail(detail, options),
  'retrieve-session': () => client.iyzico.retrieveSession({ ...checkoutForm, ...detail }, options),
  'retrieve-access-token': () => client.connectAnew().retrieveLastPayment(session, options),
  'last-payment-info': () => client.iyzico.retrieveLastPayment(session, options),
  'invalidate-session': () => client.iyzico.expireSession(session, options),
};
const services = Object.keys(callsByService) as SimulatorService[];

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .record(
      {
        status: fc.oneof(fc.constantFrom('success', 'failure', 401, 500), fc.jsonValue()),
        errorCode: fc.jsonValue(),
        paymentId: fc.jsonValue(),
        token: fc.constant(checkoutForm.checkoutFormToken),
      },
      { requiredKeys: ['status'] },
    )
    .map((answer) => Buffer.from(JSON.stringify(answer))),
);
const anyStatus = fc.oneof(fc.constantFrom(200, 204, 304, 400, 429, 500), fc.integer({ min: 200, max: 599 }));
const anyHead = fc.record(
  {
    'content-encoding': fc.constantFrom('gzip', 'deflate', 'br', 'zstd', 'rot13'),
    location: anyUrl,
    // A number starts a cool-down, which the tests of the quota cover.
    'retry-after': fc.string({ unit: 'grapheme-ascii' }).filter((text) => !/^\s*\d+\s*$/.test(text)),
  },
  { requiredKeys: [] },
);

test.each(services)('any answer of %s is read or is one of two errors, and the next call succeeds', async (service) => {
  const anyAnswer = fc.record({ body: anyBytes, httpStatus: anyStatus, headers: anyHead });
  await fc.assert(
    fc.asyncProperty(anyAnswer, async (answer) => {
      client.simulator.forget();
      client.simulator.answerNext(service, answer);
      expect(unexpectedIn(await outcomeOf(callsByService[service]()))).toEqual([]);
      expect(await callsByService['retrieve-payment']()).toMatchObject(detail);
    }),
    { numRuns: 60 },
  );
});

const paymentFields = placesIn(sample('retrieve-payment.success'));
const fieldsOfAnswers: [SimulatorService, string[]][] = [
  ['retrieve-payment', paymentFields],
  ['payment-detail', paymentFields.filter((field) => !field.startsWith('sessionInfo'))],
  ['retrieve-session', placesIn(sample('retrieve-session.success'))],
  ['retrieve-access-token', ['status', 'locale', 'systemTime', 'accessToken']],
  ['last-payment-info', placesIn(sample('last-payment-info.success'))],
  ['invalidate-session', placesIn(sample('invalidate-session.success'))],
];
const anyJson = fc.oneof(
  fc.json(),
  fc.constantFrom(
    '-0',
    '1e400',
    '1E-400',
    '9'.repeat(100),
    '"0x10"',
    '"\\u0000"',
    '[{}]',
    '[null]',
    '{"__proto__": 1}',
  ),
);

test.each(fieldsOfAnswers)('any JSON in any field of %s is read or is one of two errors', async (service, fields) => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fields), anyJson, async (field, json) => {
      client.simulator.forget();
      client.simulator.answerNext(service, { edit: put(field, json) });
      expect(unexpectedIn(await outcomeOf(callsByService[service]()))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('clients of several merchants use their own keys', async () => {
  const other = client.connectAnew({ apiKey: 'of-another', secretKey: 'of-another' });
  await expect(other.retrievePayment(checkoutForm, options)).rejects.toMatchObject({ name: 'IyzicoRejected' });
  expect(await callsByService['retrieve-payment']()).toMatchObject(detail);
  expect(client.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
});

test('calls are made concurrently', async () => {
  for (let i = 0; i < 5; i++) client.simulator.answerNext('retrieve-payment', { delay: 300 });
  await Promise.all(Array.from({ length: 5 }, (_, i) => client.iyzico.retrievePayment(checkoutForm, chosen(`${i}`))));
  expect(client.simulator.peakInFlight).toBe(5);
});

/** The parts of an outcome that no caller can expect: errors of other classes, and values that are not plain. */
function unexpectedIn(outcome: unknown): unknown[] {
  if (outcome instanceof IyzicoRejected || outcome instanceof IyzicoUnavailable) return [];
  if (outcome instanceof Date) return Number.isNaN(outcome.getTime()) ? [outcome] : [];
  if (typeof outcome !== 'object' || outcome === null) return outcome === undefined ? [outcome] : [];
  const isPlain = Array.isArray(outcome) || Object.getPrototypeOf(outcome) === Object.prototype;
  return isPlain ? Object.values(outcome).flatMap(unexpectedIn) : [outcome];
}
