import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BUG_MESSAGE, factsOf, type ErrorCode } from '../../graphql/index.js';
import { answerTypeOf } from './answer-type.js';
import { traceOf, type Log } from './log.js';
import { headersOf } from './request-id.js';
import { recordOf } from './request-record.js';
import { securityHeaders } from './security-headers.js';
import type { RefusedTokenReason } from './server-listener.js';

/**
 * A limit of requests: of a shopper (`RATE_LIMIT`), of a system (`RATE_LIMIT_SYSTEMS`), or of an address without a token
 * that opens anything (`RATE_LIMIT` too).
 */
export type ExceededRequestLimit = 'rate-limit' | 'rate-limit-systems' | 'unauthenticated';

/** A request that is refused before GraphQL reads it. Its answer has the shape of a GraphQL answer all the same. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  /** Whole seconds, at least 1, after which the same request may succeed; if known. */
  readonly retryAfter?: number;
  /** More than the code says, for the log and the metrics. Clients do not see it. */
  readonly reason?: RefusedTokenReason;
  /** Which limit gave RATE_LIMITED. The log names it. */
  readonly limit?: ExceededRequestLimit;

  constructor(
    readonly statusCode: number,
    message: string,
    readonly code: ErrorCode = 'BAD_REQUEST',
  ) {
    super(message);
  }
}

/** A refusal that a later attempt may not meet. */
export class TemporaryRefusal extends HttpRefusal {
  constructor(
    code: 'RATE_LIMITED' | 'OVERLOADED',
    message: string,
    override readonly retryAfter: number,
  ) {
    super(factsOf(code).httpStatus, message, code);
  }
}

/** The caller sent too many requests. */
export class TooManyRequests extends TemporaryRefusal {
  /** @param retryAfter whole seconds, at least 1 */
  constructor(
    override readonly limit: ExceededRequestLimit,
    retryAfter: number,
  ) {
    super('RATE_LIMITED', 'Too many requests: retry later.', retryAfter);
  }
}

/** Sends each error of a hook, a route or Fastify as a GraphQL answer, and logs it. */
export function refuseInGraphQL(app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', ({ raw: { socket }, headers: { accept } }, _, done) => {
    accepted.set(socket, accept);
    done();
  });
  app.setErrorHandler<FastifyError | HttpRefusal>((error, request, reply) => {
    const refusal = error instanceof HttpRefusal ? error : refusalOf(error);
    if (refusal.code === 'INTERNAL_SERVER_ERROR') {
      log.error('request failed', { requestId: request.id, code: refusal.code, ...traceOf(error) });
    } else if (refusal.code !== 'OVERLOADED') {
      // A line for each would add load. The log has a line when load shedding starts.
      const { code, statusCode: httpStatus, limit, reason = limit } = refusal;
      log.info('request refused', { requestId: request.id, code, httpStatus, ...(reason && { reason }) });
    }
    return sendRefusal(request, reply, refusal);
  });
  app.setNotFoundHandler((request, reply) =>
    /^\/graphql(\?|$)/.test(request.url)
      ? sendRefusal(request, reply.header('allow', 'POST'), new HttpRefusal(405, 'Send GraphQL requests by POST.'))
      : sendRefusal(request, reply, new HttpRefusal(404, 'Not found: GraphQL is at /graphql.')),
  );
}

/** Answers what Fastify refuses before it looks for a route and runs hooks: a URL that cannot be decoded. */
export function refuseUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void sendRefusal(request, reply.headers({ ...securityHeaders, ...headersOf(request.id) }), refusalOf(error));
}

/** The `accept` header of the last request of a connection, for a request whose body then breaks HTTP or never ends. */
const accepted = new WeakMap<Socket, string | undefined>();

/** The refusal of what is not HTTP, by the code of Node's error. */
export function refusalOfMalformed(code: string | undefined): HttpRefusal {
  const statusCode = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  return new HttpRefusal(statusCode, 'This is not an HTTP request.');
}

/** Writes a refusal to a connection and ends it, where there is no reply object because the request is not HTTP. */
export function refuseOnConnection(socket: Socket, refusal: HttpRefusal): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { statusCode, retryAfter } = refusal;
  const requestId = randomUUID();
  const body = JSON.stringify(answerOf(refusal, requestId));
  const headers = {
    ...securityHeaders,
    ...headersOf(requestId),
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    'content-type': answerTypeOf(accepted.get(socket)),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}\r\n${lines.join('')}\r\n${body}`);
  socket.destroySoon();
}

function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: HttpRefusal): FastifyReply {
  recordOf(request).code = refusal.code;
  if (refusal.retryAfter !== undefined) void reply.header('retry-after', refusal.retryAfter);
  const type = answerTypeOf(request.headers.accept);
  return reply.code(refusal.statusCode).type(type).send(answerOf(refusal, request.id));
}

function answerOf({ message, code, retryAfter }: HttpRefusal, requestId: string): object {
  return {
    errors: [{ message, extensions: { code, retryable: factsOf(code).retryable, retryAfter } }],
    extensions: { requestId },
  };
}

function refusalOf({ statusCode = 500 }: FastifyError | HttpRefusal): HttpRefusal {
  if (statusCode === 413) return new HttpRefusal(413, 'The body is too large.');
  if (statusCode === 415) return new HttpRefusal(415, 'The body must be application/json.');
  if (statusCode >= 400 && statusCode < 500) return new HttpRefusal(statusCode, 'This is not a GraphQL request.');
  return new HttpRefusal(500, BUG_MESSAGE, 'INTERNAL_SERVER_ERROR');
}
