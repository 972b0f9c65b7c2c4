import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from '../http/refusal.js';

/** What a process says of itself to what runs it. */
export interface Health {
  /** From now on not ready: whoever balances load is to send nothing new, which is answered all the same. */
  becomeUnready(): void;
  /** From now on each answer ends its connection. */
  endConnections(): void;
  /** From now on what is new is refused, by answers that end their connections. */
  drain(): void;
  /** Lets a request in, or not any more. @throws HttpRefusal 503 */
  checkReady(): void;
}

/** `/healthz` answers while the process lives, `/readyz` while it takes requests; neither asks iyzico. */
export function registerHealth(app: FastifyInstance): Health {
  let isReady = true;
  let isEnding = false;
  let isDraining = false;
  app.addHook('onSend', (_, reply) => {
    // The framework ends idle connections when it closes, and would wait for those that get idle later.
    if (isEnding) void reply.header('connection', 'close');
    return Promise.resolve();
  });
  // Some balancers ask by HEAD.
  app.get('/healthz', { exposeHeadRoute: true }, () => ({ status: 'ok' }));
  app.get('/readyz', { exposeHeadRoute: true }, (_, reply) =>
    isReady ? reply.send({ status: 'ready' }) : reply.code(503).send({ status: 'draining' }),
  );
  return {
    becomeUnready: () => {
      isReady = false;
    },
    endConnections: () => {
      isEnding = true;
    },
    drain: () => {
      isReady = false;
      isEnding = true;
      isDraining = true;
    },
    checkReady: () => {
      if (isDraining) throw new HttpRefusal(503, 'This server is shutting down: ask again.', 'SHUTTING_DOWN');
    },
  };
}
