import type { FastifyInstance } from 'fastify';

/** What a process says of itself to what runs it. */
export interface Health {
  /** From now on not ready: whoever balances load sends nothing new. */
  drain(): void;
}

/** `/healthz` answers while the process lives, `/readyz` while it takes requests; neither asks iyzico. */
export function registerHealth(app: FastifyInstance): Health {
  let draining = false;
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', (_, reply) =>
    draining ? reply.code(503).send({ status: 'draining' }) : reply.send({ status: 'ready' }),
  );
  return {
    drain: () => {
      draining = true;
    },
  };
}
