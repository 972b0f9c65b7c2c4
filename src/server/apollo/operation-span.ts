import { context, propagation, SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../graphql/index.js';
import { onFinished } from '../http/on-finished.js';
import { codeOfStatus, recordOf } from '../http/request-record.js';

// Does nothing until an SDK is loaded.
const tracer = trace.getTracer('iyzico-graphql');

/**
 * Does `work`, and whatever it starts, within the span of the request's operation, which continues the trace that the
 * request came with. The operation's name is its caller's own text, and no part of it.
 */
export function inOperationSpan<T>(request: FastifyRequest, reply: FastifyReply, work: () => T): T {
  const parent = propagation.extract(context.active(), request.headers);
  const attributes: Attributes = {
    'http.request.method': 'POST',
    'http.route': '/graphql',
    'iyzico_graphql.request_id': request.id,
  };
  const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER, attributes }, parent);
  if (span.isRecording()) {
    onFinished(request, reply, (isAnswered) => {
      const record = recordOf(request);
      if (record.type !== 'none') {
        span.updateName(`graphql ${record.type}`);
        span.setAttribute('graphql.operation.type', record.type);
      }
      span.setAttribute('iyzico_graphql.caller', record.caller);
      if (isAnswered) {
        const { code = codeOfStatus(reply.statusCode) } = record;
        span.setAttributes({ 'http.response.status_code': reply.statusCode, 'iyzico_graphql.code': code });
        if (code !== 'OK') span.setAttribute('error.type', code);
        if (faults.has(code)) span.setStatus({ code: SpanStatusCode.ERROR });
      } else {
        span.setAttribute('error.type', 'client disconnected');
      }
      span.end();
    });
  }
  return context.with(trace.setSpan(parent, span), work);
}

/** What no caller could have helped by asking better. */
const faults: ReadonlySet<string> = new Set([
  'OVERLOADED',
  'SHUTTING_DOWN',
  'IYZICO_RATE_LIMITED',
  'IYZICO_UNAVAILABLE',
  'IYZICO_TIMEOUT',
  'IYZICO_BAD_RESPONSE',
  'IYZICO_MISCONFIGURED',
  'SIGNATURE_MISMATCH',
  'INTERNAL_SERVER_ERROR',
] satisfies ErrorCode[]);
