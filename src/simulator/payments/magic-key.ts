import { type FailureCode, isFailureCode } from '../wire/failure.js';
import { type Fault, faultNames } from '../wire/fault.js';

/** The fields whose value can ask for a failure or a fault, in the order in which they are looked at. */
export const magicFields = ['checkoutFormToken', 'sessionToken', 'paymentConversationId', 'paymentId'] as const;

/** `error-<code>` asks for that failure; where a payment id is expected, the bare code does too. */
export function failureOfKey(fields: ReadonlyMap<string, string>): FailureCode | undefined {
  for (const name of magicFields) {
    const value = fields.get(name) ?? '';
    const code = value.startsWith('error-') ? value.slice(6) : name === 'paymentId' ? value : '';
    if (isFailureCode(code)) return code;
  }
  return undefined;
}

/** `fault-<name>` asks for the recorded answer, struck by that fault. */
export function faultOfKey(fields: ReadonlyMap<string, string>): Fault | undefined {
  return faultNames.find((fault) => magicFields.some((name) => fields.get(name) === `fault-${fault}`));
}

export function isFaultKey(value: string): boolean {
  return faultNames.some((fault) => value === `fault-${fault}`);
}
