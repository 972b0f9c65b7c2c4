import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../graphql/index.js';
import { createDeadline, type Deadline } from '../../iyzico/index.js';
import { onFinished } from '../http/on-finished.js';

/** For how long each operation under way is worth working for. */
export interface OperationDeadlines {
  /**
   * The patience of one request: as long as an operation may take, or as its `x-request-timeout-ms` says where that is
   * less; it ends when the client leaves.
   */
  forRequest(request: FastifyRequest, reply: FastifyReply): Deadline;
  /** Ends every patience: the process waits no longer. */
  abortAll(): void;
}

/** @param timeout milliseconds that an operation may take */
export function createOperationDeadlines(timeout: number): OperationDeadlines {
  const running = new Set<(reason?: Error) => void>();
  return {
    forRequest(request, reply) {
      const wish = wishOf(request.headers['x-request-timeout-ms']);
      const { deadline, end } = createDeadline(Math.min(timeout, wish ?? timeout));
      running.add(end);
      onFinished(request, reply, (isAnswered) => {
        running.delete(end);
        // Over before it was answered: the client has left, and takes its calls along.
        end(isAnswered ? undefined : new Refusal('IYZICO_TIMEOUT', 'The client did not wait for the answer.'));
      });
      return deadline;
    },
    abortAll() {
      for (const end of running) end(new Refusal('SHUTTING_DOWN', 'This server is shutting down: ask again.'));
    },
  };
}

/** Milliseconds that a caller is willing to wait; what is no number of them is not heard. */
function wishOf(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^[1-9]\d{0,8}$/.test(header) ? Number(header) : undefined;
}
