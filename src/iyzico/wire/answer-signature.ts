import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether an answer's signature proves that iyzico wrote its amounts. `ABSENT`: the answer bore none. */
export const SignatureStatus = { VERIFIED: 'VERIFIED', MISMATCHED: 'MISMATCHED', ABSENT: 'ABSENT' } as const;
export type SignatureStatus = keyof typeof SignatureStatus;

/** `report` tells the status only; `enforce` refuses a mismatch; `require` refuses an absent signature too. */
export type SignaturePolicy = 'report' | 'enforce' | 'require';

/** The services whose answers are signed. */
export const signingServices = ['retrieve-payment', 'payment-detail'] as const;
export type SigningService = (typeof signingServices)[number];

/** Told what an answer's signature proves, whatever the policy makes of it. */
export type SignatureListener = (service: SigningService, status: SignatureStatus) => void;

/**
 * Compares an answer's signature with the one its fields should bear.
 * `values` are the answer's own, in iyzico's order for the service; a missing one counts as the empty string, decimals
 * are in plain notation without trailing zeros.
 */
export function checkAnswerSignature(
  secretKey: string,
  signature: string | null,
  values: readonly (string | null)[],
): SignatureStatus {
  if (signature === null || signature === '') return SignatureStatus.ABSENT;
  // timingSafeEqual throws on unequal lengths, so the form is checked first.
  if (!/^[0-9a-f]{64}$/.test(signature)) return SignatureStatus.MISMATCHED;
  const message = values.map((value) => value ?? '').join(':');
  const expected = createHmac('sha256', secretKey).update(message).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
    ? SignatureStatus.VERIFIED
    : SignatureStatus.MISMATCHED;
}

/** Whether a policy lets an answer of this status pass. */
export function isAcceptable(status: SignatureStatus, policy: SignaturePolicy): boolean {
  if (status === SignatureStatus.MISMATCHED) return policy === 'report';
  if (status === SignatureStatus.ABSENT) return policy !== 'require';
  return true;
}
