import { type FailureCode, isFailureCode } from '../wire/failure.js';
import { type Fault, faultNames } from '../wire/fault.js';

/** The fields whose value can request a failure or a fault, in the order in which they are checked. */
export const magicFields = ['checkoutFormToken', 'sessionToken', 'paymentConversationId', 'paymentId'] as const;

export interface RequestedFailure {
  readonly code: FailureCode;
  /** `undefined` for the usual one of the service. */
  readonly httpStatus: number | undefined;
}

/**
 * `error-<code>` requests that failure, and `error-<code>-http-200` or `-http-400` requests it with that HTTP status. A
 * paymentId can also be the code itself.
 */
export function failureRequestedBy(fields: ReadonlyMap<string, string>): RequestedFailure | undefined {
  for (const name of magicFields) {
    const value = fields.get(name) ?? '';
    const [, requested, httpStatus] = /^error-(\d+)(?:-http-(200|400))?$/.exec(value) ?? [];
    const code = requested ?? (name === 'paymentId' ? value : '');
    if (isFailureCode(code)) return { code, httpStatus: httpStatus === undefined ? undefined : Number(httpStatus) };
  }
  return undefined;
}

/** `fault-<name>` requests the answer with that fault. */
export function faultRequestedBy(fields: ReadonlyMap<string, string>): Fault | undefined {
  return faultNames.find((fault) => magicFields.some((name) => fields.get(name) === `fault-${fault}`));
}

export function isFaultKey(value: string): boolean {
  return faultNames.some((fault) => value === `fault-${fault}`);
}
