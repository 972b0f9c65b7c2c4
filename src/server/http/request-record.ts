import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller, ErrorCode } from '../../graphql/index.js';
import { onFinished } from './on-finished.js';
import type { ServerListener } from './server-listener.js';

/** What becomes known of a request until it is answered. */
export interface RequestRecord {
  caller: Caller['kind'] | 'unknown';
  /** Where it was answered: GraphQL has it once it was read as a request of GraphQL's. */
  layer: 'http' | 'graphql';
  /** The type of the operation that it named, once that was found. */
  type: 'query' | 'mutation' | 'none';
  /** What its answer says: the code of its first error, or that there is none. */
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

/** Tells of every `POST /graphql`: that it came, and once either how it was answered or that its client left before. */
export function observeRequests(app: FastifyInstance, listener: ServerListener): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'POST' && request.routeOptions.url === '/graphql') {
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
    done();
  });
}

/** For what Apollo Server answers of its own accord, before any operation is looked at. */
export function codeOfStatus(status: number): ErrorCode | 'OK' {
  return status >= 500 ? 'INTERNAL_SERVER_ERROR' : status >= 400 ? 'BAD_REQUEST' : 'OK';
}
