import { readAnswer, type Answer, type DriftListener } from '../wire/answer.js';
import type { CallRecord } from './call-record.js';
import { startCallSpan } from './call-span.js';
import type { Endpoints, IyzicoService } from '../wire/endpoints.js';
import type { CallOptions } from './call-options.js';
import { IyzicoUnavailable, type IyzicoRejected } from '../wire/errors.js';
import { loggableCode } from '../wire/failure-codes.js';
import type { HttpSender } from '../wire/http.js';
import type { ServicePolicy } from '../policy/service-policy.js';
import { DeadlineExceeded, completeWithin, type Deadline } from '../policy/deadline.js';
import type { CallPurpose, QuotaGuard } from '../policy/quota.js';
import { signRequest, type MerchantKeys } from '../wire/request-signature.js';

/** One call: which service, about what, and what the caller says with it. */
export interface Call {
  readonly service: IyzicoService;
  /** What is asked for, in iyzico's own field names. */
  readonly key: Readonly<Record<string, string>>;
  readonly options: CallOptions;
  /** Sold by iyzico for one session; only `last-payment-info` wants it. */
  readonly accessToken?: string;
}

/** iyzico's answer, and what it took. */
export interface AnswerToCall extends Answer {
  /** How often it was asked before it answered: a call that is repeated may have been acted on before. */
  readonly attempts: number;
}

/** A merchant's way to iyzico: signs what it sends and reads what comes back. */
export interface Connection {
  /**
   * @throws IyzicoUnavailable where there is no usable answer. A refusal is returned, not thrown: for some services it
   *   still tells what was asked.
   */
  request(call: Call): Promise<AnswerToCall>;
}

/** Who is told of what happens on a connection. */
export interface ConnectionListener {
  readonly onCall?: (call: CallRecord) => void;
  readonly onDrift: DriftListener;
}

/** What a connection is made of. */
export interface ConnectionParts {
  readonly keys: MerchantKeys;
  readonly endpoints: Endpoints;
  readonly http: HttpSender;
  readonly policies: Readonly<Record<IyzicoService, ServicePolicy>>;
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
  const { http, policies, quota, listener, timeouts } = parts;

  /** Leave to send a call: a caller who has caused too many uses up nobody's quota, nor does one who has left. */
  async function permit({ service, options }: Call, { signal }: Deadline): Promise<void> {
    signal.throwIfAborted();
    await options.charge?.();
    signal.throwIfAborted();
    await quota.take(service, purpose);
  }

  async function send(call: Call, { signal }: Deadline): Promise<Answer> {
    const { service } = call;
    const incoming = await http.send({ ...signed(parts, call), service, timeout: timeouts.attempt, signal });
    const answer = readAnswer(service, incoming, listener.onDrift);
    const failure = answer.rejection?.failure;
    if (failure?.meaning === 'rate-limited') quota.close(service, failure.retryAfter);
    return answer;
  }

  return {
    async request(call) {
      const { service, options } = call;
      const startedAt = performance.now();
      const endSpan = startCallSpan(service);
      let attempts = 0;
      const record = (outcome: CallRecord['outcome'], rejection: IyzicoRejected | null = null) => {
        const milliseconds = Math.round(performance.now() - startedAt);
        const { errorCode = null, meaning = null } = rejection?.failure ?? {};
        const reported = { service, outcome, iyzicoCode: loggableCode(errorCode), meaning, milliseconds, attempts };
        listener.onCall?.(reported);
        endSpan(reported);
      };
      try {
        const answer = await completeWithin(options.deadline, timeouts.call, (deadline) =>
          policies[service].run(async () => {
            await permit(call, deadline);
            attempts++;
            return send(call, deadline);
          }, deadline),
        );
        record(answer.rejection ? 'rejected' : 'accepted', answer.rejection);
        return { ...answer, attempts };
      } catch (error) {
        const cause = asTimeout(service, error);
        if (cause instanceof IyzicoUnavailable) record(cause.reason);
        // Sent once, it is iyzico's call, whatever kept it from being sent again.
        else if (attempts > 0 || options.deadline?.signal.aborted) record('abandoned');
        throw cause;
      } finally {
        endSpan();
      }
    },
  };
}

/** The end of a caller's patience, as the failure of a service that it is. */
export function asTimeout(service: IyzicoService, error: unknown): unknown {
  return error instanceof DeadlineExceeded ? new IyzicoUnavailable(service, 'timeout', { detail: 'deadline' }) : error;
}

/** The call as it is sent: serialised once, and those bytes signed. */
function signed({ keys, endpoints }: ConnectionParts, { service, key, options, accessToken }: Call) {
  const { path } = endpoints[service];
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
