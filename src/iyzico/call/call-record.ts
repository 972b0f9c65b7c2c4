import type { IyzicoService } from '../wire/endpoints.js';
import type { UnavailableReason } from '../wire/errors.js';
import type { FailureMeaning } from '../wire/failure-codes.js';

/** A call as it went, for logs and metrics: nothing of what was asked or answered. */
export interface CallRecord {
  readonly service: IyzicoService;
  /** `abandoned`: nobody waited for it any more, or it was not allowed to be repeated. */
  readonly outcome: 'accepted' | 'rejected' | 'abandoned' | UnavailableReason;
  /** iyzico's own code of a refusal: its digits, or `other` where it is no number; `null` where there was none. */
  readonly iyzicoCode: string | null;
  /** What a refusal is known to mean; `null` where it was none. */
  readonly meaning: FailureMeaning | null;
  readonly milliseconds: number;
  readonly attempts: number;
}
