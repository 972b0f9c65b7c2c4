import { createAccessTokens } from './access-token.js';
import type { SignaturePolicy } from './answer-signature.js';
import { createConnection, type ConnectionListener } from './connection.js';
import type { CallOptions } from './envelope.js';
import { createHttpSender } from './http.js';
import { retrieveLastPayment, type LastPayment } from './last-payment.js';
import { createOpaqueId, type Merchant } from './merchant.js';
import {
  retrievePayment,
  retrievePaymentDetail,
  type CheckoutFormKey,
  type Payment,
  type PaymentDetailKey,
} from './payment.js';
import type { MerchantKeys } from './request-signature.js';
import { retrieveSession, sessionKeyOf, type Session, type SessionKey, type SessionOfPaymentKey } from './session.js';
import { expireSession, expireSessionOf, type SessionExpiry } from './session-expiry.js';

export interface IyzicoSettings extends MerchantKeys, ConnectionListener {
  readonly baseUrl: string;
  /** What every payment's signature must satisfy; unset: mismatches are refused where the signed order is documented. */
  readonly signaturePolicy?: SignaturePolicy | undefined;
  /** Milliseconds for one call. */
  readonly timeout: number;
}

/**
 * iyzico's session and payment services for one merchant. Every question may throw `IyzicoRejected` (iyzico answered
 * no) or `IyzicoUnavailable` (no usable answer), and nothing else but bugs.
 */
export interface Iyzico {
  readonly retrievePayment: (key: CheckoutFormKey, options: CallOptions) => Promise<Payment>;
  readonly retrievePaymentDetail: (key: PaymentDetailKey, options: CallOptions) => Promise<Payment>;
  /** `null` where iyzico has no session for the pair. */
  readonly retrieveSession: (key: SessionOfPaymentKey, options: CallOptions) => Promise<Session | null>;
  readonly retrieveLastPayment: (key: SessionKey, options: CallOptions) => Promise<LastPayment>;
  readonly expireSession: (key: SessionKey, options: CallOptions) => Promise<SessionExpiry>;
  /** Ends the session that a checkout form was paid in: costs the form's payment and the expiry. */
  readonly expireCheckoutSession: (key: CheckoutFormKey, options: CallOptions) => Promise<SessionExpiry>;
  /** Ends the connections that are kept alive. */
  readonly close: () => void;
}

export function createIyzico(settings: IyzicoSettings): Iyzico {
  const { secretKey, signaturePolicy } = settings;
  const http = createHttpSender(settings.baseUrl, settings.timeout);
  const merchant: Merchant = {
    connection: createConnection(settings, http, settings),
    secretKey,
    signaturePolicy: {
      'payment-detail': signaturePolicy ?? 'enforce',
      // The order of its signed fields is inferred: a mismatch may be our mistake, and is told rather than acted on.
      'retrieve-payment': signaturePolicy ?? 'report',
    },
    opaqueId: createOpaqueId(secretKey),
  };
  const accessTokens = createAccessTokens(merchant);

  /** A session's access token is not used again after an expiry, nor after one that failed: it may have happened. */
  async function forgetAfter(key: SessionKey | null, expiry: Promise<SessionExpiry>): Promise<SessionExpiry> {
    try {
      return await expiry;
    } finally {
      if (key !== null) accessTokens.forget(key);
    }
  }

  return {
    retrievePayment: (key, options) => retrievePayment(merchant, key, options),
    retrievePaymentDetail: (key, options) => retrievePaymentDetail(merchant, key, options),
    retrieveSession: (key, options) => retrieveSession(merchant, key, options),
    retrieveLastPayment: (key, options) => retrieveLastPayment({ merchant, accessTokens }, key, options),
    expireSession: (key, options) => forgetAfter(key, expireSession(merchant, key, options)),
    async expireCheckoutSession(key, options) {
      const payment = await retrievePayment(merchant, key, options);
      return forgetAfter(payment.session && sessionKeyOf(payment.session), expireSessionOf(merchant, payment));
    },
    close: () => {
      http.close();
    },
  };
}
