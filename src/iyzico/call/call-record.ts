import type { IyzicoService } from '../wire/endpoints.js';
import type { UnavailableReason } from '../wire/errors.js';
import type { FailureMeaning } from '../wire/failure-codes.js';

/** The outcome of one call, for logs and metrics. Of the request and the answer it has only iyzico's error code. */
export interface CallRecord {
  readonly service: IyzicoService;
  /** The id of the request that made the call, also where its answer was shared with others. */
  readonly requestId?: string | undefined;
  /** `abandoned`: the call ended without an answer, because its caller left or may not make another attempt. */
  readonly outcome: 'accepted' | 'rejected' | 'abandoned' | UnavailableReason;
  /** iyzico's error code of a rejection: its digits, or `other` where it is not a number; `null` without a code. */
  readonly iyzicoCode: string | null;
  /** What the rejection is documented to mean; `null` where the call was not rejected. */
  readonly meaning: FailureMeaning | null;
  /** The time of the whole call, with its retries and the waiting before them. */
  readonly milliseconds: number;
  /** How often the call was sent; 0 where it was refused before the first time. */
  readonly attempts: number;
}
