import { SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import type { CallRecord } from './call-record.js';
import { registeredTracer } from '../../tracing.js';
import type { IyzicoService } from '../wire/endpoints.js';

/**
 * Starts the span of a call to iyzico, as a child of the active span. No trace header is sent to iyzico.
 * @returns a function that ends the span, with the record of the call where there is one; a second end does nothing
 */
export function startCallSpan(service: IyzicoService): (record?: CallRecord) => void {
  const span = registeredTracer()?.startSpan(`iyzico ${service}`, {
    kind: SpanKind.CLIENT,
    attributes: { 'peer.service': 'iyzico', 'iyzico.service': service },
  });
  if (span === undefined) return () => undefined;
  let hasEnded = false;
  return (record) => {
    if (hasEnded) return;
    hasEnded = true;
    if (record && span.isRecording()) {
      span.setAttributes(attributesOf(record));
      if (isFailure(record)) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  };
}

/** Adds an event to the active span: the call of another operation answered it, so the call's span is elsewhere. */
export function markCoalesced(): void {
  trace.getActiveSpan()?.addEvent('coalesced');
}

function attributesOf({ outcome, attempts, iyzicoCode, meaning }: CallRecord): Attributes {
  return {
    'iyzico.outcome': outcome,
    'iyzico.attempts': attempts,
    ...(iyzicoCode !== null && { 'iyzico.error_code': iyzicoCode }),
    ...(outcome !== 'accepted' && { 'error.type': meaning ?? outcome }),
  };
}

/** Rejections are answers, and no failures, unless operators can do something about their cause. */
function isFailure({ outcome, meaning }: CallRecord): boolean {
  if (outcome === 'rejected') return meaning !== null && operatorProblems.has(meaning);
  return outcome !== 'accepted' && outcome !== 'abandoned';
}

const operatorProblems: ReadonlySet<string> = new Set([
  'misconfigured',
  'rate-limited',
  'system-error',
] satisfies CallRecord['meaning'][]);
