import type { Server as HttpServer } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Health } from './health.js';
import type { OperationDeadlines } from './operation-deadline.js';

/** Milliseconds in which connections are taken in that were made before, but for which there was no time yet. */
const LONGEST_QUEUE = 3000;
/** Milliseconds in which each connection that is kept open may bring one more request, when no new ones are taken. */
const LAST_CALL = 500;
/** Milliseconds that what is under way is given to finish, from when no new connections are taken. */
const LONGEST_DRAIN = 8000;
/** Milliseconds that those are given to hear of it whose operations were ended for their length. */
const LAST_WORD = 250;

/** What is brought to an end. */
export interface ShutdownParts {
  readonly app: FastifyInstance;
  readonly health: Health;
  readonly deadlines: OperationDeadlines;
}

/**
 * Closes so that no request is lost. After a notice of so many milliseconds the port takes no more connections, while
 * those that are kept open are each ended by an answer: ended unasked, they would take a request along that is on its
 * way. Then what is new is refused, and what is under way finished or told that it will not be.
 */
export async function shutDown({ app, health, deadlines }: ShutdownParts, notice: number): Promise<void> {
  if (notice > 0) {
    health.becomeUnready();
    await pause(notice);
  }
  const hurry = setTimeout(() => {
    deadlines.abortAll();
  }, LONGEST_DRAIN);
  const cut = setTimeout(() => {
    app.server.closeAllConnections();
  }, LONGEST_DRAIN + LAST_WORD);
  if (notice > 0) await takeQueued(app.server);
  const lastConnection = stopListening(app.server);
  if (notice > 0) {
    health.endConnections();
    await Promise.race([lastConnection, pause(LAST_CALL)]);
  }
  health.drain();
  app.server.closeIdleConnections();
  await lastConnection;
  await app.close();
  clearTimeout(hurry);
  clearTimeout(cut);
}

/**
 * Resolves when no connection waits to be taken in: those that do are reset by the operating system when the port
 * closes. Node takes one a turn of its event loop, so that they wait for long where the turns are long.
 */
async function takeQueued(server: HttpServer): Promise<void> {
  const end = performance.now() + LONGEST_QUEUE;
  let hasTaken = true;
  const take = () => {
    hasTaken = true;
  };
  server.on('connection', take);
  while (hasTaken && performance.now() < end) {
    hasTaken = false;
    await nextTurn();
  }
  server.off('connection', take);
}

/**
 * Takes no more connections, and resolves when the last one has ended. HTTP's own way to close would end at once what
 * seems idle, and would look no longer at the time that a request takes to come: who says nothing would be waited for.
 */
function stopListening(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => {
      resolve();
    });
  });
}
