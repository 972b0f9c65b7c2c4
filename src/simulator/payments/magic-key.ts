import { type FailureCode, isFailureCode } from '../wire/failure.js';
import { type Fault, faultNames } from '../wire/fault.js';

/** The fields whose value can request a failure or a fault, in the order in which they are checked. */
export const magicFields = ['checkoutFormToken', 'sessionToken', 'paymentConversationId', 'paymentId'] as const;

/** `error-<code>` requests that failure. A paymentId can also be the code itself. */
export function failureRequestedBy(fields: ReadonlyMap<string, string>): FailureCode | undefined {
  for (const name of magicFields) {
    const value = fields.get(name) ?? '';
    const code = value.startsWith('error-') ? value.slice(6) : name === 'paymentId' ? value : '';
    if (isFailureCode(code)) return code;
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
