import { endpoints, type IyzicoService } from './endpoints.js';
import { readEnvelope, type CallOptions } from './envelope.js';
import { IyzicoRejected, IyzicoUnavailable, type UnavailableReason } from './errors.js';
import { meaningOf } from './failure-codes.js';
import { Fields, isObject } from './fields.js';
import type { HttpSender, Incoming } from './http.js';
import { readJson, UnreadableJson } from './json.js';
import { signRequest, type MerchantKeys } from './request-signature.js';

/** One call: which service, about what, and what the caller says with it. */
export interface Call {
  readonly service: IyzicoService;
  /** What is asked for, in iyzico's own field names. */
  readonly key: Readonly<Record<string, string>>;
  readonly options: CallOptions;
  /** Sold by iyzico for one session; only `last-payment-info` wants it. */
  readonly accessToken?: string;
}

/** iyzico's answer: its fields, and its refusal where it answered no. */
export interface Answer {
  readonly fields: Fields;
  readonly rejection: IyzicoRejected | null;
}

/** A merchant's way to iyzico: signs what it sends and reads what comes back. */
export interface Connection {
  /**
   * @throws IyzicoUnavailable where there is no usable answer. A refusal is returned, not thrown: for some services it
   *   still tells what was asked.
   */
  ask(call: Call): Promise<Answer>;
}

/**
 * Told of an optional field that was not what the contract says: by service and field name, never by value, and once
 * for an answer however many of its items share it.
 */
export type DriftListener = (service: IyzicoService, field: string) => void;

/** A call as it went, for logs and metrics: nothing of what was asked or answered. */
export interface CallRecord {
  readonly service: IyzicoService;
  readonly outcome: 'accepted' | 'rejected' | UnavailableReason;
  /** iyzico's own code of a refusal. */
  readonly iyzicoCode: string | null;
  readonly milliseconds: number;
  readonly attempts: number;
}

/** Who is told of what happens on a connection. */
export interface ConnectionListener {
  readonly onCall?: ((call: CallRecord) => void) | undefined;
  readonly onDrift: DriftListener;
}

export function createConnection(keys: MerchantKeys, http: HttpSender, listener: ConnectionListener): Connection {
  async function exchange({ service, key, options, accessToken }: Call): Promise<Answer> {
    const path = endpoints[service];
    const body = JSON.stringify({
      locale: options.locale.toLowerCase(),
      conversationId: options.conversationId,
      ...key,
    });
    const incoming = await http.send({
      service,
      path,
      body,
      headers: {
        ...signRequest(keys, { path, body }),
        ...(accessToken === undefined ? {} : { 'access-token': accessToken }),
      },
    });
    const fields = readFields(service, incoming, listener.onDrift);
    return { fields, rejection: readRejection(service, incoming, fields) };
  }

  return {
    async ask(call) {
      const startedAt = performance.now();
      const record = (outcome: CallRecord['outcome'], iyzicoCode: string | null = null) => {
        const milliseconds = Math.round(performance.now() - startedAt);
        listener.onCall?.({ service: call.service, outcome, iyzicoCode, milliseconds, attempts: 1 });
      };
      try {
        const answer = await exchange(call);
        record(answer.rejection ? 'rejected' : 'accepted', answer.rejection?.failure.errorCode);
        return answer;
      } catch (error) {
        if (error instanceof IyzicoUnavailable) record(error.reason);
        throw error;
      }
    },
  };
}

/** The fields of an answer that iyzico said yes to. @throws IyzicoRejected */
export function accepted({ fields, rejection }: Answer): Fields {
  if (rejection !== null) throw rejection;
  return fields;
}

function readFields(service: IyzicoService, incoming: Incoming, onDrift: DriftListener): Fields {
  const { httpStatus } = incoming;
  const badResponse = (field: string): never => {
    throw new IyzicoUnavailable(service, 'bad-response', field);
  };
  const refuse = (field: string): never => {
    // iyzico's own JSON has a `status`; a 5xx without it came from something on the way.
    if (httpStatus >= 500) throw new IyzicoUnavailable(service, 'unreachable', `HTTP ${httpStatus}`);
    return badResponse(field);
  };
  if (httpStatus >= 300 && httpStatus < 400) refuse(`HTTP ${httpStatus}`);

  const told = new Set<string>();
  const drifted = (field: string) => {
    if (!told.has(field)) onDrift(service, field);
    told.add(field);
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
    retryAfter: retryAfter !== undefined && /^[1-9]\d{0,4}$/.test(retryAfter) ? Number(retryAfter) : null,
  });
}
