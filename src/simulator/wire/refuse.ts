import { type Answer, refusal } from './answer.js';
import type { Echo } from './echo.js';
import { type JsonObject, writeJson } from './exact-json.js';
import { type FailureCode, failures } from './failure.js';
import { readSample, type Sample } from './sample.js';
import { services, type SimulatorService } from './service.js';

/** What one failure says beyond its code. */
export interface Circumstances {
  /** Stands in for the failure's usual words. */
  readonly message?: string;
  /** The payment that was declined. */
  readonly details?: JsonObject;
}

/** The failure as this service answers it; in iyzico's recorded words where a recording fits. */
export function refuse(
  { service, echo }: { service: SimulatorService; echo: Echo },
  code: FailureCode,
  { message, details }: Circumstances = {},
): Answer {
  const { errorGroup, gateway, [echo.language]: words } = failures[code];
  const errorMessage = message ?? words;
  // What stands before the services knows nothing of a request's locale or conversation, so it repeats neither.
  if (gateway) {
    const { httpStatus, status, errorCode } = gateway;
    return { httpStatus, body: writeJson({ status, errorCode, errorMessage }) };
  }
  const httpStatus = services[service].refusesUnder;
  const recorded = message === undefined ? recordings.get(`${service} ${code}`) : undefined;
  if (recorded) return refusal({ httpStatus, opening: { status: 'failure', ...recorded.fields } }, recorded.echo(echo));
  const opening = { status: 'failure', errorCode: code, errorMessage, errorGroup };
  return refusal({ httpStatus, opening, details }, echo);
}

const recordings: ReadonlyMap<string, Sample> = new Map([
  ['retrieve-payment 5126', readSample('retrieve-payment.failure')],
  ['retrieve-session 260016', readSample('retrieve-session.failure')],
  ['invalidate-session 260030', readSample('invalidate-session.failure')],
]);
