import type { ErrorCode } from './error-codes.js';
import type { RefusalDetails } from './refusal.js';

/** What a client sees of an error, apart from its place. */
export interface ErrorDescription extends RefusalDetails {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
  readonly iyzico?: { errorCode: string | null; errorMessage: string | null; errorGroup: string | null };
}
