import { createAccessTokens } from './access-token.js';
import type { SignaturePolicy } from './answer-signature.js';
import { createConnection, type DriftListener } from './connection.js';
import type { CallOptions } from './envelope.js';
import { createHttpSender } from './http.js';
import { retrieveLastPayment, type LastPayment } from './last-payment.js';
import { createOpaqueId, type Merchant } from './merchant.js';
import { retrievePayment, retrievePaymentDetail, type Payment, type PaymentDetailKey } from './payment.js';
import type { MerchantKeys } from './request-signature.js';
import { retrieveSession, type Session, type SessionKey } from './session.js';
import { expireSession, type SessionExpiry } from './session-expiry.js';

export interface IyzicoSettings extends MerchantKeys {
  readonly baseUrl: string;
  /** What every payment's signature must satisfy; unset: mismatches are refused where the signed order is documented. */
  readonly signaturePolicy?: SignaturePolicy | undefined;
  /** Milliseconds for one call. */
  readonly timeout: number;
  readonly onDrift: DriftListener;
}

/**
 * iyzico's session and payment services for one merchant. Every question may throw `IyzicoRejected` (iyzico answered
 * no) or `IyzicoUnavailable` (no usable answer), and nothing else but bugs.
 */
export interface Iyzico {
  retrievePayment(key: { readonly checkoutFormToken: string }, options: CallOptions): Promise<Payment>;
  retrievePaymentDetail(key: PaymentDetailKey, options: CallOptions): Promise<Payment>;
  retrieveSession(
    key: { readonly checkoutFormToken: string; readonly paymentId: string },
    options: CallOptions,
  ): Promise<Session | null>;
  retrieveLastPayment(key: SessionKey, options: CallOptions): Promise<LastPayment>;
  expireSession(key: SessionKey, options: CallOptions): Promise<SessionExpiry>;
  /** Ends the connections that are kept alive. */
  close(): void;
}

export function createIyzico({ baseUrl, timeout, signaturePolicy, onDrift, ...keys }: IyzicoSettings): Iyzico {
  const http = createHttpSender(baseUrl, timeout);
  const merchant: Merchant = {
    connection: createConnection(keys, http, onDrift),
    secretKey: keys.secretKey,
    signaturePolicy: {
      'payment-detail': signaturePolicy ?? 'enforce',
      // The order of its signed fields is inferred: a mismatch may be our mistake, and is told rather than acted on.
      'retrieve-payment': signaturePolicy ?? 'report',
    },
    opaqueId: createOpaqueId(keys.secretKey),
  };
  const accessTokens = createAccessTokens(merchant);

  return {
    retrievePayment: (key, options) => retrievePayment(merchant, key, options),
    retrievePaymentDetail: (key, options) => retrievePaymentDetail(merchant, key, options),
    retrieveSession: (key, options) => retrieveSession(merchant, key, options),
    retrieveLastPayment: (key, options) => retrieveLastPayment({ merchant, accessTokens }, key, options),
    async expireSession(key, options) {
      try {
        return await expireSession(merchant, key, options);
      } finally {
        // Forgotten after a failed expiry too: it may have happened.
        accessTokens.forget(key);
      }
    },
    close: () => {
      http.close();
    },
  };
}
