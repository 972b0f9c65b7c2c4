import type { IyzicoService } from './endpoints.js';
import { readEnvelope } from './envelope.js';
import { IyzicoRejected, IyzicoUnavailable } from './errors.js';
import { meaningOf } from './failure-codes.js';
import { Fields, isObject, type DriftKind } from './fields.js';
import type { Incoming } from './http.js';
import { readJson, UnreadableJson } from './json.js';
import { secondsOf } from './retry-after.js';

/** iyzico's answer: its fields, and its refusal where it answered no. */
export interface Answer {
  readonly fields: Fields;
  readonly rejection: IyzicoRejected | null;
}

/**
 * Told of a field that was not what the contract says: by service and field name, never by value, and once for an
 * answer however many of its items share it. The names are our own: nothing of an answer gets into them.
 */
export type DriftListener = (service: IyzicoService, field: string, kind: DriftKind) => void;

/** @throws IyzicoUnavailable where what came is no answer of iyzico's */
export function readAnswer(service: IyzicoService, incoming: Incoming, onDrift: DriftListener): Answer {
  const fields = readFields(service, incoming, onDrift);
  return { fields, rejection: readRejection(service, incoming, fields) };
}

/** The fields of an answer that iyzico said yes to. @throws IyzicoRejected */
export function accepted({ fields, rejection }: Answer): Fields {
  if (rejection !== null) throw rejection;
  return fields;
}

function readFields(service: IyzicoService, incoming: Incoming, onDrift: DriftListener): Fields {
  const { httpStatus } = incoming;
  const badResponse = (field: string): never => {
    throw new IyzicoUnavailable(service, 'bad-response', { detail: field });
  };
  const refuse = (field: string): never => {
    // iyzico's own JSON has a `status`; a 5xx without it came from something on the way.
    if (httpStatus >= 500) throw new IyzicoUnavailable(service, 'unreachable', { detail: `HTTP ${httpStatus}` });
    return badResponse(field);
  };
  if (httpStatus >= 300 && httpStatus < 400) refuse(`HTTP ${httpStatus}`);

  const reported = new Set<string>();
  const drifted = (field: string, kind: DriftKind) => {
    const drift = `${kind} ${field}`;
    if (!reported.has(drift)) onDrift(service, field, kind);
    reported.add(drift);
  };
  const values = readObject(incoming, refuse);
  const fields = new Fields(values, { refuse: badResponse, drifted });
  if (isStatus(fields, httpStatus)) return fields;
  // The rate limit's answer is documented nowhere, so that its HTTP status alone has to do.
  if (httpStatus !== 429) refuse('status');
  return new Fields({ ...values, status: 'failure' }, { refuse: badResponse, drifted });
}

/** The answer's object; under HTTP 429 an empty one where there is none. */
function readObject(
  { httpStatus, body }: Incoming,
  refuse: (field: string) => never,
): Readonly<Record<string, unknown>> {
  try {
    const answer = readJson(body);
    if (isObject(answer)) return answer;
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    if (httpStatus !== 429) refuse(error.field ?? 'body');
  }
  return httpStatus === 429 ? {} : refuse('body');
}

/** `success`, `failure`, or the number that iyzico's gateway writes when it refuses our credentials. */
function isStatus(fields: Fields, httpStatus: number): boolean {
  const status = fields.text('status') ?? '';
  if (status === 'success' || status === 'failure') return true;
  return /^\d+$/.test(status) && (fields.has('errorCode') || (isGatewayRefusal(status) && httpStatus < 500));
}

/** iyzico's gateway writes a number where its services write a word: it refuses our keys, or our address. */
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

  const errorCode = fields.text('errorCode');
  const meaning = meaningOf(errorCode);
  return new IyzicoRejected(service, {
    meaning: httpStatus === 429 ? 'rate-limited' : isGatewayRefusal(status) ? 'misconfigured' : meaning,
    errorCode,
    errorMessage: fields.text('errorMessage'),
    errorGroup: fields.text('errorGroup'),
    envelope: readEnvelope(fields),
    retryAfter: secondsOf(retryAfter),
  });
}
