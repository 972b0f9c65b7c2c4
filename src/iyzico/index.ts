export type { AccessTokenStore } from './services/access-token.js';
export { SignatureStatus, signingServices, type SignaturePolicy } from './wire/answer-signature.js';
export { CardAssociation, CardType, type Card } from './services/card.js';
export type { CallRecord } from './call/call-record.js';
export { endpoints, serviceNames, type IyzicoService } from './wire/endpoints.js';
export type { CallOptions, ChosenOptions } from './call/call-options.js';
export type { Envelope } from './wire/envelope.js';
export { IyzicoRejected, IyzicoUnavailable } from './wire/errors.js';
export { codeNameOf, failureMeanings, loggableCode } from './wire/failure-codes.js';
export { TransactionStatus, type ConvertedPayout, type ItemTransaction } from './services/item-transaction.js';
export { createIyzico, type Iyzico, type IyzicoSettings } from './client.js';
export { lastPaymentOf, paymentIdOf, type LastPayment, type LastPaymentCard } from './services/last-payment.js';
export type { IyzicoListener } from './listener.js';
export { Locale } from './wire/locale.js';
export {
  FraudStatus,
  PaymentStatus,
  type CheckoutFormKey,
  type Payment,
  type PaymentDetailKey,
  type PaymentFailure,
} from './services/payment.js';
export { createOpaqueId } from './services/merchant.js';
export { createDeadline, type Deadline } from './policy/deadline.js';
export { PaymentType } from './services/payment-type.js';
export type { Quota, QuotaState } from './policy/quota.js';
export type { SharedCount, SharedQuota } from './policy/service-quota.js';
export { QUOTA_WINDOW_SECONDS } from './policy/sliding-window.js';
export {
  SessionStatus,
  sessionKeyOf,
  type Session,
  type SessionKey,
  type SessionOfPaymentKey,
} from './services/session.js';
export type { SessionExpiry } from './services/session-expiry.js';
export { loadTransport, transports, type Transport } from './wire/transport.js';
