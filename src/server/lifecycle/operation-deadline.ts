import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../graphql/index.js';
import { createDeadline, type Deadline } from '../../iyzico/index.js';
import { onFinished } from '../http/on-finished.js';
import { SHUTTING_DOWN_MESSAGE } from './health.js';

/** The deadlines of the operations in progress. */
export interface OperationDeadlines {
  /**
   * Creates the deadline of a request, after the operation timeout or the shorter `x-request-timeout-ms` of the request.
   * Its signal aborts earlier if the client disconnects.
   */
  forRequest(request: FastifyRequest, reply: FastifyReply): Deadline;
  /** Aborts all operations with SHUTTING_DOWN. */
  abortAll(): void;
}

/** @param timeout the most milliseconds that an operation may take */
export function createOperationDeadlines(timeout: number): OperationDeadlines {
  const running = new Set<(reason?: Error) => void>();
  return {
    forRequest(request, reply) {
      const requested = requestedTimeoutOf(request.headers['x-request-timeout-ms']);
      const { deadline, end } = createDeadline(Math.min(timeout, requested ?? timeout));
      running.add(end);
      onFinished(request, reply, (isAnswered) => {
        running.delete(end);
        // The client disconnected, so nobody needs the answers of its iyzico calls.
        end(isAnswered ? undefined : new Refusal('IYZICO_TIMEOUT', 'The client disconnected before the answer.'));
      });
      return deadline;
    },
    abortAll() {
      for (const end of running) end(new Refusal('SHUTTING_DOWN', SHUTTING_DOWN_MESSAGE));
    },
  };
}

/** The caller's own limit in milliseconds; an invalid header is ignored. */
function requestedTimeoutOf(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^[1-9]\d{0,8}$/.test(header) ? Number(header) : undefined;
}
