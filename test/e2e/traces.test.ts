import { goodData, goodQuery, post } from '../harness/http-exchange.js';
import { leaksOfText } from '../harness/canaries.js';
import { answerOf, hang, startRawServer, type RawServer } from '../harness/raw-server.js';
import { startedProcesses, type ObservedProcess } from '../harness/started-process.js';

// The collector is a server that records bytes. Names and attributes are readable in them.

const personalQuery = `query Personal($token: ID!) {
  payment(checkoutFormToken: $token) {
    id memberEmail session { sessionToken memberIdentifier lastPaymentCard { cardHolderName } }
  }
}`;

const { observe } = startedProcesses();

let collector: RawServer;
beforeEach(async () => {
  collector = await startRawServer();
  collector.answerWith(answerOf('', { headers: { 'content-type': 'application/x-protobuf' } }));
});
afterEach(async () => {
  await collector.close();
});

const exportTo = (url: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
const startTraced = (settings: Record<string, string>) => observe(settings, ['otel.js']);

async function queryAndShutDown(server: ObservedProcess): Promise<void> {
  const url = await server.url();
  expect((await post({ url }, goodQuery)).data).toEqual(goodData);
  server.send('SIGTERM');
  expect(await server.exit).toBe(0);
}

test('the spans of an operation reach the collector before the process ends', async () => {
  const server = startTraced({ ...exportTo(collector.url), OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=shop' });
  const url = await server.url();
  const { token } = goodQuery.variables;
  expect((await post({ url }, { query: personalQuery, variables: { token } })).errors).toBeUndefined();
  // By default spans are exported every five seconds. The shutdown must not wait for that.
  server.send('SIGTERM');
  expect(await server.exit).toBe(0);
  expect(collector.requests).toMatchObject([{ path: '/v1/traces', headers: { 'x-tenant': 'shop' } }]);
  const sent = collector.requests[0]?.body ?? '';
  for (const text of [
    'graphql query',
    'iyzico retrieve-payment',
    'iyzico retrieve-access-token',
    'iyzico last-payment-info',
    'iyzico.outcome',
    'service.name',
    'iyzico-graphql',
  ]) {
    expect(sent).toContain(text);
  }
  expect(leaksOfText(sent)).toEqual([]);
  expect(sent).not.toMatch(new RegExp(`Personal|memberEmail|${token}`));
});

test.each([
  ['a name', { OTEL_SERVICE_NAME: 'checkout-api' }, 'checkout-api'],
  ['attributes', { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging' }, 'staging'],
])('a service gets %s from the usual OpenTelemetry variables', async (_what, settings, text) => {
  await queryAndShutDown(startTraced({ ...exportTo(collector.url), ...settings }));
  expect(collector.requests[0]?.body).toContain(text);
});

test.each([
  ['the SDK is disabled', { OTEL_SDK_DISABLED: 'true' }],
  ['the exporter is none', { OTEL_TRACES_EXPORTER: 'none' }],
  ['no trace is sampled', { OTEL_TRACES_SAMPLER: 'always_off' }],
])('nothing is exported if %s', async (_what, settings) => {
  await queryAndShutDown(startTraced({ ...exportTo(collector.url), ...settings }));
  expect(collector.connections).toBe(0);
});

describe("a caller's traceparent", () => {
  // A ratio is decided by the trace id, and this one is below every ratio.
  const traceId = '00000000000000000000000000000001';
  const withFlag = (flag: string) => ({ traceparent: `00-${traceId}-b7ad6b7169203331-${flag}` });
  const fewest = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1e-9' };

  async function isRecorded(settings: Record<string, string>, flag: string): Promise<boolean> {
    const server = startTraced({ ...exportTo(collector.url), ...settings });
    const url = await server.url();
    expect((await post({ url }, goodQuery, withFlag(flag))).data).toEqual(goodData);
    server.send('SIGTERM');
    expect(await server.exit).toBe(0);
    const sent = collector.requests.map(({ body }) => body).join('');
    expect(sent.includes('iyzico retrieve-payment')).toBe(sent.includes('graphql query'));
    return sent.includes('graphql query');
  }

  test.each<[string, Record<string, string>]>([
    ['by default', {}],
    ['of all', { OTEL_TRACES_SAMPLER: 'always_on' }],
    ['of every part', { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1.0' }],
  ])('cannot turn off the recording %s', async (_, settings) => {
    expect(await isRecorded(settings, '00')).toBe(true);
  });

  test.each<[string, Record<string, string>]>([
    ['samples nothing', { OTEL_TRACES_SAMPLER: 'always_off' }],
    ['samples few traces, whatever its trace id is', fewest],
  ])('cannot cause a recording where the operator %s', async (_, settings) => {
    expect(await isRecorded(settings, '01')).toBe(false);
  });

  test.each([
    ['00', false],
    ['01', true],
  ])('with the flag %s decides if the operator says so', async (flag, recorded) => {
    expect(await isRecorded({ OTEL_TRACES_SAMPLER: 'parentbased_always_on' }, flag)).toBe(recorded);
  });
});

test('nothing is exported if the SDK is not loaded', async () => {
  await queryAndShutDown(observe(exportTo(collector.url)));
  expect(collector.connections).toBe(0);
});

describe('a collector that', () => {
  // Exports often, so that failures happen while requests are answered.
  const often = { OTEL_BSP_SCHEDULE_DELAY: '20' };

  test.each([
    [
      'is not running',
      async () => {
        await collector.close();
        return collector.url;
      },
    ],
    [
      'hangs',
      () => {
        collector.answerWith(hang);
        return Promise.resolve(collector.url);
      },
    ],
    [
      'refuses',
      () => {
        collector.answerWith(answerOf('no', { status: 503 }));
        return Promise.resolve(collector.url);
      },
    ],
    [
      'redirects',
      () => {
        collector.answerWith(answerOf('no', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }));
        return Promise.resolve(collector.url);
      },
    ],
  ])('%s delays neither answers nor the shutdown', async (_how, urlOf) => {
    const server = startTraced({ ...exportTo(await urlOf()), ...often });
    const url = await server.url();
    for (let i = 0; i < 20; i++) expect((await post({ url }, goodQuery)).data).toEqual(goodData);
    const before = performance.now();
    server.send('SIGTERM');
    expect(await server.exit).toBe(0);
    expect(performance.now() - before).toBeLessThan(8000);
    for (const line of server.logged().split('\n').filter(Boolean)) {
      expect(JSON.parse(line)).toMatchObject({ level: 30 });
    }
  });
});
