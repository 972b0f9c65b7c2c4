import { createServer, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Metrics } from './metrics.js';

/** The time in which a whole request must arrive. */
const REQUEST_TIMEOUT_MS = 3000;
const TIMEOUT_CHECK_INTERVAL_MS = 1000;
const KEEP_ALIVE_MS = 10_000;
/** Far above the number of scrapers. Further connections are closed at once. */
const MAX_CONNECTIONS = 50;

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The address to listen on; port 0 is any free port. */
export interface MetricsAddress {
  readonly port: number;
  readonly host: string;
}

/** Serves `GET /metrics` and nothing else. @throws when it cannot listen on the address */
export async function startMetricsServer({ port, host }: MetricsAddress, metrics: Metrics): Promise<MetricsServer> {
  const server = createServer(
    {
      headersTimeout: REQUEST_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
    },
    ({ method, url = '' }, response) => {
      if (method === 'GET' && /^\/metrics(\?|$)/.test(url)) void sendMetrics(metrics, response);
      else send(response, { status: 404, type: 'text/plain', body: 'Not found. Metrics are at /metrics.\n' });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, { port, host });
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${portOf(server)}/metrics`,
    close: () => close(server),
  };
}

async function sendMetrics(metrics: Metrics, response: ServerResponse): Promise<void> {
  try {
    send(response, { status: 200, type: metrics.contentType, body: await metrics.text() });
  } catch {
    send(response, { status: 500, type: 'text/plain', body: 'The metrics could not be read.\n' });
  }
}

function send(response: ServerResponse, { status, type, body }: { status: number; type: string; body: string }): void {
  const headers = { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  response.writeHead(status, headers).end(body);
}

function listen(server: Server, { port, host }: MetricsAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
