import type { IyzicoService } from './endpoints.js';
import type { Envelope } from './envelope.js';
import type { FailureMeaning } from './failure-codes.js';

/** iyzico answered no: a well-formed failure, told by the answer's body whatever its HTTP status was. */
export class IyzicoRejected extends Error {
  override readonly name = 'IyzicoRejected';

  constructor(
    readonly service: IyzicoService,
    readonly failure: IyzicoFailure,
  ) {
    super(`iyzico rejected ${service} with ${failure.errorCode ?? 'no code'} (${failure.meaning})`);
  }
}

/** A failure in iyzico's own words, and what its code is known to mean. */
export interface IyzicoFailure {
  readonly meaning: FailureMeaning;
  readonly errorCode: string | null;
  /** In the language of the request. */
  readonly errorMessage: string | null;
  /** The bank's reason where a payment was declined, such as `NOT_SUFFICIENT_FUNDS`. */
  readonly errorGroup: string | null;
  readonly envelope: Envelope;
  /** Seconds after which iyzico says that it will answer again, where it says so. */
  readonly retryAfter: number | null;
}

/**
 * Why there is no usable answer.
 * - `unreachable`: refused, reset, cut off, DNS, TLS, or a 5xx that is not iyzico's own JSON
 * - `timeout`: no whole answer in time
 * - `bad-response`: a whole answer outside the contract
 * - `signature`: the answer's signature is wrong, or absent where it is required
 * - `quota`: iyzico would refuse, so that it was not asked
 * - `bulkhead-full`: so many calls are under way that it was not asked
 */
export type UnavailableReason = 'unreachable' | 'timeout' | 'bad-response' | 'signature' | 'quota' | 'bulkhead-full';

/** What is known of a call without a usable answer. */
export interface UnavailableFacts {
  /**
   * For people, in logs and messages: the offending field of a bad response, else the system's code such as
   * `ECONNREFUSED`. It holds no value of a request or an answer, and no code decides by it.
   */
  readonly detail: string;
  /** Whether it is certain that iyzico did not receive the call. `false` unless it is given. */
  readonly neverSent?: boolean;
  /** Whether a second attempt would fail for the same cause, such as an untrusted certificate. `false` unless given. */
  readonly isLasting?: boolean;
}

/**
 * iyzico gave no usable answer. It may have acted on the call, unless `neverSent` is true.
 * The error holds neither the request nor the library's error, because both hold the merchant's credentials.
 */
export class IyzicoUnavailable extends Error {
  override readonly name = 'IyzicoUnavailable';
  /** Seconds after which the call may succeed; `null` where that is not known. */
  readonly retryAfter: number | null = null;
  readonly detail: string;
  readonly neverSent: boolean;
  readonly isLasting: boolean;

  constructor(
    readonly service: IyzicoService,
    readonly reason: UnavailableReason,
    { detail, neverSent = false, isLasting = false }: UnavailableFacts,
  ) {
    super(`iyzico gave no usable answer to ${service}: ${reason} (${detail})`);
    this.detail = detail;
    this.neverSent = neverSent;
    this.isLasting = isLasting;
  }
}

/** The call would exceed iyzico's rate limit, so it was not sent. */
export class QuotaExhausted extends IyzicoUnavailable {
  override readonly retryAfter: number;

  constructor(service: IyzicoService, seconds: number) {
    super(service, 'quota', { detail: 'exhausted', neverSent: true });
    this.retryAfter = Math.max(1, Math.ceil(seconds));
  }
}

/** The service failed so often that its circuit breaker sends nothing for a while. */
export class CircuitOpen extends IyzicoUnavailable {
  constructor(service: IyzicoService) {
    super(service, 'unreachable', { detail: 'circuit open', neverSent: true, isLasting: true });
  }
}

/** Whether the network or the service failed, rather than the call itself. */
export function isTransportFailure(error: unknown): error is IyzicoUnavailable {
  return error instanceof IyzicoUnavailable && (error.reason === 'unreachable' || error.reason === 'timeout');
}
