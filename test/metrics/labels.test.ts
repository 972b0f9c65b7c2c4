import { readFileSync } from 'node:fs';
import { Registry, register as globalRegistry } from 'prom-client';
import { createSchema } from '../../src/graphql/index.js';
import { createMetrics, type Metrics } from '../../src/metrics/index.js';
import { leaksOfText } from '../harness/canaries.js';
import { everyField } from '../harness/every-field.js';
import { startStack, type Stack } from '../harness/stack.js';
import { bySecret, shopperOf, systemWith } from '../harness/tokens.js';
import { post } from '../harness/http-exchange.js';
import { closedLabels } from '../harness/closed-labels.js';
import { readSeries, seriesOf } from '../harness/metric-series.js';

// Metrics must contain nothing that callers or iyzico send, and callers must not be able to add series.

let metrics: Metrics;
let stack: Stack;
beforeEach(async () => {
  metrics = createMetrics();
  stack = await startStack({
    server: { authentication: bySecret },
    listener: metrics.server,
    iyzico: { ...metrics.iyzico, quota: { 'retrieve-payment': 1000 } },
  });
});
afterEach(() => stack.close());

const token = 'e54b957b-a153-410c-8761-79c9bd4ff44f';
/** Planted in what our answers repeat. A canary there would fail the leak check of the suite. */
const planted = 'planted-by-a-caller';
const canary = 'canary-session-token';

/** Sends requests and answers full of values that must not appear in metrics. */
async function sendHostileRequests(round: number): Promise<void> {
  const name = `planted_name_${round}`;
  const known = {
    ...(await systemWith('payment:read', 'settlement:read', 'member:read', 'session:manage')),
    'x-request-id': `${planted}-${round}`,
    'accept-language': canary,
    'user-agent': canary,
  };
  const personal = everyField(createSchema(), 'Payment', ['session', 'lastPaymentCard']);
  stack.simulator.answerNext('retrieve-payment', {
    edit: (text) =>
      text
        .replace('"AUTH"', '{"canary-member": 1}')
        .replace('"SUCCESS"', `"canary-session-${round}"`)
        .replace('"cardType"', `"canary-member-${round}": true, "cardType"`)
        .replace('"CREDIT_CARD"', '"Canary Holder"'),
  });
  await post(stack, { query: `query ${name} { payment(checkoutFormToken: "${token}") ${personal} }` }, known);
  stack.simulator.answerNext('retrieve-payment', { errorCode: `${planted}-${round}`, errorGroup: planted });
  await post(stack, { query: `query ${name} { payment(checkoutFormToken: "${token}") { id } }` }, known);
  await post(stack, { query: `query ${name} { ${name}: payment(checkoutFormToken: "${canary}") { id } }` }, known);
  await post(stack, { query: `{ ${name} }`, operationName: name, variables: { [name]: canary } }, known);
  await post(stack, `{"${name}":`, known);
  await post(stack, { query: '{ __typename }' }, { authorization: `Bearer ${canary}.${round}.a` });
  await post(stack, { query: `{ payment(checkoutFormToken: "${name}") { id } }` }, await shopperOf(`${canary}-1`));
  await fetch(`${stack.url}/graphql?${name}=${canary}`, { method: 'POST', headers: known, body: canary });
}

test('metrics contain nothing from requests and answers', async () => {
  await sendHostileRequests(1);
  const text = await metrics.text();
  expect(text).toContain('iyzico_graphql_requests_total{code="OK",caller="system",layer="graphql"} 1');
  expect(text).toContain('field="phase"');
  expect(leaksOfText(text)).toEqual([]);
  expect(text).not.toMatch(/canary|planted/i);
  expect(text).not.toContain(token);
});

test('repeated requests with new values add no series', async () => {
  await sendHostileRequests(1);
  const names = async () => new Set((await seriesOf(metrics)).map(({ name, labels }) => name + JSON.stringify(labels)));
  const first = await names();
  for (const round of [2, 3, 4, 5]) await sendHostileRequests(round);
  expect(await names()).toEqual(first);
  expect(first.size).toBeLessThan(500);
});

test('all label values come from closed lists', async () => {
  for (const round of [1, 2]) await sendHostileRequests(round);
  const source = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
  for (const { name, labels } of await seriesOf(metrics)) {
    for (const [label, value] of Object.entries(labels)) {
      if (label === 'le') expect(Number(value.replace('+Inf', '1'))).toBeGreaterThan(0);
      else if (label === 'field') expect(value.split('.').every((step) => source.includes(step))).toBe(true);
      else if (label === 'code' && name === 'iyzico_graphql_rejections_total')
        expect(value).toMatch(/^(\d{1,6}|other)$/);
      else expect([label, value, closedLabels[label]?.has(value)]).toEqual([label, value, true]);
    }
  }
});

test("Node's metrics are included, and the global registry stays empty", async () => {
  const names = new Set(readSeries(await metrics.text()).map(({ name }) => name));
  for (const name of ['process_cpu_seconds_total', 'process_start_time_seconds', 'nodejs_eventloop_lag_p99_seconds']) {
    expect(names).toContain(name);
  }
  expect(globalRegistry).toBeInstanceOf(Registry);
  expect(await globalRegistry.metrics()).toBe('\n');
});

test('two metrics instances in one process are independent', async () => {
  const other = createMetrics();
  other.server.onLookupMiss();
  expect(await other.text()).toContain('iyzico_graphql_lookup_misses_total 1');
  expect(await metrics.text()).toContain('iyzico_graphql_lookup_misses_total 0');
});
