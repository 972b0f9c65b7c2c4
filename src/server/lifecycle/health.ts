import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from '../http/refusal.js';

/** The readiness of the process, and the refusal of requests during shutdown. */
export interface Health {
  /** From now on `/readyz` answers 503, so that load balancers send no new requests. Requests are still answered. */
  becomeUnready(): void;
  /** From now on each answer closes its connection. */
  endConnections(): void;
  /** From now on new requests are refused, and each answer closes its connection. */
  drain(): void;
  /** @throws HttpRefusal 503 once the process drains */
  checkReady(): void;
}

export const SHUTTING_DOWN_MESSAGE = 'This server is shutting down: retry.';

/** Registers `/healthz`, which answers 200 while the process runs, and `/readyz`. Neither calls iyzico. */
export function registerHealth(app: FastifyInstance, version: string): Health {
  let isReady = true;
  let closesConnections = false;
  let isDraining = false;
  app.addHook('onSend', (_, reply) => {
    // Fastify closes idle connections once, when it closes. It would wait for those that become idle later.
    if (closesConnections) void reply.header('connection', 'close');
    return Promise.resolve();
  });
  // Some load balancers send HEAD requests.
  app.get('/healthz', { exposeHeadRoute: true }, () => ({ status: 'ok', version }));
  app.get('/readyz', { exposeHeadRoute: true }, (_, reply) =>
    isReady ? reply.send({ status: 'ready' }) : reply.code(503).send({ status: 'draining' }),
  );
  return {
    becomeUnready: () => {
      isReady = false;
    },
    endConnections: () => {
      closesConnections = true;
    },
    drain: () => {
      isReady = false;
      closesConnections = true;
      isDraining = true;
    },
    checkReady: () => {
      if (isDraining) throw new HttpRefusal(503, SHUTTING_DOWN_MESSAGE, 'SHUTTING_DOWN');
    },
  };
}
