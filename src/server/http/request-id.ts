import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** The id of a request in answers, logs and calls to iyzico: the caller's `x-request-id` where it is safe to print. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : randomUUID();
}

/** Headers of every answer: the request's id, and that the answer must not be stored. */
export function headersOf(requestId: string): Record<'x-request-id' | 'cache-control', string> {
  return { 'x-request-id': requestId, 'cache-control': 'no-store' };
}

/** Adds `headersOf` to every answer. */
export function registerRequestIds(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headersOf(request.id));
    done();
  });
}
