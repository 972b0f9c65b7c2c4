import type { IyzicoService } from './endpoints.js';
import type { Envelope } from './envelope.js';
import type { FailureMeaning } from './failure-codes.js';

/** iyzico rejected the call. The body of its answer says so, whatever the HTTP status is. */
export class IyzicoRejected extends Error {
  override readonly name = 'IyzicoRejected';

  constructor(
    readonly service: IyzicoService,
    readonly failure: IyzicoFailure,
  ) {
    super(`iyzico rejected ${service} with ${failure.errorCode ?? 'no code'} (${failure.meaning})`);
  }
}

/** iyzico's description of a failure, and what the failure is documented to mean. Its texts have at most 500 characters. */
export interface IyzicoFailure {
  readonly meaning: FailureMeaning;
  readonly errorCode: string | null;
  /** In the language of the request. */
  readonly errorMessage: string | null;
  /** The bank's reason for declining a payment, such as `NOT_SUFFICIENT_FUNDS`. */
  readonly errorGroup: string | null;
  readonly envelope: Envelope;
  /**
   * Seconds until the call may be repeated: by the `Retry-After` header, or by the age of an unpaid checkout form;
   * `null` where neither is known.
   */
  readonly retryAfter: number | null;
}

/**
 * Why there is no usable answer.
 * - `unreachable`: a failure of DNS, TCP or TLS, a connection that was reset or cut off, or a 5xx that is not iyzico's
 *   own JSON
 * - `timeout`: no whole answer in time
 * - `bad-response`: a whole answer that breaks the contract
 * - `signature`: the answer's signature is wrong, or absent where it is required
 * - `quota`: the call was not sent, because it would exceed iyzico's rate limit
 * - `bulkhead-full`: the call was not sent, because too many calls of the service are under way
 * - `caller-full`: the call was not sent, because too many calls of its origin are under way
 * - `exhausted`: the call was not sent, because this process has no file descriptor, memory or local port left
 */
export type UnavailableReason =
  'unreachable' | 'timeout' | 'bad-response' | 'signature' | 'quota' | 'bulkhead-full' | 'caller-full' | 'exhausted';

/** What is known about a call without a usable answer. */
export interface UnavailableFacts {
  /**
   * For people, in logs and messages: the field that breaks the contract, or the system's code, such as
   * `ECONNREFUSED`. It holds no value of a request or an answer. Code must not depend on it.
   */
  readonly detail: string;
  /** Whether it is certain that iyzico did not receive the call; `false` by default. */
  readonly neverSent?: boolean;
  /** Whether a second attempt would fail for the same cause, such as an untrusted certificate; `false` by default. */
  readonly isLasting?: boolean;
  /**
   * Whether a kept connection ended when it was used again, before any answer: iyzico has most likely closed it as idle.
   * `false` by default.
   */
  readonly isStaleConnection?: boolean;
}

/**
 * iyzico gave no usable answer. It may have acted on the call, unless `neverSent` is true.
 * The error does not contain the request or the HTTP library's error, because both contain the merchant's credentials.
 */
export class IyzicoUnavailable extends Error {
  override readonly name = 'IyzicoUnavailable';
  /** Seconds until the call may succeed; `null` where that is not known. */
  readonly retryAfter: number | null = null;
  readonly detail: string;
  readonly neverSent: boolean;
  readonly isLasting: boolean;
  readonly isStaleConnection: boolean;

  constructor(
    readonly service: IyzicoService,
    readonly reason: UnavailableReason,
    { detail, neverSent = false, isLasting = false, isStaleConnection = false }: UnavailableFacts,
  ) {
    super(`iyzico gave no usable answer to ${service}: ${reason} (${detail})`);
    this.detail = detail;
    this.neverSent = neverSent;
    this.isLasting = isLasting;
    this.isStaleConnection = isStaleConnection;
  }
}

/** The call was not sent, because it would exceed iyzico's rate limit. */
export class QuotaExhausted extends IyzicoUnavailable {
  override readonly retryAfter: number;

  constructor(service: IyzicoService, seconds: number) {
    super(service, 'quota', { detail: 'exhausted', neverSent: true });
    this.retryAfter = Math.max(1, Math.ceil(seconds));
  }
}

/** The call was not sent, because the circuit breaker of its service is open. */
export class CircuitOpen extends IyzicoUnavailable {
  override readonly retryAfter: number;

  /** @param seconds until a call may probe the service; 0 while another one does */
  constructor(service: IyzicoService, seconds: number) {
    super(service, 'unreachable', { detail: 'circuit open', neverSent: true, isLasting: true });
    this.retryAfter = Math.max(1, Math.ceil(seconds));
  }
}

/** Whether the network or the service failed, rather than this one call. */
export function isTransportFailure(error: unknown): error is IyzicoUnavailable {
  return error instanceof IyzicoUnavailable && (error.reason === 'unreachable' || error.reason === 'timeout');
}
