import { SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import type { CallRecord } from './call-record.js';
import type { IyzicoService } from '../wire/endpoints.js';

// Does nothing until an SDK is loaded.
const tracer = trace.getTracer('iyzico-graphql');

/**
 * Begins the span of a call to iyzico, within that of the operation that asks for it. Nothing of it is sent to iyzico.
 * @returns what ends it, with the record of the call where there is one; ending it again changes nothing
 */
export function startCallSpan(service: IyzicoService): (record?: CallRecord) => void {
  const span = tracer.startSpan(`iyzico ${service}`, {
    kind: SpanKind.CLIENT,
    attributes: { 'peer.service': 'iyzico', 'iyzico.service': service },
  });
  let isOver = false;
  return (record) => {
    if (isOver) return;
    isOver = true;
    if (record && span.isRecording()) {
      span.setAttributes(attributesOf(record));
      if (isFailure(record)) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  };
}

/** Says in the span of an operation that a call of another answered it: that one's span stands elsewhere. */
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

/** A refusal is an answer, unless it is one that operators can do something about; who left is no failure. */
function isFailure({ outcome, meaning }: CallRecord): boolean {
  if (outcome === 'rejected') return meaning !== null && troubles.has(meaning);
  return outcome !== 'accepted' && outcome !== 'abandoned';
}

const troubles: ReadonlySet<string> = new Set([
  'misconfigured',
  'rate-limited',
  'system-error',
] satisfies CallRecord['meaning'][]);
