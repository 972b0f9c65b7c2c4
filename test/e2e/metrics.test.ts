import { setImmediate as nextTurn } from 'node:timers/promises';
import { startSimulator } from '../../src/simulator/index.js';
import { goodData, goodQuery, post } from '../harness/http-exchange.js';
import { readSeries } from '../harness/metric-series.js';
import { leaksOfText } from '../harness/canaries.js';
import { startedProcesses } from '../harness/started-process.js';

const { observe } = startedProcesses();

const readMetrics = async (url: string) => {
  const text = await (await fetch(url)).text();
  expect({ leaksInMetrics: leaksOfText(text) }).toEqual({ leaksInMetrics: [] });
  return readSeries(text);
};
const metricsOn = { METRICS_PORT: '0' };

test('a process serves no metrics by default', async () => {
  const server = observe({});
  expect(await server.banner).not.toContain('Metrics');
  expect((await fetch(`${await server.url()}/metrics`)).status).toBe(404);
});

test('metrics are served only at the address in the start-up banner', async () => {
  const server = observe(metricsOn);
  const url = await server.url();
  expect((await post({ url }, goodQuery)).data).toEqual(goodData);
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  const series = await readMetrics(await server.metricsUrl());
  const labels = { service: 'retrieve-payment', outcome: 'accepted' };
  expect(series).toContainEqual({ name: 'iyzico_graphql_calls_total', labels, value: 1 });
  const verified = { service: 'retrieve-payment', status: 'verified' };
  expect(series).toContainEqual({ name: 'iyzico_graphql_signatures_total', labels: verified, value: 1 });
  expect(series.map(({ name }) => name)).toContain('process_resident_memory_bytes');
  expect((await post({ url: (await server.metricsUrl()).replace('/metrics', '') }, goodQuery)).status).toBe(404);
});

test('metrics show the configured quotas', async () => {
  const server = observe({ ...metricsOn, IYZICO_QUOTA: 'retrieve-payment=1000' });
  const labels = { service: 'retrieve-payment' };
  const series = await readMetrics(await server.metricsUrl());
  expect(series).toContainEqual({ name: 'iyzico_graphql_quota_limit', labels, value: 1000 });
  expect(series.filter(({ name }) => name === 'iyzico_graphql_quota_left')).toHaveLength(1);
});

test('metrics are served until the last query is answered', async () => {
  const simulator = await startSimulator({ apiKey: 'key', secretKey: '5ecret' });
  const server = observe({
    ...metricsOn,
    IYZICO_BASE_URL: simulator.url,
    IYZICO_API_KEY: simulator.apiKey,
    IYZICO_SECRET_KEY: simulator.secretKey,
    AUTH: 'none',
  });
  const [url, metricsUrl] = [await server.url(), await server.metricsUrl()];
  simulator.answerNext('retrieve-payment', { delay: 1500 });
  const answer = post({ url }, goodQuery);
  while (simulator.calls.length === 0) await nextTurn();
  server.send('SIGTERM');
  // The closed port shows that the shutdown has begun. The query is still in progress.
  while (
    await fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    )
  )
    await nextTurn();
  const series = await readMetrics(metricsUrl);
  expect(series).toContainEqual({ name: 'iyzico_graphql_requests_in_flight', labels: {}, value: 1 });
  expect((await answer).data).toEqual(goodData);
  expect(await server.exit).toBe(0);
  await expect(fetch(metricsUrl)).rejects.toThrow();
  await simulator.close();
});

test('a process whose metrics port is in use does not start and names the setting', async () => {
  const first = observe(metricsOn);
  const { port } = new URL(await first.metricsUrl());
  const second = observe({ METRICS_PORT: port });
  expect(await second.exit).toBe(1);
  expect(second.logged()).toMatch(
    /^The settings have mistakes:\n {2}- The port is taken: set METRICS_PORT to a free one\.\n$/m,
  );
});
