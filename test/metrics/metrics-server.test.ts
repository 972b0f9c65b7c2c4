import { connect } from 'node:net';
import { createMetrics, startMetricsServer, type Metrics, type MetricsServer } from '../../src/metrics/index.js';
import { textOf } from '../harness/http-exchange.js';

let metrics: Metrics;
let server: MetricsServer;
const address = { port: 0, host: '127.0.0.1' };
beforeEach(async () => {
  metrics = createMetrics();
  server = await startMetricsServer(address, metrics);
});
afterEach(() => server.close());

test.each(['', '?name=a'])('GET /metrics%s answers in the Prometheus format', async (query) => {
  metrics.server.onLookupMiss();
  const response = await fetch(server.url + query);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const text = await response.text();
  expect(text).toContain('# TYPE iyzico_graphql_lookup_misses_total counter\niyzico_graphql_lookup_misses_total 1\n');
});

test.each([
  ['GET', '/metric'],
  ['GET', '/metrics/'],
  ['GET', '/metricS'],
  ['GET', '/metric/..'],
  ['GET', '/metric/a'],
  ['POST', '/metrics'],
  ['HEAD', '/metrics'],
  ['OPTIONS', '/metrics'],
  ['DELETE', '/metrics'],
])('%s %s is not found', async (method, path) => {
  const response = await fetch(new URL(path, server.url), { method });
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('iyzico_graphql_');
});

test('bytes that are not HTTP are refused with 400', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write('nonsense\r\n\r\n');
  expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 400 /);
});

test('metrics that cannot be collected are a 500 without details', async () => {
  const broken = await startMetricsServer(address, { ...metrics, text: () => Promise.reject(new Error('5ecret')) });
  const response = await fetch(broken.url);
  expect([response.status, await response.text()]).toEqual([500, 'The metrics could not be read.\n']);
  await broken.close();
});

test('an address in use rejects with the system error code', async () => {
  const { port } = new URL(server.url);
  await expect(startMetricsServer({ port: Number(port), host: '127.0.0.1' }, metrics)).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('closing ends keep-alive connections and frees the port', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write('GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  const text = textOf(socket);
  await server.close();
  await text;
  const { port } = new URL(server.url);
  server = await startMetricsServer({ port: Number(port), host: '127.0.0.1' }, metrics);
  expect((await fetch(server.url)).status).toBe(200);
});
