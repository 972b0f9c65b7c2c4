import type { IyzicoService } from './endpoints.js';
import { readEnvelope } from './envelope.js';
import { IyzicoRejected, IyzicoUnavailable } from './errors.js';
import { meaningOf } from './failure-codes.js';
import { Fields, type FieldListener } from './fields.js';
import type { Incoming } from './http.js';
import { readJson, UnreadableJson } from './json.js';
import { isObject } from './json-value.js';
import { secondsOf } from './retry-after.js';

/** iyzico's answer: its fields, and the rejection where its status is not `success`. */
export interface Answer {
  readonly fields: Fields;
  readonly rejection: IyzicoRejected | null;
}

/**
 * Reads what came over the wire as an answer of iyzico's.
 * @param onDrift is called once for each field and kind of drift
 * @throws IyzicoUnavailable `bad-response` where it breaks the contract, `unreachable` where it is a 5xx that is not
 *   iyzico's own JSON
 */
export function readAnswer(service: IyzicoService, incoming: Incoming, onDrift: FieldListener['drifted']): Answer {
  const fields = readFields(service, incoming, onDrift);
  return { fields, rejection: readRejection(service, incoming, fields) };
}

/** The fields of an accepted answer. @throws IyzicoRejected where iyzico rejected the call */
export function acceptedFields({ fields, rejection }: Answer): Fields {
  if (rejection !== null) throw rejection;
  return fields;
}

function readFields(service: IyzicoService, incoming: Incoming, onDrift: FieldListener['drifted']): Fields {
  const { httpStatus } = incoming;
  const refuse = (field: string): never => {
    throw new IyzicoUnavailable(service, 'bad-response', { detail: field });
  };
  const refuseBody = (field: string): never => {
    // iyzico's own JSON has a `status`. A 5xx without one comes from a proxy between iyzico and this server.
    if (httpStatus >= 500) throw new IyzicoUnavailable(service, 'unreachable', { detail: `HTTP ${httpStatus}` });
    return refuse(field);
  };
  if (httpStatus >= 300 && httpStatus < 400) refuse(`HTTP ${httpStatus}`);

  const listener: FieldListener = { refuse, drifted: reportOnce(onDrift) };
  const values = readObject(incoming, refuseBody);
  const fields = new Fields(values, listener);
  if (hasKnownStatus(fields, httpStatus)) return fields;
  // iyzico documents no body for HTTP 429, so the HTTP status is enough.
  if (httpStatus !== 429) refuseBody('status');
  return new Fields({ ...values, status: 'failure' }, listener);
}

/** Reports each drift of one answer once, however many of its items have it. */
function reportOnce(onDrift: FieldListener['drifted']): FieldListener['drifted'] {
  const reported = new Set<string>();
  return (field, kind) => {
    const drift = `${kind} ${field}`;
    if (!reported.has(drift)) onDrift(field, kind);
    reported.add(drift);
  };
}

/** The JSON object of an answer. Under HTTP 429 a body that is not one reads as an empty object. */
function readObject(
  { httpStatus, body }: Incoming,
  refuseBody: (field: string) => never,
): Readonly<Record<string, unknown>> {
  try {
    const answer = readJson(body);
    if (isObject(answer)) return answer;
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    if (httpStatus !== 429) refuseBody(error.field ?? 'body');
  }
  return httpStatus === 429 ? {} : refuseBody('body');
}

/** Whether the status is one of iyzico's: `success`, `failure`, or a number that its gateway writes. */
function hasKnownStatus(fields: Fields, httpStatus: number): boolean {
  const status = fields.text('status') ?? '';
  if (status === 'success' || status === 'failure') return true;
  return /^\d+$/.test(status) && (fields.has('errorCode') || (isGatewayRefusal(status) && httpStatus < 500));
}

/** iyzico's gateway writes a number as `status` when it refuses the merchant's keys or IP address. */
function isGatewayRefusal(status: string): boolean {
  return status === '401' || status === '403';
}

function readRejection(
  service: IyzicoService,
  { httpStatus, retryAfter }: Incoming,
  fields: Fields,
): IyzicoRejected | null {
  const status = fields.requiredText('status');
  if (status === 'success') return null;

  const errorCode = fields.freeText('errorCode');
  const meaning = meaningOf(errorCode);
  return new IyzicoRejected(service, {
    meaning: httpStatus === 429 ? 'rate-limited' : isGatewayRefusal(status) ? 'misconfigured' : meaning,
    errorCode,
    errorMessage: fields.freeText('errorMessage'),
    errorGroup: fields.freeText('errorGroup'),
    envelope: readEnvelope(fields),
    retryAfter: secondsOf(retryAfter),
  });
}
