import type { Deadline } from '../policy/deadline.js';
import { DeadlineExceeded, withDeadline } from '../policy/deadline.js';
import type { CallPurpose, QuotaGuard } from '../policy/quota.js';
import type { ServicePolicy } from '../policy/service-policy.js';
import { readAnswer, type Answer, type DriftListener } from '../wire/answer.js';
import type { Endpoints, IyzicoService } from '../wire/endpoints.js';
import { IyzicoUnavailable } from '../wire/errors.js';
import { loggableCode } from '../wire/failure-codes.js';
import type { HttpSender } from '../wire/http.js';
import { signRequest, type MerchantKeys } from '../wire/request-signature.js';
import type { CallOptions } from './call-options.js';
import type { CallRecord } from './call-record.js';
import { startCallSpan } from './call-span.js';

/** One call of a service. */
export interface Call {
  readonly service: IyzicoService;
  /** What the call is about, in iyzico's own field names. */
  readonly key: Readonly<Record<string, string>>;
  readonly options: CallOptions;
  /** Retrieved from iyzico for one session. Only `last-payment-info` needs it. */
  readonly accessToken?: string;
}

/** iyzico's answer, and the attempts it took. */
export interface AnswerToCall extends Answer {
  /** More than 1 means that iyzico may have acted on an earlier attempt. */
  readonly attempts: number;
}

/** Callbacks about calls and answers. None of them may throw. */
export interface ConnectionListener {
  readonly onCall?: (call: CallRecord) => void;
  readonly onDrift: DriftListener;
}

export interface ConnectionParts {
  readonly keys: MerchantKeys;
  readonly endpoints: Endpoints;
  readonly http: HttpSender;
  readonly policies: Readonly<Record<IyzicoService, ServicePolicy>>;
  readonly quota: QuotaGuard;
  readonly listener: ConnectionListener;
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number;
}

/** A merchant's connection to iyzico: it signs requests and reads answers. */
export class Connection {
  /** @param purpose `write` for a connection whose reads are needed by a write; `read` for others. A write is a write on both. */
  constructor(
    private readonly parts: ConnectionParts,
    private readonly purpose: CallPurpose,
  ) {}

  /**
   * Sends a call within its deadline.
   * @returns the answer, also where iyzico rejected the call: for some services a rejection still answers the question
   * @throws IyzicoUnavailable where there is no usable answer
   * @throws the reason for which the caller's deadline was aborted, or the error of its call budget
   */
  async request(call: Call): Promise<AnswerToCall> {
    const { service, options } = call;
    const recorder = new CallRecorder(service, this.parts.listener);
    try {
      const answer = await withDeadline(this.#send(call, recorder), options.deadline);
      recorder.finish(answer);
      return { ...answer, attempts: recorder.attempts };
    } catch (error) {
      const cause = asTimeout(service, error);
      recorder.fail(cause, options.deadline);
      throw cause;
    }
  }

  #send(call: Call, recorder: CallRecorder): Promise<Answer> {
    const { deadline } = call.options;
    return this.parts.policies[call.service].run(async () => {
      await this.#permit(call);
      recorder.attempts++;
      return this.#attempt(call);
    }, deadline);
  }

  /** The call budget comes before the quota: a caller without budget, or one that left, must not use up the quota. */
  async #permit({ service, options: { deadline, charge } }: Call): Promise<void> {
    const { endpoints, quota } = this.parts;
    deadline.signal.throwIfAborted();
    await charge?.();
    deadline.signal.throwIfAborted();
    await quota.reserve(service, endpoints[service].access === 'write' ? 'write' : this.purpose);
  }

  async #attempt(call: Call): Promise<Answer> {
    const { service, options } = call;
    const { http, listener, quota, timeoutMs } = this.parts;
    const { signal } = options.deadline;
    const incoming = await http.send({ ...this.#signed(call), service, timeout: timeoutMs, signal });
    const answer = readAnswer(service, incoming, listener.onDrift);
    const failure = answer.rejection?.failure;
    if (failure?.meaning === 'rate-limited') quota.close(service, failure.retryAfter);
    return answer;
  }

  /** The body is serialised once: the signature covers exactly the bytes that are sent. */
  #signed({ service, key, options, accessToken }: Call) {
    const { path } = this.parts.endpoints[service];
    const body = JSON.stringify({
      locale: options.locale.toLowerCase(),
      conversationId: options.conversationId,
      ...key,
    });
    const headers = {
      ...signRequest(this.parts.keys, { path, body }),
      ...(accessToken === undefined ? {} : { 'access-token': accessToken }),
    };
    return { path, body, headers };
  }
}

/** Reports a call once, to the listener and as a span. */
class CallRecorder {
  attempts = 0;
  readonly #startedAt = performance.now();
  readonly #endSpan: ReturnType<typeof startCallSpan>;

  constructor(
    private readonly service: IyzicoService,
    private readonly listener: ConnectionListener,
  ) {
    this.#endSpan = startCallSpan(service);
  }

  finish(answer: Answer): void {
    this.#report(answer.rejection ? 'rejected' : 'accepted', answer);
  }

  /** A call without an attempt, whose caller still waits, was refused by this server: it is no call to iyzico. */
  fail(cause: unknown, { signal }: Deadline): void {
    if (cause instanceof IyzicoUnavailable) this.#report(cause.reason);
    else if (this.attempts > 0 || signal.aborted) this.#report('abandoned');
    else this.#endSpan();
  }

  #report(outcome: CallRecord['outcome'], answer?: Answer): void {
    const { errorCode = null, meaning = null } = answer?.rejection?.failure ?? {};
    const record: CallRecord = {
      service: this.service,
      outcome,
      iyzicoCode: loggableCode(errorCode),
      meaning,
      milliseconds: Math.round(performance.now() - this.#startedAt),
      attempts: this.attempts,
    };
    this.listener.onCall?.(record);
    this.#endSpan(record);
  }
}

/** A deadline that passed while iyzico was called is a timeout of that service. */
export function asTimeout(service: IyzicoService, error: unknown): unknown {
  return error instanceof DeadlineExceeded ? new IyzicoUnavailable(service, 'timeout', { detail: 'deadline' }) : error;
}
