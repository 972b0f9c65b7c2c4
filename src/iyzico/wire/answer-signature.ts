import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What an answer's signature proves.
 * - `VERIFIED`: iyzico wrote the signed values
 * - `MISMATCHED`: the signature does not fit the signed values
 * - `ABSENT`: the answer has no signature
 */
export const SignatureStatus = { VERIFIED: 'VERIFIED', MISMATCHED: 'MISMATCHED', ABSENT: 'ABSENT' } as const;
export type SignatureStatus = keyof typeof SignatureStatus;

/**
 * What happens to an answer whose signature is not verified.
 * - `report`: the answer is used, and its status is shown
 * - `enforce`: a mismatch is refused
 * - `require`: a mismatch and an absent signature are refused
 */
export type SignaturePolicy = 'report' | 'enforce' | 'require';

/** The services whose answers are signed. */
export const signingServices = ['retrieve-payment', 'payment-detail'] as const;
export type SigningService = (typeof signingServices)[number];

/** Called with the status of an answer's signature, whether the policy accepts the answer or not. */
export type SignatureListener = (service: SigningService, status: SignatureStatus) => void;

/**
 * Compares an answer's signature with the one that its values should have: the HMAC-SHA256 of the values, joined by
 * colons, in lowercase hexadecimal digits.
 * @param values the signed values of the answer, in iyzico's order for the service: decimals in plain notation without
 *   trailing zeros, and `null` for a missing value, which is signed as the empty string
 */
export function checkAnswerSignature(
  secretKey: string,
  signature: string | null,
  values: readonly (string | null)[],
): SignatureStatus {
  if (signature === null || signature === '') return SignatureStatus.ABSENT;
  // timingSafeEqual throws where the lengths differ.
  if (!/^[0-9a-f]{64}$/.test(signature)) return SignatureStatus.MISMATCHED;
  const message = values.map((value) => value ?? '').join(':');
  const expected = createHmac('sha256', secretKey).update(message).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
    ? SignatureStatus.VERIFIED
    : SignatureStatus.MISMATCHED;
}

/** Whether a policy accepts an answer whose signature has this status. */
export function isAcceptable(status: SignatureStatus, policy: SignaturePolicy): boolean {
  if (status === SignatureStatus.MISMATCHED) return policy === 'report';
  if (status === SignatureStatus.ABSENT) return policy !== 'require';
  return true;
}
