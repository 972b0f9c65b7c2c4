import { createHmac, hkdfSync } from 'node:crypto';
import type { SignatureListener, SignaturePolicy, SigningService } from '../wire/answer-signature.js';
import type { Connection } from '../call/connection.js';

/** One merchant's account at iyzico: how it is called, and how the signatures of its answers are checked. */
export interface Merchant {
  readonly connection: Connection;
  /** Checks the signatures of answers. */
  readonly secretKey: string;
  readonly signaturePolicy: Readonly<Record<SigningService, SignaturePolicy>>;
  /** Called with the status of the signature of every payment that iyzico did not reject. */
  readonly onSignature?: SignatureListener | undefined;
  /** An id for a secret: the same in every process of the merchant, and not reversible. */
  readonly opaqueId: (secret: string) => string;
}

/** 128 bits are enough to avoid collisions, and shorter than iyzico's signatures, so they are not mistaken for one. */
const OPAQUE_BYTES = 16;

/** The ids have their own key, derived from the secret key, so that they do not share a key with signatures. */
export function createOpaqueId(secretKey: string): (secret: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'iyzico-graphql opaque id', 32));
  return (secret) => createHmac('sha256', key).update(secret).digest().subarray(0, OPAQUE_BYTES).toString('base64url');
}
