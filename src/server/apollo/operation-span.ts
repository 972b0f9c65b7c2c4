import { context, propagation, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../graphql/index.js';
import { registeredTracer } from '../../tracing.js';
import { onFinished } from '../http/on-finished.js';
import { codeOfStatus, recordOf, type RequestRecord } from '../http/request-record.js';

/**
 * Runs `work`, and all that it starts, in the span of the request's operation, if an SDK is registered. The span continues
 * the trace of the request. Its name does not contain the operation's name, because callers choose that freely.
 */
export function inOperationSpan<T>(request: FastifyRequest, reply: FastifyReply, work: () => T): T {
  const tracer = registeredTracer();
  if (tracer === undefined) return work();
  const parent = propagation.extract(context.active(), request.headers);
  const attributes: Attributes = {
    'http.request.method': 'POST',
    'http.route': '/graphql',
    'iyzico_graphql.request_id': request.id,
  };
  const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER, attributes }, parent);
  if (span.isRecording()) {
    onFinished(request, reply, (isAnswered) => {
      describeRequest(span, recordOf(request));
      if (isAnswered) describeAnswer(span, reply.statusCode, recordOf(request));
      else span.setAttribute('error.type', 'client disconnected');
      span.end();
    });
  }
  return context.with(trace.setSpan(parent, span), work);
}

function describeRequest(span: Span, { type, caller }: RequestRecord): void {
  if (type !== 'none') {
    span.updateName(`graphql ${type}`);
    span.setAttribute('graphql.operation.type', type);
  }
  span.setAttribute('iyzico_graphql.caller', caller);
}

function describeAnswer(span: Span, status: number, { code = codeOfStatus(status) }: RequestRecord): void {
  span.setAttributes({ 'http.response.status_code': status, 'iyzico_graphql.code': code });
  if (code !== 'OK') span.setAttribute('error.type', code);
  if (serverErrors.has(code)) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Errors of this server or of iyzico, as opposed to errors of the caller. */
const serverErrors: ReadonlySet<string> = new Set([
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
