import { createServer, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Metrics } from './metrics.js';

/** Milliseconds in which a request must have come, and for which a connection is kept without one. */
const REQUEST_TIMEOUT = 3000;
const KEEP_ALIVE = 10_000;
const TIMEOUT_CHECKS = 1000;
/** Many times as many as scrape at once; others are hung up on. */
const MOST_CONNECTIONS = 50;

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Where the metrics are to be had; port 0 is any that is free. */
export interface MetricsAddress {
  readonly port: number;
  readonly host: string;
}

/** Answers `GET /metrics`, and nothing else. @throws where the address cannot be listened on */
export async function startMetricsServer({ port, host }: MetricsAddress, metrics: Metrics): Promise<MetricsServer> {
  const server = createServer(
    {
      headersTimeout: REQUEST_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      keepAliveTimeout: KEEP_ALIVE,
      connectionsCheckingInterval: TIMEOUT_CHECKS,
    },
    ({ method, url = '' }, response) => {
      if (method === 'GET' && /^\/metrics(\?|$)/.test(url)) void answer(metrics, response);
      else
        end(response, { status: 404, type: 'text/plain', body: 'There is nothing here: metrics are at /metrics.\n' });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  await listening(server, { port, host });
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${portOf(server)}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(metrics: Metrics, response: ServerResponse): Promise<void> {
  try {
    end(response, { status: 200, type: metrics.contentType, body: await metrics.text() });
  } catch {
    end(response, { status: 500, type: 'text/plain', body: 'The metrics could not be read.\n' });
  }
}

function end(response: ServerResponse, { status, type, body }: { status: number; type: string; body: string }): void {
  const headers = { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  response.writeHead(status, headers).end(body);
}

function listening(server: Server, { port, host }: MetricsAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
