import { DeadlineExceeded, withDeadline } from '../policy/deadline.js';
import { InFlightLimit } from '../policy/in-flight-limit.js';
import type { CallPurpose, QuotaGuard } from '../policy/quota.js';
import type { ServicePolicy } from '../policy/service-policy.js';
import { readAnswer, type Answer } from '../wire/answer.js';
import type { Endpoint, Endpoints, IyzicoService } from '../wire/endpoints.js';
import { IyzicoUnavailable } from '../wire/errors.js';
import type { DriftKind } from '../wire/fields.js';
import type { HttpSender, Outgoing } from '../wire/http.js';
import { signRequest, type MerchantKeys } from '../wire/request-signature.js';
import type { CallOptions } from './call-options.js';
import { CallRecorder, type CallListener } from './call-recorder.js';

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

/** A field of an answer that differs from the contract. It contains no part of the answer. */
export interface ContractDrift {
  readonly service: IyzicoService;
  /** The name that this project reads the field by. */
  readonly field: string;
  readonly kind: DriftKind;
  /** The id of the request that made the call. */
  readonly requestId?: string | undefined;
}

/** Callbacks about calls and answers. None of them may throw. */
export interface ConnectionListener extends CallListener {
  /** Called once for each answer, field and kind, even where many items have the same drift. */
  readonly onDrift: (drift: ContractDrift) => void;
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
  /** Each connection has its own, so that a shopper who logs out never waits for the shopper's own slow reads. */
  readonly #inFlightLimit = new InFlightLimit();

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
    const recorder = new CallRecorder({ requestId: options.requestId, service }, this.parts.listener);
    try {
      const answer = await withDeadline(this.#send(call, recorder), options.deadline);
      recorder.finish(answer);
      return { fields: answer.fields, rejection: answer.rejection, attempts: recorder.attempts };
    } catch (error) {
      const cause = asTimeout(service, error);
      recorder.fail(cause, options.deadline);
      throw cause;
    }
  }

  #send(call: Call, recorder: CallRecorder): Promise<Answer> {
    const { service, options } = call;
    const { inFlightLimit: limit, deadline } = options;
    return this.#inFlightLimit.run({ service, limit, signal: deadline.signal }, () =>
      this.parts.policies[service].run(() => this.#attempt(call, recorder), options),
    );
  }

  async #attempt(call: Call, recorder: CallRecorder): Promise<Answer> {
    await this.#permit(call);
    const end = performance.now() + this.parts.timeoutMs;
    try {
      return await this.#exchange(call, recorder, { timeout: this.parts.timeoutMs });
    } catch (error) {
      const timeout = end - performance.now();
      if (!this.#mayRepeatAtOnce(call, error) || timeout <= 0) throw error;
      return await this.#repeat(call, recorder, { error, timeout });
    }
  }

  #mayRepeatAtOnce({ service }: Call, error: unknown): boolean {
    const { repeat = 'never' }: Endpoint = this.parts.endpoints[service];
    return repeat !== 'never' && error instanceof IyzicoUnavailable && error.isStaleConnection;
  }

  /**
   * Repeats a call whose kept connection was closed by iyzico, over a new one. That says nothing about the state of
   * iyzico, so the repeat waits for nothing and is a part of the same attempt: it has the rest of the attempt's time,
   * and is no retry. The caller is not charged, but iyzico may have counted the first request.
   * @throws the first error where the repeat is not sent either
   */
  async #repeat(call: Call, recorder: CallRecorder, first: { error: unknown; timeout: number }): Promise<Answer> {
    try {
      await this.#reserve(call);
      return await this.#exchange(call, recorder, { timeout: first.timeout, isOnNewConnection: true });
    } catch (error) {
      throw error instanceof IyzicoUnavailable && error.neverSent ? first.error : error;
    }
  }

  /** The call budget comes before the quota: a caller without budget, or one that left, must not use up the quota. */
  async #permit(call: Call): Promise<void> {
    const { deadline, charge } = call.options;
    deadline.signal.throwIfAborted();
    await charge?.();
    deadline.signal.throwIfAborted();
    await this.#reserve(call);
  }

  #reserve({ service }: Call): Promise<void> {
    const { endpoints, quota } = this.parts;
    return quota.reserve(service, endpoints[service].access === 'write' ? 'write' : this.purpose);
  }

  async #exchange(call: Call, recorder: CallRecorder, how: ExchangeOptions): Promise<Answer> {
    const { service, options } = call;
    const { http, listener, quota } = this.parts;
    const { signal } = options.deadline;
    recorder.attempts++;
    const { path, body, headers } = this.#signed(call);
    const { timeout, isOnNewConnection = false } = how;
    const incoming = await http.send({ service, path, headers, body, timeout, isOnNewConnection, signal });
    const answer = readAnswer(service, incoming, (field, kind) => {
      listener.onDrift({ service, field, kind, requestId: options.requestId });
    });
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
    const signature = signRequest(this.parts.keys, { path, body });
    const headers = accessToken === undefined ? signature : { ...signature, 'access-token': accessToken };
    return { path, body, headers };
  }
}

type ExchangeOptions = Pick<Outgoing, 'timeout' | 'isOnNewConnection'>;

/** A deadline that passed while iyzico was called is a timeout of that service. */
export function asTimeout(service: IyzicoService, error: unknown): unknown {
  return error instanceof DeadlineExceeded ? new IyzicoUnavailable(service, 'timeout', { detail: 'deadline' }) : error;
}
