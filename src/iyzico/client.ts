import type { CallOptions } from './call/call-options.js';
import { markCoalesced } from './call/call-span.js';
import { Connection } from './call/connection.js';
import type { IyzicoListener } from './listener.js';
import { Operations, type Operation } from './operations.js';
import { Coalescing } from './policy/coalescing.js';
import { PendingForms } from './policy/pending-forms.js';
import { QuotaGuard, type Quota, type QuotaState } from './policy/quota.js';
import type { SharedQuota } from './policy/service-quota.js';
import {
  createServicePolicies,
  defaultServiceLimits,
  ServicePolicy,
  type ServiceLimits,
} from './policy/service-policy.js';
import { AccessTokens, type AccessTokenStore } from './services/access-token.js';
import { retrieveLastPayment, type LastPayment } from './services/last-payment.js';
import { createOpaqueId, type Merchant } from './services/merchant.js';
import { isFinalPayment, type CheckoutFormKey, type Payment, type PaymentDetailKey } from './services/payment.js';
import { retrievePayment, retrievePaymentDetail } from './services/retrieve-payment.js';
import { expireSession, expireSessionOf, type SessionExpiry } from './services/session-expiry.js';
import {
  isFinalSession,
  retrieveSession,
  type Session,
  type SessionKey,
  type SessionOfPaymentKey,
} from './services/session.js';
import type { SignaturePolicy } from './wire/answer-signature.js';
import { endpoints } from './wire/endpoints.js';
import type { HttpSender } from './wire/http.js';
import type { MerchantKeys } from './wire/request-signature.js';
import { createHttpSender, type Transport } from './wire/transport.js';

export interface IyzicoSettings extends MerchantKeys, IyzicoListener {
  readonly baseUrl: string;
  /** The HTTP library that sends the calls; `got` by default. */
  readonly transport?: Transport | undefined;
  /**
   * What the signature of every payment must satisfy. Unset, a mismatch is refused only where iyzico documents the
   * order of the signed fields.
   */
  readonly signature?: SignaturePolicy | undefined;
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number;
  /** Milliseconds for a coalesced call with its second attempt, whatever the deadlines of those that wait for it. */
  readonly operationTimeoutMs: number;
  readonly limits?: Partial<ServiceLimits>;
  /** Seconds that a service gets no calls after iyzico's error 50000 without a `Retry-After`; 60 by default. */
  readonly coolDownSeconds?: number;
  /** Calls a minute that iyzico allows. */
  readonly quota?: Quota;
  /** The counts that all processes of the merchant share. Without them each process counts for itself. */
  readonly sharedQuota?: SharedQuota | undefined;
  readonly accessTokenStore?: AccessTokenStore | undefined;
  /** Read cache lifetime of answers that cannot change any more, in milliseconds; 0, the default, caches nothing. */
  readonly readCacheMs?: number;
}

/**
 * iyzico's session and payment services for one merchant. Concurrent equal reads share one call.
 * Every operation throws `IyzicoRejected` where iyzico answered no, `IyzicoUnavailable` where there is no usable answer,
 * the reason for which the caller's deadline was aborted, or the error of the caller's call budget.
 */
export interface Iyzico {
  readonly retrievePayment: Operation<CheckoutFormKey, Payment>;
  readonly retrievePaymentDetail: Operation<PaymentDetailKey, Payment>;
  /** `null` where iyzico has no session for the pair. */
  readonly retrieveSession: Operation<SessionOfPaymentKey, Session | null>;
  readonly retrieveLastPayment: Operation<SessionKey, LastPayment>;
  readonly expireSession: Operation<SessionKey, SessionExpiry>;
  /** Ends the session that a checkout form was paid in. It costs two calls: the form's payment and the expiry. */
  readonly expireCheckoutSession: Operation<CheckoutFormKey, SessionExpiry>;
  /** What may be sent to each service. */
  readonly quotaState: () => Promise<readonly QuotaState[]>;
  /** Ends the connections that are kept alive. */
  readonly close: () => void;
}

const DEFAULT_COOL_DOWN_SECONDS = 60;

export function createIyzico(settings: IyzicoSettings): Iyzico {
  const { operationTimeoutMs: timeoutMs, readCacheMs = 0 } = settings;
  const http = createHttpSender(settings.baseUrl, { transport: settings.transport });
  const quota = new QuotaGuard({
    quota: settings.quota ?? {},
    coolDown: settings.coolDownSeconds ?? DEFAULT_COOL_DOWN_SECONDS,
    shared: settings.sharedQuota,
  });
  const { merchant, expiryMerchant } = createMerchants(settings, { http, quota });
  const onCoalesced = () => {
    markCoalesced();
    settings.onCoalesced?.();
  };
  const accessTokens = new AccessTokens({
    merchant,
    coalescing: new Coalescing({ timeoutMs, cacheMs: 0, onCoalesced }),
    store: settings.accessTokenStore,
  });
  const operations = new Operations({
    endpoints,
    coalescing: new Coalescing({ timeoutMs, cacheMs: readCacheMs, onCoalesced }),
  });
  const reads = createReads(operations, merchant, accessTokens);
  const expiries = createExpiries(operations, expiryMerchant, accessTokens);
  const pendingForms = new PendingForms(merchant.opaqueId);
  return {
    ...reads,
    ...expiries,
    retrievePayment: pendingForms.observe(reads.retrievePayment),
    retrieveSession: pendingForms.observe(reads.retrieveSession),
    expireCheckoutSession: pendingForms.observe(expiries.expireCheckoutSession),
    quotaState: () => quota.state(),
    close: () => {
      http.close();
    },
  };
}

function createReads(operations: Operations, merchant: Merchant, accessTokens: AccessTokens) {
  return {
    retrievePayment: operations.offer(
      'retrieve-payment',
      (key: CheckoutFormKey, options) => retrievePayment(merchant, key, options),
      { isFinal: isFinalPayment },
    ),
    retrievePaymentDetail: operations.offer(
      'payment-detail',
      (key: PaymentDetailKey, options) => retrievePaymentDetail(merchant, key, options),
      { isFinal: isFinalPayment },
    ),
    retrieveSession: operations.offer(
      'retrieve-session',
      (key: SessionOfPaymentKey, options) => retrieveSession(merchant, key, options),
      { isFinal: isFinalSession },
    ),
    retrieveLastPayment: operations.offer('last-payment-info', (key: SessionKey, options) =>
      retrieveLastPayment({ merchant, accessTokens }, key, options),
    ),
  };
}

function createExpiries(operations: Operations, merchant: Merchant, accessTokens: AccessTokens) {
  const expire = operations.offer(
    'invalidate-session',
    (key: SessionKey, options) => expireSession(merchant, key, options),
    // The access token of an ended session is of no use.
    { afterWrite: (key) => accessTokens.forget(key) },
  );
  return {
    expireSession: expire,
    expireCheckoutSession: async (key: CheckoutFormKey, options: CallOptions) =>
      expireSessionOf(await retrievePayment(merchant, key, options), expire, options),
  };
}

/** The merchant for reads, and for those operations that end a session. */
function createMerchants(
  settings: IyzicoSettings,
  { http, quota }: { http: HttpSender; quota: QuotaGuard },
): { merchant: Merchant; expiryMerchant: Merchant } {
  const limits = { ...defaultServiceLimits, ...settings.limits };
  const policies = createServicePolicies(endpoints, limits, settings);
  const parts = { keys: settings, endpoints, http, policies, quota, listener: settings, timeoutMs: settings.timeoutMs };
  const merchant: Merchant = {
    connection: new Connection(parts, 'read'),
    secretKey: settings.secretKey,
    signaturePolicy: {
      'payment-detail': settings.signature ?? 'enforce',
      // The order of its signed fields is inferred. A mismatch may be our mistake, so it is reported only.
      'retrieve-payment': settings.signature ?? 'report',
    },
    onSignature: settings.onSignature,
    opaqueId: createOpaqueId(settings.secretKey),
  };
  // Session expiry has its own slots, so that it never queues behind reads.
  const service = 'retrieve-payment';
  const expiryPolicy = new ServicePolicy({ service, endpoint: endpoints[service], limits });
  const expiryParts = { ...parts, policies: { ...policies, [service]: expiryPolicy } };
  return { merchant, expiryMerchant: { ...merchant, connection: new Connection(expiryParts, 'write') } };
}
