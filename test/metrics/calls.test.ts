import { createIyzico, createDeadline, type Iyzico, type IyzicoSettings } from '../../src/iyzico/index.js';
import { createMetrics, type Metrics } from '../../src/metrics/index.js';
import { answerOf, held, hang, inTurn, reset, startRawServer, type RawServer } from '../harness/raw-server.js';
import { checkoutForm, chosen, detail, options, outcomeOf, singleAttempt } from '../harness/test-client.js';
import { asIyzico, refusal } from '../harness/raw-test-client.js';
import { nonZero, seriesOf, sumOf } from '../harness/metric-series.js';
import { clientTimeouts } from '../harness/client-timeouts.js';

let server: RawServer;
let metrics: Metrics;
let iyzico: Iyzico;
const open = (settings: Partial<IyzicoSettings> = {}) => {
  iyzico = createIyzico({
    baseUrl: server.url,
    apiKey: 'sandbox-a',
    secretKey: 'sandbox-s',
    signature: 'report',
    ...clientTimeouts,
    ...singleAttempt,
    ...metrics.iyzico,
    ...settings,
  });
};
beforeEach(async () => {
  server = await startRawServer();
  metrics = createMetrics();
  open();
});
afterEach(async () => {
  iyzico.close();
  await server.close();
});

const call = (name: string) => outcomeOf(iyzico.retrievePayment(checkoutForm, chosen(name)));

test('calls are counted by service and outcome, with their attempts, retries and duration', async () => {
  open({ limits: { minimumAttempts: Infinity } });
  server.answerWith(inTurn(reset, asIyzico, refusal('5122'), answerOf(''), asIyzico));
  for (const name of ['a', 'b', 'c', 'd']) await call(name);
  expect(await nonZero(metrics, 'calls_total')).toEqual({
    'retrieve-payment accepted': 2,
    'retrieve-payment rejected': 1,
    'retrieve-payment bad-response': 1,
  });
  expect(await nonZero(metrics, 'call_attempts_total')).toEqual({ 'retrieve-payment': 5 });
  expect(await nonZero(metrics, 'call_retries_total')).toEqual({ 'retrieve-payment': 1 });
  expect(await nonZero(metrics, 'call_duration_seconds_count')).toEqual({ 'retrieve-payment': 4 });
  expect(server.requests).toHaveLength(5);
});

test('a call that was not sent has an outcome but no duration', async () => {
  open({ limits: { attempts: 1, minimumAttempts: 3, openMs: 60_000 } });
  server.answerWith(reset);
  for (const name of ['a', 'b', 'c', 'd']) await call(name);
  expect(await nonZero(metrics, 'calls_total')).toEqual({ 'retrieve-payment unreachable': 4 });
  expect(await nonZero(metrics, 'call_attempts_total')).toEqual({ 'retrieve-payment': 3 });
  expect(await nonZero(metrics, 'call_duration_seconds_count')).toEqual({ 'retrieve-payment': 3 });
  expect(await nonZero(metrics, 'circuit_breaker_state')).toEqual({ 'retrieve-payment': 1 });
});

test('a call whose caller disconnects is counted as abandoned and frees its slot', async () => {
  server.answerWith(hang);
  const { deadline, end } = createDeadline(8000);
  const pending = iyzico.retrievePaymentDetail(detail, { ...options, deadline });
  await server.received(1);
  expect(await nonZero(metrics, 'bulkhead_calls_in_flight')).toEqual({ 'payment-detail': 1 });
  end(new Error('left'));
  await expect(pending).rejects.toThrow('left');
  await server.requests[0]?.over;
  expect(await nonZero(metrics, 'calls_total')).toEqual({ 'payment-detail abandoned': 1 });
  while ((await sumOf(metrics, 'bulkhead_calls_in_flight')) > 0) await new Promise(setImmediate);
});

test('rejections are counted by documented codes and by meaning', async () => {
  const answers = ['5122', '10051', 'canary-session-token', '50000'].map(refusal);
  server.answerWith(
    inTurn(refusal('1001'), ...answers, answerOf('', { status: 429 }), answerOf('{"status": 401}', { status: 401 })),
  );
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await call(name);
  expect(await nonZero(metrics, 'rejections_total')).toEqual({
    'retrieve-payment 1001 misconfigured': 1,
    'retrieve-payment 5122 payment-pending': 1,
    'retrieve-payment other declined': 1,
    'retrieve-payment other rejected': 1,
    'retrieve-payment 50000 rate-limited': 1,
    'retrieve-payment other rate-limited': 1,
    'retrieve-payment other misconfigured': 1,
  });
});

test('coalesced reads are counted, and their call is counted once', async () => {
  const gate = held(asIyzico);
  server.answerWith(gate.answer);
  const reads = [1, 2, 3].map(() => iyzico.retrievePayment(checkoutForm, options));
  await server.received(1);
  gate.release();
  await Promise.all(reads);
  expect(await sumOf(metrics, 'coalesced_reads_total')).toBe(2);
  expect(await nonZero(metrics, 'calls_total')).toEqual({ 'retrieve-payment accepted': 1 });
});

test('drift is counted by service, field and kind', async () => {
  const item = '{"paymentTransactionId": "1", "price": 1, "paidPrice": true}';
  const payment = `"paymentId": "1", "paymentStatus": "SUCCESS", "fraudStatus": 7, "price": 1, "paidPrice": 1, "currency": "TRY"`;
  const token = checkoutForm.checkoutFormToken;
  server.answerWith(
    answerOf(`{"status": "success", "token": "${token}", ${payment}, "itemTransactions": [${item}, ${item}]}`),
  );
  await call('a');
  expect(await nonZero(metrics, 'contract_drift_total')).toEqual({
    'retrieve-payment fraudStatus unknown-value': 1,
    'retrieve-payment itemTransactions.paidPrice malformed': 1,
    'retrieve-payment itemTransactions.transactionStatus missing': 1,
  });
});

test('signatures are counted by status, whether the policy accepts them or not', async () => {
  server.answerWith(asIyzico);
  await call('a');
  open({ signature: 'enforce' });
  await call('b');
  expect(await nonZero(metrics, 'signatures_total')).toEqual({ 'retrieve-payment mismatched': 2 });
  expect(await sumOf(metrics, 'signatures_total', { status: 'absent' })).toBe(0);
});

test('the state of a circuit breaker is shown', async () => {
  for (const [state, value] of [
    ['open', 1],
    ['half-open', 0.5],
    ['closed', 0],
  ] as const) {
    metrics.iyzico.onCircuitBreaker('payment-detail', state);
    expect(await sumOf(metrics, 'circuit_breaker_state', { service: 'payment-detail' })).toBe(value);
  }
});

describe('a quota', () => {
  const open50 = () => {
    open({ quota: { 'payment-detail': 50 }, coolDownSeconds: 60 });
    metrics.watchQuotas(() => iyzico.quotaState());
  };

  test('is shown if it is configured, with the calls that are left', async () => {
    open50();
    server.answerWith(asIyzico);
    expect(await nonZero(metrics, 'quota_limit')).toEqual({ 'payment-detail': 50 });
    expect(await nonZero(metrics, 'quota_left')).toEqual({ 'payment-detail': 50 });
    for (const name of ['a', 'b']) await iyzico.retrievePaymentDetail(detail, chosen(name));
    expect(await nonZero(metrics, 'quota_left')).toEqual({ 'payment-detail': 48 });
    expect((await seriesOf(metrics)).filter(({ name }) => name.endsWith('quota_left'))).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  test('of a service in cool-down is shown with the remaining seconds', async () => {
    open50();
    server.answerWith(refusal('50000'));
    expect(await nonZero(metrics, 'quota_cool_down_seconds')).toEqual({});
    await call('a');
    const coolDown = await sumOf(metrics, 'quota_cool_down_seconds', { service: 'retrieve-payment' });
    expect(coolDown).toBeGreaterThan(30);
    expect(coolDown).toBeLessThanOrEqual(60);
    expect(server.requests).toHaveLength(1);
  });
});

test('the state of Redis is shown once it is known, and not before', async () => {
  const shown = async () => (await seriesOf(metrics)).filter(({ name }) => name === 'iyzico_graphql_redis_up');
  expect(await shown()).toEqual([]);
  expect(await metrics.text()).not.toContain('redis');
  metrics.onRedis(false);
  expect(await shown()).toMatchObject([{ value: 0, labels: {} }]);
  metrics.onRedis(true);
  expect(await shown()).toMatchObject([{ value: 1, labels: {} }]);
});
