import { connect } from 'node:net';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { leaksOfText } from '../../harness/canaries.js';
import { textOfSpan, watchSpans, type Spans } from '../../harness/spans.js';
import { startStack, type Stack } from '../../harness/stack.js';
import { bySecret, shopperOf, systemWith } from '../../harness/tokens.js';
import { goodQuery, post } from '../../harness/http-exchange.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${callerSpan}-01`;

let spans: Spans;
let stack: Stack;
beforeAll(() => {
  spans = watchSpans();
});
beforeEach(async () => {
  stack = await startStack();
  spans.forget();
});
afterEach(() => stack.close());

const cardQuery = '{ payment(checkoutFormToken: "card-1") { session { lastPaymentCard { lastFourDigits } } } }';

test('an operation is a span, and each of its iyzico calls is a child span', async () => {
  await post(stack, { query: cardQuery }, { 'x-request-id': 'named' });
  const ended = await spans.received(4);
  const operation = ended.at(-1);
  expect(operation).toMatchObject({
    name: 'graphql query',
    kind: SpanKind.SERVER,
    parentSpanContext: undefined,
    status: { code: SpanStatusCode.UNSET },
  });
  expect(operation?.attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/graphql',
    'http.response.status_code': 200,
    'graphql.operation.type': 'query',
    'iyzico_graphql.request_id': 'named',
    'iyzico_graphql.caller': 'anybody',
    'iyzico_graphql.code': 'OK',
  });
  const services = ['retrieve-payment', 'retrieve-access-token', 'last-payment-info'];
  expect(ended.slice(0, 3)).toMatchObject(
    services.map((service) => ({
      name: `iyzico ${service}`,
      kind: SpanKind.CLIENT,
      parentSpanContext: { spanId: operation?.spanContext().spanId },
      status: { code: SpanStatusCode.UNSET },
    })),
  );
  expect(ended.slice(0, 3).map(({ attributes }) => attributes)).toEqual(
    services.map((service) => ({
      'peer.service': 'iyzico',
      'iyzico.service': service,
      'iyzico.outcome': 'accepted',
      'iyzico.attempts': 1,
    })),
  );
  expect(new Set(ended.map((span) => span.spanContext().traceId)).size).toBe(1);
});

test("an operation continues the caller's trace, whose context is not sent to iyzico", async () => {
  await post(stack, goodQuery, { traceparent, tracestate: 'a=b', baggage: 'a=b' });
  const [call, operation] = await spans.received(2);
  expect([call, operation].map((span) => span?.spanContext().traceId)).toEqual([traceId, traceId]);
  expect(operation?.parentSpanContext?.spanId).toBe(callerSpan);
  const [sent] = stack.simulator.calls;
  expect(Object.keys(sent?.headers ?? {}).filter((name) => /trace|baggage|b3/i.test(name))).toEqual([]);
});

test.each(['nonsense', `00-${traceId}-${callerSpan}`, `00-${'0'.repeat(32)}-${callerSpan}-01`])(
  'an invalid traceparent %s starts a new trace',
  async (header) => {
    await post(stack, goodQuery, { traceparent: header });
    const [, operation] = await spans.received(2);
    expect(operation?.parentSpanContext).toBeUndefined();
  },
);

test('a trace that its caller does not sample is not recorded by an SDK that follows its caller', async () => {
  await post(stack, goodQuery, { traceparent: traceparent.replace(/01$/, '00') });
  await post(stack, goodQuery, { traceparent });
  expect(await spans.received(2)).toHaveLength(2);
  expect(stack.calledServices()).toEqual(['retrieve-payment', 'retrieve-payment']);
});

test('the span of a mutation is named "graphql mutation"', async () => {
  await post(stack, {
    query: 'mutation { expireCheckoutSession(input: { checkoutFormToken: "card-1" }) { __typename } }',
  });
  const ended = await spans.received(3);
  expect(ended.map(({ name }) => name)).toEqual([
    'iyzico retrieve-payment',
    'iyzico invalidate-session',
    'graphql mutation',
  ]);
});

describe('a failure is recorded with its code', () => {
  test('and as an error in both spans if iyzico or this server failed', async () => {
    stack.simulator.answerNext('retrieve-payment', { fault: 'garbage' });
    await post(stack, goodQuery);
    const [call, operation] = await spans.received(2);
    expect(call).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'iyzico.outcome': 'bad-response', 'error.type': 'bad-response' },
    });
    expect(operation).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'iyzico_graphql.code': 'IYZICO_BAD_RESPONSE', 'error.type': 'IYZICO_BAD_RESPONSE' },
    });
  });

  test('and with the number of attempts', async () => {
    stack.simulator.answerNext('retrieve-payment', { fault: 'reset' });
    stack.simulator.answerNext('retrieve-payment', { fault: 'reset' });
    await post(stack, goodQuery);
    const [call] = await spans.received(2);
    expect(call).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'iyzico.outcome': 'unreachable', 'iyzico.attempts': 2 },
    });
  });

  test.each([
    ['5122', 'PAYMENT_PENDING', 'payment-pending', SpanStatusCode.UNSET],
    ['11', 'IYZICO_REJECTED', 'rejected', SpanStatusCode.UNSET],
    ['10051', 'IYZICO_REJECTED', 'declined', SpanStatusCode.UNSET],
    ['6000', 'IYZICO_REJECTED', 'declined', SpanStatusCode.UNSET],
    ['1001', 'IYZICO_MISCONFIGURED', 'misconfigured', SpanStatusCode.ERROR],
    ['50000', 'IYZICO_RATE_LIMITED', 'rate-limited', SpanStatusCode.ERROR],
  ])(
    'and the meaning of the iyzico error %s, and as an error only if operators can fix it: %s',
    async (errorCode, code, meaning, status) => {
      stack.simulator.answerNext('retrieve-payment', { errorCode });
      await post(stack, goodQuery);
      const [call, operation] = await spans.received(2);
      expect(call).toMatchObject({
        status: { code: status },
        attributes: { 'iyzico.outcome': 'rejected', 'iyzico.error_code': errorCode, 'error.type': meaning },
      });
      expect(operation).toMatchObject({ status: { code: status }, attributes: { 'iyzico_graphql.code': code } });
    },
  );

  test.each([
    ['GRAPHQL_PARSE_FAILED', '{', 'graphql', 400],
    ['GRAPHQL_VALIDATION_FAILED', '{ nothing }', 'graphql', 400],
    ['BAD_USER_INPUT', 'query($a: ID!) { payment(checkoutFormToken: $a) { id } }', 'graphql query', 400],
  ])('but not as an error if the caller made a mistake: %s', async (code, query, name, status) => {
    await post(stack, { query }, { accept: 'application/graphql-response+json' });
    const [operation] = await spans.received(1);
    expect(operation).toMatchObject({
      name,
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'iyzico_graphql.code': code, 'error.type': code, 'http.response.status_code': status },
    });
  });
});

test('a client that disconnects ends the span of the operation and the span of its call', async () => {
  stack.simulator.answerNext('retrieve-payment', { fault: 'hang' });
  const socket = connect(Number(new URL(stack.url).port), '127.0.0.1');
  const body = JSON.stringify(goodQuery);
  const headers = `host: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
  socket.write(`POST /graphql HTTP/1.1\r\n${headers}\r\n\r\n${body}`);
  while (stack.simulator.calls.length === 0) await new Promise(setImmediate);
  socket.destroy();
  const ended = await spans.received(2);
  expect(ended.find(({ kind }) => kind === SpanKind.SERVER)).toMatchObject({
    status: { code: SpanStatusCode.UNSET },
    attributes: { 'error.type': 'client disconnected' },
  });
  expect(ended.find(({ kind }) => kind === SpanKind.CLIENT)).toMatchObject({
    status: { code: SpanStatusCode.UNSET },
    attributes: { 'iyzico.outcome': 'abandoned' },
  });
});

test('a coalesced call is a child of the first operation, and the other operations have an event for it', async () => {
  stack.simulator.answerNext('retrieve-payment', { delay: 200 });
  const first = post(stack, goodQuery, { 'x-request-id': 'first' });
  while (stack.simulator.calls.length === 0) await new Promise(setImmediate);
  await Promise.all([first, post(stack, goodQuery, { 'x-request-id': 'second' })]);
  const ended = await spans.received(3);
  const spanOf = (id: string) => ended.find(({ attributes }) => attributes['iyzico_graphql.request_id'] === id);
  const [call] = ended.filter(({ kind }) => kind === SpanKind.CLIENT);
  expect(call?.parentSpanContext?.spanId).toBe(spanOf('first')?.spanContext().spanId);
  expect(spanOf('first')?.events).toEqual([]);
  expect(spanOf('second')?.events).toMatchObject([{ name: 'coalesced' }]);
  expect(stack.calledServices()).toEqual(['retrieve-payment']);
});

describe('with authentication', () => {
  beforeEach(async () => {
    await stack.close();
    stack = await startStack({ server: { authentication: bySecret } });
  });

  test('requests refused by HTTP create no span', async () => {
    await post(stack, goodQuery, { traceparent });
    await post(stack, '{', { ...(await systemWith('payment:read')), traceparent });
    await post(stack, goodQuery, await systemWith('payment:read'));
    expect(await spans.received(2)).toHaveLength(2);
    expect(spans.ended.at(-1)?.attributes['iyzico_graphql.caller']).toBe('system');
  });

  test('a call beyond the call budget ends as a span that was not sent', async () => {
    await stack.close();
    stack = await startStack({ server: { authentication: bySecret, shopperCallsPerMinute: 1 } });
    const query = '{ payment(checkoutFormToken: "card-1") { id session { lastPaymentCard { lastFourDigits } } } }';
    await post(stack, { query }, await shopperOf('card-1'));
    const ended = await spans.received(3);
    expect(ended[1]?.attributes).toEqual({ 'peer.service': 'iyzico', 'iyzico.service': 'retrieve-access-token' });
    expect(stack.calledServices()).toEqual(['retrieve-payment']);
  });

  test('a span contains nothing from requests and answers except the request id', async () => {
    const operationName = 'planted_name';
    const personal = '{ id memberEmail memberGsmNumber session { sessionToken memberIdentifier } }';
    const headers = {
      ...(await systemWith('payment:read', 'member:read', 'session:manage')),
      baggage: 'canary-session-token=canary-member',
      'user-agent': 'canary-session-token',
    };
    stack.simulator.answerNext('retrieve-payment', {
      errorCode: 'planted-code',
      errorMessage: 'planted',
    });
    stack.simulator.answerNext('retrieve-payment', {
      edit: (text) => text.replace('"AUTH"', '"canary-session-token"'),
    });
    const token = 'e54b957b-a153-410c-8761-79c9bd4ff44f';
    await post(stack, { query: `query ${operationName} { payment(checkoutFormToken: "${token}") { id } }` }, headers);
    await post(stack, { query: `query Q { payment(checkoutFormToken: "${token}") ${personal} }` }, headers);
    const text = (await spans.received(4)).map(textOfSpan).join('\n');
    expect(text).toContain('iyzico retrieve-payment');
    expect(leaksOfText(text)).toEqual([]);
    expect(text).not.toMatch(new RegExp(`canary|planted|${token}`, 'i'));
  });
});
