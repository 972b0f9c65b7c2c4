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
 * - `lane-full`: so many calls are under way that it was not asked
 */
export type UnavailableReason = 'unreachable' | 'timeout' | 'bad-response' | 'signature' | 'quota' | 'lane-full';

/**
 * iyzico gave no usable answer; whether it acted on the call is unknown.
 * Bears neither the request nor the library's error, both of which hold the merchant's credentials.
 */
export class IyzicoUnavailable extends Error {
  override readonly name = 'IyzicoUnavailable';
  /** Seconds after which it may be asked again, where that is known. */
  readonly retryAfter: number | null = null;

  constructor(
    readonly service: IyzicoService,
    readonly reason: UnavailableReason,
    /** The offending field of a bad response, else the system's code such as `ECONNREFUSED`; never a value. */
    readonly detail: string,
  ) {
    super(`iyzico gave no usable answer to ${service}: ${reason} (${detail})`);
  }
}

/** iyzico would refuse for its rate limit, so that it was not asked. */
export class QuotaExhausted extends IyzicoUnavailable {
  override readonly retryAfter: number;

  constructor(service: IyzicoService, seconds: number) {
    super(service, 'quota', 'exhausted');
    this.retryAfter = Math.max(1, Math.ceil(seconds));
  }
}
