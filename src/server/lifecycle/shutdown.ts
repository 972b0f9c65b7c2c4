import type { Server as HttpServer } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Health } from './health.js';
import type { OperationDeadlines } from './operation-deadline.js';

/** The longest time in which connections are accepted that the operating system had queued before the port closes. */
const ACCEPT_QUEUE_TIMEOUT_MS = 3000;
/** After the port has closed, each open connection may bring one more request within this time. */
const KEEP_ALIVE_GRACE_MS = 500;
/**
 * How long requests in progress may take to finish. It does not depend on the operation timeout, which may be set to a
 * minute: a container runtime usually kills a process ten seconds after SIGTERM.
 */
const DRAIN_TIMEOUT_MS = 8000;
/** After the drain the remaining operations are aborted. This is the time in which their answers are sent. */
const ABORTED_ANSWERS_TIMEOUT_MS = 250;

export interface ShutdownParts {
  readonly app: FastifyInstance;
  readonly health: Health;
  readonly deadlines: OperationDeadlines;
}

/**
 * Shuts down gracefully, so that no request is lost:
 * 1. For `notice` milliseconds the server is not ready, but serves as before.
 * 2. The port closes. Each open connection is closed by the answer to its next request: a connection that the server
 *    closed without an answer could lose a request that is on its way.
 * 3. New requests are refused. Requests in progress finish, or are aborted with SHUTTING_DOWN after the drain.
 *
 * Without a notice, new requests are refused at once.
 * @returns whether all requests were answered in time; `false` if some had to be aborted
 */
export async function shutDown({ app, health, deadlines }: ShutdownParts, notice: number): Promise<boolean> {
  let isDrained = true;
  if (notice > 0) {
    health.becomeUnready();
    await pause(notice);
  }
  const abortTimer = setTimeout(() => {
    isDrained = false;
    deadlines.abortAll();
  }, DRAIN_TIMEOUT_MS);
  const disconnectTimer = setTimeout(() => {
    app.server.closeAllConnections();
  }, DRAIN_TIMEOUT_MS + ABORTED_ANSWERS_TIMEOUT_MS);
  if (notice > 0) await acceptQueuedConnections(app.server);
  const lastConnection = stopListening(app.server);
  if (notice > 0) {
    health.endConnections();
    await Promise.race([lastConnection, pause(KEEP_ALIVE_GRACE_MS)]);
  }
  health.drain();
  app.server.closeIdleConnections();
  await lastConnection;
  await app.close();
  clearTimeout(abortTimer);
  clearTimeout(disconnectTimer);
  return isDrained;
}

/**
 * Resolves when no connection is queued any more: the operating system resets queued connections when the port closes.
 * Node accepts one connection in each turn of its event loop, so the queue lasts long if the turns are long.
 */
async function acceptQueuedConnections(server: HttpServer): Promise<void> {
  const end = performance.now() + ACCEPT_QUEUE_TIMEOUT_MS;
  let hasAccepted = true;
  const onConnection = () => {
    hasAccepted = true;
  };
  server.on('connection', onConnection);
  while (hasAccepted && performance.now() < end) {
    hasAccepted = false;
    await nextTurn();
  }
  server.off('connection', onConnection);
}

/**
 * Stops listening; resolves when the last connection has closed. `close` of Node's HTTP server would close connections
 * at once that seem idle, and would stop enforcing the request timeouts: a silent client would keep the server open.
 */
function stopListening(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => {
      resolve();
    });
  });
}
