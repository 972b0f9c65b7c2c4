/** What a failure's code is known to mean; `rejected` where no more is known than that iyzico said no. */
export type FailureMeaning =
  | 'not-found'
  | 'session-not-found'
  | 'already-expired'
  | 'missing-key'
  | 'payment-pending'
  | 'in-progress'
  | 'rate-limited'
  | 'system-error'
  | 'misconfigured'
  | 'rejected';

/** The codes that are documented, each with its meaning. */
export const failureMeanings: Readonly<Record<string, FailureMeaning>> = {
  '260016': 'session-not-found',
  '5086': 'not-found',
  '5087': 'not-found',
  '5124': 'not-found',
  // The token of another merchant: who asks must not learn that it exists.
  '5126': 'not-found',
  '5132': 'missing-key',
  '260030': 'already-expired',
  '5122': 'payment-pending',
  '8514': 'in-progress',
  '50000': 'rate-limited',
  '1': 'system-error',
  '2': 'system-error',
  '100001': 'system-error',
  '1000': 'misconfigured',
  '1001': 'misconfigured',
  '1004': 'misconfigured',
  '1007': 'misconfigured',
  '1009': 'misconfigured',
};

/** The meaning of `errorCode` in an answer whose body says failure. */
export function meaningOf(errorCode: string | null): FailureMeaning {
  return (isDocumented(errorCode) ? failureMeanings[errorCode] : undefined) ?? 'rejected';
}

/** A code by a name out of few: the documented ones are called by themselves, all others `other`. */
export function codeNameOf(errorCode: string | null): string {
  return isDocumented(errorCode) ? errorCode : 'other';
}

/** A code as it may be written down: iyzico's are numbers, and what is none may be any text; that is `other`. */
export function loggableCode(errorCode: string | null): string | null {
  return errorCode === null || /^\d{1,10}$/.test(errorCode) ? errorCode : 'other';
}

function isDocumented(errorCode: string | null): errorCode is string {
  return errorCode !== null && Object.hasOwn(failureMeanings, errorCode);
}
