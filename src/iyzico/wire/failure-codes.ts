/** What an error code is documented to mean; `rejected` for every other code. */
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
  | 'declined'
  | 'rejected';

/** The documented error codes, each with its meaning. */
export const failureMeanings: Readonly<Record<string, FailureMeaning>> = {
  '260016': 'session-not-found',
  '5086': 'not-found',
  '5087': 'not-found',
  '5124': 'not-found',
  // The token belongs to another merchant. The caller must not learn that it exists.
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
  // The fraud engine and the blacklist.
  '6000': 'declined',
  '6001': 'declined',
};

/** The codes with which banks decline: 10005, 10051, 10054 and many others. */
const bankCode = /^10\d{3}$/;

/** The meaning of the `errorCode` of a failure. */
export function meaningOf(errorCode: string | null): FailureMeaning {
  const documented = isDocumented(errorCode) ? failureMeanings[errorCode] : undefined;
  return documented ?? (bankCode.test(errorCode ?? '') ? 'declined' : 'rejected');
}

/** The code as a metric label, which must have few values: a documented code itself, or `other`. */
export function codeNameOf(errorCode: string | null): string {
  return isDocumented(errorCode) ? errorCode : 'other';
}

/** The code as it may be logged: iyzico's codes are numbers, so any other text is `other`. */
export function loggableCode(errorCode: string | null): string | null {
  return errorCode === null || /^\d{1,10}$/.test(errorCode) ? errorCode : 'other';
}

function isDocumented(errorCode: string | null): errorCode is string {
  return errorCode !== null && Object.hasOwn(failureMeanings, errorCode);
}
