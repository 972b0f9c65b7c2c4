import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, ErrorCode } from '../../graphql/index.js';
import { onFinished } from './on-finished.js';
import type { ServerListener } from './server-listener.js';

/** What is known about a request; completed while it is handled. */
export interface RequestRecord {
  caller: Caller['kind'] | 'unknown';
  /** What answered it: `graphql` once its body was read as a GraphQL request. */
  layer: 'http' | 'graphql';
  /** The type of its operation; `none` until the operation is found. */
  type: 'query' | 'mutation' | 'none';
  /** The code of the first error in its answer, or `OK`. */
  code: ErrorCode | 'OK' | undefined;
}

const records = new WeakMap<FastifyRequest, RequestRecord>();

export function recordOf(request: FastifyRequest): RequestRecord {
  const known = records.get(request);
  if (known) return known;
  const record: RequestRecord = { caller: 'unknown', layer: 'http', type: 'none', code: undefined };
  records.set(request, record);
  return record;
}

/** Reports every `POST /graphql`: its arrival, and then either its answer or that its client disconnected. */
export function observeRequests(app: FastifyInstance, listener: ServerListener): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'POST' && request.routeOptions.url === '/graphql') observe(request, reply, listener);
    done();
  });
}

function observe(request: FastifyRequest, reply: FastifyReply, listener: ServerListener): void {
  const startedAt = performance.now();
  listener.onRequest?.();
  onFinished(request, reply, (isAnswered) => {
    if (!isAnswered) {
      listener.onDisconnect?.();
      return;
    }
    const { caller, layer, type, code = codeOfStatus(reply.statusCode) } = recordOf(request);
    listener.onAnswer?.({ caller, layer, type, code, milliseconds: performance.now() - startedAt });
  });
}

/** The code of an answer that Apollo Server gave without executing an operation. */
export function codeOfStatus(status: number): ErrorCode | 'OK' {
  return status >= 500 ? 'INTERNAL_SERVER_ERROR' : status >= 400 ? 'BAD_REQUEST' : 'OK';
}
