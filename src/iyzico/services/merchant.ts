import { createHmac, hkdfSync } from 'node:crypto';
import type { SignatureListener, SignaturePolicy, SigningService } from '../wire/answer-signature.js';
import type { Connection } from '../call/connection.js';

/** Whose account is asked, and how much of an answer's signature the merchant insists on. */
export interface Merchant {
  readonly connection: Connection;
  readonly secretKey: string;
  readonly signaturePolicy: Readonly<Record<SigningService, SignaturePolicy>>;
  /** Told what became of the signature of every payment that iyzico said yes to. */
  readonly onSignature?: SignatureListener | undefined;
  /** A name for a secret: the same in every process of the merchant, and not reversible to it. */
  readonly opaqueId: (secret: string) => string;
}

/** 128 bits name without collision, and no longer look like one of iyzico's own signatures. */
const OPAQUE_BYTES = 16;

/** A key of its own keeps these names apart from the signatures that the same secret key makes. */
export function createOpaqueId(secretKey: string): (secret: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'iyzico-graphql opaque id', 32));
  return (secret) => createHmac('sha256', key).update(secret).digest().subarray(0, OPAQUE_BYTES).toString('base64url');
}
