export type { AccessTokenStore } from './access-token.js';
export { SignatureStatus, signingServices, type SignaturePolicy } from './answer-signature.js';
export { CardAssociation, CardType, type Card } from './card.js';
export type { CallRecord } from './call-record.js';
export { endpoints, serviceNames, type IyzicoService } from './endpoints.js';
export type { CallOptions, ChosenOptions, Envelope } from './envelope.js';
export { IyzicoRejected, IyzicoUnavailable } from './errors.js';
export { codeNameOf, failureMeanings, writtenCode } from './failure-codes.js';
export { TransactionStatus, type ConvertedPayout, type ItemTransaction } from './item-transaction.js';
export { createIyzico, type Iyzico, type IyzicoSettings } from './iyzico.js';
export { paymentIdOf, type LastPayment, type LastPaymentCard } from './last-payment.js';
export type { IyzicoListener } from './listener.js';
export { Locale } from './locale.js';
export {
  FraudStatus,
  PaymentStatus,
  type CheckoutFormKey,
  type Payment,
  type PaymentDetailKey,
  type PaymentFailure,
} from './payment.js';
export { createOpaqueId } from './merchant.js';
export { patienceFor, type Patience } from './patience.js';
export { PaymentType } from './payment-type.js';
export type { Quotas, QuotaState } from './quota.js';
export type { SharedQuota } from './service-quota.js';
export { SessionStatus, sessionKeyOf, type Session, type SessionKey, type SessionOfPaymentKey } from './session.js';
export type { SessionExpiry } from './session-expiry.js';
