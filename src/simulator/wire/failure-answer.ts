import { type Answer, writeFailure } from './answer.js';
import type { Echo } from './echo.js';
import { type JsonObject, writeJson } from './exact-json.js';
import { type FailureCode, failures } from './failure.js';
import { readSample, type Sample } from './sample.js';
import { services, type SimulatorService } from './service.js';

/** What one answer says beyond the code of its failure. */
export interface FailureDetails {
  /** Replaces the usual message of the code. */
  readonly message?: string;
  /** The members of the declined payment. */
  readonly details?: JsonObject;
  /** Default: the usual HTTP status of the service's failures. */
  readonly httpStatus?: number | undefined;
}

/** Writes the failure as this service answers it. A failure that iyzico's samples contain is answered as there. */
export function answerFailure(
  { service, echo }: { service: SimulatorService; echo: Echo },
  code: FailureCode,
  {
    message,
    details,
    httpStatus = failures[code].gateway?.httpStatus ?? services[service].failureStatus,
  }: FailureDetails = {},
): Answer {
  const { errorGroup, gateway, [echo.language]: usualMessage } = failures[code];
  const errorMessage = message ?? usualMessage;
  // The gateway does not read request bodies, so its answers contain neither locale nor conversationId.
  if (gateway) {
    const { status, errorCode } = gateway;
    return { httpStatus, body: writeJson({ status, errorCode, errorMessage }) };
  }
  const sample = message === undefined ? failureSamples.get(`${service} ${code}`) : undefined;
  if (sample) return writeFailure({ httpStatus, error: { status: 'failure', ...sample.fields } }, sample.echo(echo));
  const error = { status: 'failure', errorCode: code, errorMessage, errorGroup };
  return writeFailure({ httpStatus, error, details }, echo);
}

const failureSamples: ReadonlyMap<string, Sample> = new Map([
  ['retrieve-payment 5126', readSample('retrieve-payment.failure')],
  ['retrieve-session 260016', readSample('retrieve-session.failure')],
  ['invalidate-session 260030', readSample('invalidate-session.failure')],
]);
