import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Connections } from './connections.js';
import { watchPauses } from './pauses.js';
import { HttpRefusal, refusalOfMalformed, refuseOnConnection, TemporaryRefusal } from './refusal.js';

/** Milliseconds in which a request that was late because of a pause must have arrived. */
const CATCH_UP_MS = 1000;
const RETRY_AFTER_SECONDS = 1;

/**
 * Refuses what is not an HTTP request for this server, after the answers to earlier requests of its connection:
 * malformed bytes, requests that arrive too slowly, and CONNECT.
 */
export function handleMalformedRequests(app: FastifyInstance, connections: Connections): void {
  const pauses = watchPauses();
  app.addHook('onClose', (_, done) => {
    pauses.stop();
    done();
  });
  const refuse = (socket: Socket, refusal: HttpRefusal) => {
    connections.afterAnswers(socket, () => {
      refuseOnConnection(socket, refusal);
    });
  };

  app.server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => {
    if (code === 'ECONNRESET') socket.destroy();
    else if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && pauses.isRecent()) waitForLate(socket);
    else refuse(socket, refusalOfMalformed(code));
  });
  app.server.on('connect', (_: IncomingMessage, socket: Socket) => {
    refuse(socket, new HttpRefusal(405, 'Send GraphQL requests by POST.'));
  });

  /** The client may have sent its whole request while this process was paused. Node does not time it a second time. */
  function waitForLate(socket: Socket): void {
    const hasArrived = connections.arrivalAt(socket);
    setTimeout(() => {
      if (hasArrived()) return;
      refuse(socket, new TemporaryRefusal('OVERLOADED', 'This server was paused: retry.', RETRY_AFTER_SECONDS));
    }, CATCH_UP_MS);
  }
}
