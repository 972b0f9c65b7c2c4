import { connect } from 'node:net';
import { createMetrics, type Metrics } from '../../src/metrics/index.js';
import { startStack, type Stack, type StackSettings } from '../harness/stack.js';
import { bySecret, shopperOf, systemWith } from '../harness/tokens.js';
import { goodQuery, post, request } from '../harness/http-exchange.js';
import { nonZero, sumOf } from '../harness/metric-series.js';

let metrics: Metrics;
let stack: Stack;
const open = async (settings: StackSettings = {}) => {
  metrics = createMetrics();
  stack = await startStack({ ...settings, listener: metrics.server });
};
afterEach(() => stack.close());

/** Resolves when every request has been counted. Clients receive their answers before that. */
async function settled(): Promise<void> {
  while ((await sumOf(metrics, 'requests_in_flight')) > 0) await new Promise(setImmediate);
}

const requestCounts = async () => {
  await settled();
  return nonZero(metrics, 'requests_total');
};
const payment = (token: string) => ({ query: `{ payment(checkoutFormToken: "${token}") { id } }` });

const connectTo = ({ url }: Stack) => connect(Number(new URL(url).port), '127.0.0.1');

function rawRequest(body: object): string {
  const text = JSON.stringify(body);
  const headers = ['host: a', 'content-type: application/json', `content-length: ${text.length}`];
  return `POST /graphql HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${text}`;
}

describe('an answer is counted once, by code, caller and layer,', () => {
  beforeEach(() => open({ server: { authentication: bySecret } }));

  test('if its caller is authenticated', async () => {
    await post(stack, payment('card-1'), await shopperOf('card-1'));
    await post(stack, goodQuery, await systemWith('payment:read'));
    await post(stack, payment('card-2'), await shopperOf('card-1'));
    await post(stack, { query: '{ paymentDetail(paymentId: "1") { id } }' }, await shopperOf('card-1'));
    expect(await requestCounts()).toEqual({
      'OK shopper graphql': 1,
      'OK system graphql': 1,
      'NOT_FOUND shopper graphql': 1,
      'FORBIDDEN shopper graphql': 1,
    });
    expect(await sumOf(metrics, 'lookup_misses_total')).toBe(1);
  });

  test('if its caller is not authenticated', async () => {
    await post(stack, goodQuery);
    await post(stack, goodQuery, { authorization: 'Bearer nonsense' });
    await post(stack, goodQuery, { accept: 'image/png' });
    expect(await requestCounts()).toEqual({ 'UNAUTHENTICATED unknown http': 2, 'BAD_REQUEST unknown http': 1 });
  });

  test('if its request is not GraphQL', async () => {
    const known = await systemWith('payment:read');
    for (const body of ['{', '[]', '{}', '{"query":""}', 'x'.repeat(40_000)]) await post(stack, body, known);
    await post(stack, 'query=a', { ...known, 'content-type': 'text/plain' });
    expect(await requestCounts()).toEqual({ 'BAD_REQUEST system http': 6 });
  });

  test.each([
    ['GRAPHQL_PARSE_FAILED', { query: '{' }],
    ['GRAPHQL_VALIDATION_FAILED', { query: '{ nothing }' }],
    ['BAD_USER_INPUT', { query: 'query($a: ID!) { payment(checkoutFormToken: $a) { id } }' }],
    ['LIMIT_EXCEEDED', { query: `{ ${Array.from({ length: 400 }, (_, i) => `a${i}: __typename`).join(' ')} }` }],
    ['BAD_REQUEST', { query: '{ __typename }', operationName: 'Another' }],
    ['BAD_REQUEST', { extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }],
  ])('if GraphQL refuses the request: %s', async (code, body) => {
    await post(stack, body, await systemWith('payment:read'));
    expect(await requestCounts()).toEqual({ [`${code} system graphql`]: 1 });
  });

  test('with the code of its first error', async () => {
    const query =
      '{ a: payment(checkoutFormToken: "error-5122") { id } b: payment(checkoutFormToken: "error-11") { id } }';
    stack.simulator.answerNext('retrieve-payment', { errorCode: '5122' });
    const { errors } = await post(stack, { query }, await systemWith('payment:read'));
    expect(errors).toHaveLength(2);
    expect(await requestCounts()).toEqual({ [`${errors?.[0]?.extensions.code} system graphql`]: 1 });
  });
});

test('requests to other paths and with other methods are not counted', async () => {
  await open();
  await request(`${stack.url}/graphql`);
  await request(`${stack.url}/healthz`);
  await request(`${stack.url}/nothing`, { method: 'POST', body: '{}' });
  await request(`${stack.url}/graphql/nothing`, { method: 'POST', body: '{}' });
  await post(stack, goodQuery);
  expect(await requestCounts()).toEqual({ 'OK anybody graphql': 1 });
});

test('a refusal during shutdown is counted', async () => {
  await open();
  stack.simulator.answerNext('retrieve-payment', { delay: 300 });
  const first = post(stack, goodQuery);
  const socket = connectTo(stack);
  const bytes = rawRequest(goodQuery);
  socket.write(bytes.slice(0, 10));
  while (stack.simulator.calls.length === 0) await new Promise(setImmediate);
  const closed = stack.close();
  socket.write(bytes.slice(10));
  socket.resume();
  await Promise.all([first, closed]);
  expect(await requestCounts()).toEqual({ 'OK anybody graphql': 1, 'SHUTTING_DOWN unknown http': 1 });
});

test('a client that disconnects is counted as a disconnect and not as an answer', async () => {
  await open();
  stack.simulator.answerNext('retrieve-payment', { fault: 'hang' });
  const socket = connectTo(stack);
  socket.write(rawRequest(goodQuery));
  while (stack.simulator.calls.length === 0) await new Promise(setImmediate);
  expect(await sumOf(metrics, 'requests_in_flight')).toBe(1);
  socket.destroy();
  expect(await requestCounts()).toEqual({});
  expect(await sumOf(metrics, 'client_disconnects_total')).toBe(1);
});

test('the duration of operations is measured by type, and refusals of HTTP are not measured', async () => {
  await open();
  await post(stack, goodQuery);
  await post(stack, {
    query: 'mutation { expireCheckoutSession(input: { checkoutFormToken: "card-1" }) { __typename } }',
  });
  await post(stack, { query: '{' });
  await post(stack, '{');
  await settled();
  const counts = await nonZero(metrics, 'operation_duration_seconds_count');
  expect(counts).toEqual({ query: 1, mutation: 1, none: 1 });
  expect(await sumOf(metrics, 'operation_duration_seconds_sum')).toBeGreaterThan(0);
});
