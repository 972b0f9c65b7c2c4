import type { CallRecord } from './call-record.js';
import { startCallSpan } from './call-span.js';
import { endpoints, type IyzicoService } from './endpoints.js';
import { readEnvelope, type CallOptions } from './envelope.js';
import { IyzicoRejected, IyzicoUnavailable } from './errors.js';
import { meaningOf } from './failure-codes.js';
import { Fields, isObject, type DriftKind } from './fields.js';
import type { HttpSender, Incoming } from './http.js';
import { readJson, UnreadableJson } from './json.js';
import type { Lane } from './lane.js';
import { DeadlinePassed, patiently, type Patience } from './patience.js';
import type { CallPurpose, QuotaGuard } from './quota.js';
import { signRequest, type MerchantKeys } from './request-signature.js';
import { secondsOf } from './retry-after.js';

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
  /** How often it was asked before it answered: a call that is repeated may have been acted on before. */
  readonly attempts: number;
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
 * Told of a field that was not what the contract says: by service and field name, never by value, and once for an
 * answer however many of its items share it. The names are our own: nothing of an answer gets into them.
 */
export type DriftListener = (service: IyzicoService, field: string, kind: DriftKind) => void;

/** Who is told of what happens on a connection. */
export interface ConnectionListener {
  readonly onCall?: (call: CallRecord) => void;
  readonly onDrift: DriftListener;
}

/** What a connection is made of. */
export interface ConnectionParts {
  readonly keys: MerchantKeys;
  readonly http: HttpSender;
  readonly lanes: Readonly<Record<IyzicoService, Lane>>;
  readonly quota: QuotaGuard;
  readonly listener: ConnectionListener;
  readonly timeouts: Timeouts;
}

/** In milliseconds: for one attempt, and for a call whose caller has no patience of their own. */
export interface Timeouts {
  readonly attempt: number;
  readonly call: number;
}

/** @param purpose what all of its calls are for */
export function createConnection(parts: ConnectionParts, purpose: CallPurpose): Connection {
  const { http, lanes, quota, listener, timeouts } = parts;

  /** Leave to send a call: a caller who has caused too many uses up nobody's quota, nor does one who has left. */
  async function permit({ service, options }: Call, { signal }: Patience): Promise<void> {
    signal.throwIfAborted();
    await options.spend?.();
    signal.throwIfAborted();
    await quota.take(service, purpose);
  }

  async function send(call: Call, { signal }: Patience): Promise<Omit<Answer, 'attempts'>> {
    const { service } = call;
    const incoming = await http.send({ ...signed(parts.keys, call), service, timeout: timeouts.attempt, signal });
    const fields = readFields(service, incoming, listener.onDrift);
    const rejection = readRejection(service, incoming, fields);
    if (rejection?.failure.meaning === 'rate-limited') quota.close(service, rejection.failure.retryAfter);
    return { fields, rejection };
  }

  return {
    async ask(call) {
      const { service, options } = call;
      const startedAt = performance.now();
      const endSpan = startCallSpan(service);
      let attempts = 0;
      const record = (outcome: CallRecord['outcome'], rejection: IyzicoRejected | null = null) => {
        const milliseconds = Math.round(performance.now() - startedAt);
        const { errorCode: iyzicoCode = null, meaning = null } = rejection?.failure ?? {};
        const told = { service, outcome, iyzicoCode, meaning, milliseconds, attempts };
        listener.onCall?.(told);
        endSpan(told);
      };
      try {
        const answer = await patiently(options.patience, timeouts.call, (patience) =>
          lanes[service].run(async () => {
            await permit(call, patience);
            attempts++;
            return send(call, patience);
          }, patience),
        );
        record(answer.rejection ? 'rejected' : 'accepted', answer.rejection);
        return { ...answer, attempts };
      } catch (error) {
        const cause = inTermsOf(service, error);
        if (cause instanceof IyzicoUnavailable) record(cause.reason);
        else if (options.patience?.signal.aborted) record('abandoned');
        throw cause;
      } finally {
        endSpan();
      }
    },
  };
}

/** The end of a caller's patience, as the failure of a service that it is. */
export function inTermsOf(service: IyzicoService, error: unknown): unknown {
  return error instanceof DeadlinePassed ? new IyzicoUnavailable(service, 'timeout', 'deadline') : error;
}

/** The call as it is sent: serialised once, and those bytes signed. */
function signed(keys: MerchantKeys, { service, key, options, accessToken }: Call) {
  const path = endpoints[service];
  const body = JSON.stringify({
    locale: options.locale.toLowerCase(),
    conversationId: options.conversationId,
    ...key,
  });
  const headers = {
    ...signRequest(keys, { path, body }),
    ...(accessToken === undefined ? {} : { 'access-token': accessToken }),
  };
  return { path, body, headers };
}

/** The fields of an answer that iyzico said yes to. @throws IyzicoRejected */
export function accepted({ fields, rejection }: Pick<Answer, 'fields' | 'rejection'>): Fields {
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
  const drifted = (field: string, kind: DriftKind) => {
    const drift = `${kind} ${field}`;
    if (!told.has(drift)) onDrift(service, field, kind);
    told.add(drift);
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
