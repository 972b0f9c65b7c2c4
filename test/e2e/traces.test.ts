import { goodData, goodQuery, post } from '../harness/http-exchange.js';
import { leaksOfText } from '../harness/canaries.js';
import { answerOf, hang, startRawServer, type RawServer } from '../harness/raw-server.js';
import { startedProcesses, type ObservedProcess } from '../harness/started-process.js';

// The collector is a server that takes bytes: in them names and attributes stand as they are.

const personal = `query Personal($token: ID!) {
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

const sentTo = (url: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
const traced = (settings: Record<string, string>) => observe(settings, ['otel.js']);

async function askAndEnd(server: ObservedProcess): Promise<void> {
  const url = await server.url();
  expect((await post({ url }, goodQuery)).data).toEqual(goodData);
  server.send('SIGTERM');
  expect(await server.exit).toBe(0);
}

test('the spans of an operation reach a collector, at the latest when the process ends', async () => {
  const server = traced({ ...sentTo(collector.url), OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=shop' });
  const url = await server.url();
  const { token } = goodQuery.variables;
  expect((await post({ url }, { query: personal, variables: { token } })).errors).toBeUndefined();
  // With nothing set they are sent every five seconds: the end does not wait for that.
  server.send('SIGTERM');
  expect(await server.exit).toBe(0);
  expect(collector.requests).toMatchObject([{ path: '/v1/traces', headers: { 'x-tenant': 'shop' } }]);
  const sent = collector.requests[0]?.body ?? '';
  for (const said of [
    'graphql query',
    'iyzico retrieve-payment',
    'iyzico retrieve-access-token',
    'iyzico last-payment-info',
    'iyzico.outcome',
    'service.name',
    'iyzico-graphql',
  ]) {
    expect(sent).toContain(said);
  }
  expect(leaksOfText(sent)).toEqual([]);
  expect(sent).not.toMatch(new RegExp(`Personal|memberEmail|${token}`));
});

test.each([
  ['a name', { OTEL_SERVICE_NAME: 'checkout-api' }, 'checkout-api'],
  ['attributes', { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging' }, 'staging'],
])('a service is given %s by the usual variables', async (_what, settings, said) => {
  await askAndEnd(traced({ ...sentTo(collector.url), ...settings }));
  expect(collector.requests[0]?.body).toContain(said);
});

test.each([
  ['the SDK is disabled', { OTEL_SDK_DISABLED: 'true' }],
  ['there is to be no exporter', { OTEL_TRACES_EXPORTER: 'none' }],
  ['no trace is sampled', { OTEL_TRACES_SAMPLER: 'always_off' }],
])('nothing is sent where %s', async (_what, settings) => {
  await askAndEnd(traced({ ...sentTo(collector.url), ...settings }));
  expect(collector.connections).toBe(0);
});

test('nothing is sent where nothing was loaded to send it', async () => {
  await askAndEnd(observe(sentTo(collector.url)));
  expect(collector.connections).toBe(0);
});

describe('a collector that', () => {
  // At once, so that failures happen while requests are answered.
  const often = { OTEL_BSP_SCHEDULE_DELAY: '20' };

  test.each([
    [
      'is not there',
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
      'answers nonsense',
      () => {
        collector.answerWith(answerOf('no', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }));
        return Promise.resolve(collector.url);
      },
    ],
  ])('%s holds up neither an answer nor the end', async (_how, urlOf) => {
    const server = traced({ ...sentTo(await urlOf()), ...often });
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
