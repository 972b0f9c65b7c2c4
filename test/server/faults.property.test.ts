import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { serviceNames } from '../../src/iyzico/wire/endpoints.js';
import { anyText } from '../harness/any-text.js';
import { checkoutForm, detail, session } from '../harness/test-client.js';
import { asIyzico, only } from '../harness/raw-test-client.js';
import { sample } from '../harness/sample.js';
import { knownCodes } from '../harness/error-codes.js';
import { answerOf, notHttp, type RawAnswer } from '../harness/raw-server.js';
import { expectCommonHeaders } from '../harness/http-exchange.js';
import { startRawStack, type RawCase, type RawStack, type TimedReply } from '../harness/raw-stack.js';

// Whatever a service answers, the client receives a value or a known error code, and the next operation succeeds.

let stack: RawStack;
beforeAll(async () => {
  stack = await startRawStack();
});
afterAll(() => stack.close());

const form = `checkoutFormToken: "${checkoutForm.checkoutFormToken}"`;
const id = `paymentId: "${detail.paymentId}"`;
const sessionArguments = `sessionToken: "${session.sessionToken}", memberIdentifier: "${session.memberIdentifier}"`;

/** Operations that together call every service. */
const operations = [
  `query ($name: String!) {
    payment(${form}, conversationId: $name) { id paidPrice itemTransactions { id } session { id lastPaymentCard { cardType } } }
    paymentDetail(${id}, conversationId: $name) { id card { cardType } failure { errorCode } retrievedAt }
    session(${form}, ${id}, conversationId: $name) { id sessionStatus paymentType }
    lastPayment(${sessionArguments}, conversationId: $name) { paymentId paymentType checkoutFormToken }
  }`,
  `mutation ($name: String!) {
    expireSession(input: { ${sessionArguments}, conversationId: $name }) { __typename }
    expireCheckoutSession(input: { ${form}, conversationId: $name }) { __typename }
  }`,
];

const places = ['status', 'errorCode', 'errorMessage', 'errorGroup', 'paymentId', 'token', 'sessionToken'];
const values = [
  'success',
  'failure',
  401,
  '50000',
  '260030',
  '5126',
  '10051',
  detail.paymentId,
  checkoutForm.checkoutFormToken,
];
const anyEnvelope = fc.dictionary(
  fc.constantFrom(...places, 'accessToken', 'sessionInfo', 'card', 'itemTransactions', '__proto__'),
  fc.oneof(fc.constantFrom(...values), fc.jsonValue()),
);
const anySample = fc.constantFrom('retrieve-payment', 'last-payment-info', 'retrieve-session').chain((name) => {
  const text = sample(`${name}.success`);
  return fc
    .tuple(fc.nat(text.length), fc.nat(30), anyText({ maxLength: 10 }))
    .map(([rawCase, length, instead]) => text.slice(0, rawCase) + instead + text.slice(rawCase + length));
});
const plainBody = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .oneof(
      fc.json(),
      anySample,
      anyEnvelope.map((fields) => JSON.stringify(fields)),
    )
    .map((text) => Buffer.from(text)),
);
const anyBody = fc.oneof(
  { weight: 5, arbitrary: plainBody },
  { weight: 1, arbitrary: plainBody.map((body) => gzipSync(body)) },
);

const anyHeaders = fc.dictionary(
  fc.constantFrom(
    'x-any',
    'location',
    'set-cookie',
    'content-type',
    'content-length',
    'retry-after',
    'connection',
    'content-encoding',
    'transfer-encoding',
    'upgrade',
  ),
  fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
    fc.constantFrom(
      '0',
      '7',
      '99999',
      '-1',
      'chunked',
      'gzip',
      'br',
      'deflate',
      'gzip, gzip',
      'zstd',
      'close',
      'keep-alive',
      'text/html',
    ),
  ),
  { maxKeys: 4 },
);
const anyStatus = fc.oneof(fc.constantFrom(200, 204, 304, 307, 400, 401, 429, 503), fc.integer({ min: 200, max: 599 }));

/** A valid HTTP answer. If Node refuses to send it, the connection ends. */
const wellFormed = fc.record({ status: anyStatus, headers: anyHeaders, body: anyBody });

const anyLine = fc.oneof(
  fc.constantFrom(
    'HTTP/1.1 200 OK',
    'HTTP/1.0 200 OK',
    'HTTP/1.1 429 ',
    'HTTP/1.1 100 Continue',
    'HTTP/1.1 101 Up',
    'HTTP/1.1 103 Hints',
    'HTTP/1.1 999 None',
    'HTTP/2 200',
    'ICY 200 OK',
    '',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }),
);
/** Bytes that are not always valid HTTP, after which the connection ends. */
const malformed = fc.record({ line: anyLine, headers: anyHeaders, body: anyBody });

const anyAnswer = fc.oneof(wellFormed, malformed);
type AnyAnswer = typeof anyAnswer extends fc.Arbitrary<infer Answer> ? Answer : never;

function sent({ headers, body, ...start }: AnyAnswer): RawAnswer {
  if ('status' in start) return answerOf(body, { ...start, headers });
  const head = [start.line, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\r\n');
  return notHttp(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]));
}

test.each(serviceNames)('any answer of %s becomes a value or a known error code', async (service) => {
  const property = fc.asyncProperty(anyAnswer, (answer) => expectKnownOutcome(only(service, sent(answer))));
  await fc.assert(property, { numRuns: 15 });
});

test('any answer of all services becomes a value or a known error code', async () => {
  const property = fc.asyncProperty(anyAnswer, (answer) => expectKnownOutcome(sent(answer)));
  await fc.assert(property, { numRuns: 40 });
});

/** One attempt for each call, to save time. The circuit breakers never open. */
const settings = { limits: { attempts: 1, minimumAttempts: Infinity }, coolDownSeconds: 0 } as const;

async function expectKnownOutcome(answer: RawAnswer): Promise<void> {
  const rawCase = await stack.openCase(settings);
  rawCase.iyzico.answerWith(answer);
  const replies = await sendAll(rawCase, { 'x-request-timeout-ms': '250' });
  for (const reply of replies) {
    expect(reply.status).toBe(200);
    expect(reply.data).toBeDefined();
    expectCommonHeaders(reply);
    expect(codesOf(reply).filter((code) => !knownCodes.has(code))).toEqual([]);
  }
  rawCase.iyzico.answerWith(asIyzico);
  // A rate limited service stays in its cool-down.
  const expected: readonly string[] = replies.flatMap(codesOf).filter((code) => code === 'IYZICO_RATE_LIMITED');
  for (const next of await sendAll(rawCase))
    expect(codesOf(next).filter((code) => !expected.includes(code))).toEqual([]);
  await rawCase.close();
}

function sendAll({ send }: RawCase, headers?: Record<string, string>): Promise<TimedReply[]> {
  return Promise.all(operations.map((operation) => send(operation, headers)));
}

function codesOf({ errors = [] }: TimedReply): string[] {
  return errors.map(({ extensions }) => extensions.code);
}
