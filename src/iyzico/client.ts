import { createAccessTokens, type AccessTokenStore } from './services/access-token.js';
import type { SignaturePolicy } from './wire/answer-signature.js';
import { markCoalesced } from './call/call-span.js';
import { createConnection } from './call/connection.js';
import { endpoints, serviceNames, type IyzicoService } from './wire/endpoints.js';
import type { CallOptions } from './call/call-options.js';
import { createHttpSender, type HttpSender } from './wire/http.js';
import {
  createServicePolicy,
  defaultServiceLimits,
  type ServicePolicy,
  type ServiceLimits,
  type ServicePolicyListener,
} from './policy/service-policy.js';
import { retrieveLastPayment, type LastPayment } from './services/last-payment.js';
import type { IyzicoListener } from './listener.js';
import { createOpaqueId, type Merchant } from './services/merchant.js';
import { Operations } from './operations.js';
import {
  retrievePayment,
  retrievePaymentDetail,
  type CheckoutFormKey,
  type Payment,
  type PaymentDetailKey,
} from './services/payment.js';
import { createQuotaGuard, type QuotaGuard, type Quotas, type QuotaState } from './policy/quota.js';
import type { MerchantKeys } from './wire/request-signature.js';
import type { SharedQuota } from './policy/service-quota.js';
import { retrieveSession, type Session, type SessionKey, type SessionOfPaymentKey } from './services/session.js';
import { expireSession, expireSessionOf, type SessionExpiry } from './services/session-expiry.js';
import { createCoalescing } from './policy/coalescing.js';

export interface IyzicoSettings extends MerchantKeys, IyzicoListener {
  readonly baseUrl: string;
  /** What every payment's signature must satisfy; unset: mismatches are refused where the signed order is documented. */
  readonly signature?: SignaturePolicy | undefined;
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number;
  /** Milliseconds for a call with its repetition, where its caller has no patience of their own. */
  readonly operationTimeoutMs?: number;
  /** What each service may be asked at once, and again; where it is left out, the usual. */
  readonly limits?: Partial<ServiceLimits>;
  /** Seconds that a service is left alone after it refused for its rate limit. */
  readonly coolDownSeconds?: number;
  /** Calls a minute that iyzico is known to allow. */
  readonly quota?: Quotas;
  /** What the merchant's processes count and keep together; without them each is on its own. */
  readonly sharedQuota?: SharedQuota | undefined;
  readonly accessTokenStore?: AccessTokenStore | undefined;
  /** Milliseconds for which a read that was answered serves who asks the same; 0 for not at all. */
  readonly readCacheMs?: number;
}

/**
 * iyzico's session and payment services for one merchant. Every question may throw `IyzicoRejected` (iyzico answered
 * no), `IyzicoUnavailable` (no usable answer), or what the caller's own patience or purse ended with; nothing else but
 * bugs. Reads that are asked at once share one call.
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
  /** What may be sent to each service. */
  readonly quotaState: () => Promise<readonly QuotaState[]>;
  /** Ends the connections that are kept alive. */
  readonly close: () => void;
}

/** Milliseconds that a question may take in all, and seconds of rest, unless it is said otherwise. */
const DEADLINE = 8000;
const DEFAULT_COOL_DOWN = 60;

export function createIyzico(settings: IyzicoSettings): Iyzico {
  const { operationTimeoutMs: operationTimeoutMs = DEADLINE, readCacheMs: readCacheMs = 0 } = settings;
  const http = createHttpSender(settings.baseUrl);
  const quota = createQuotaGuard({
    quotas: settings.quota ?? {},
    rest: settings.coolDownSeconds ?? DEFAULT_COOL_DOWN,
    shared: settings.sharedQuota,
  });
  const { merchant, expiryMerchant } = createMerchants(settings, { http, quota, operationTimeoutMs });
  const onCoalesced = () => {
    markCoalesced();
    settings.onCoalesced?.();
  };
  const coalescing = createCoalescing({ timeoutMs: operationTimeoutMs, cacheMs: readCacheMs, onCoalesced });
  const purchases = createCoalescing({ timeoutMs: operationTimeoutMs, cacheMs: 0, onCoalesced });
  const accessTokens = createAccessTokens({ merchant, coalescing: purchases, store: settings.accessTokenStore });
  const operations = new Operations({
    endpoints,
    coalescing,
    operationTimeoutMs,
    opaqueId: merchant.opaqueId,
  });
  const expire = operations.offer(
    'invalidate-session',
    (key: SessionKey, options) => expireSession(expiryMerchant, key, options),
    // What was bought for a session is of no use after its end.
    (key) => accessTokens.forget(key),
  );
  return {
    retrievePayment: operations.offer('retrieve-payment', (key: CheckoutFormKey, options) =>
      retrievePayment(merchant, key, options),
    ),
    retrievePaymentDetail: operations.offer('payment-detail', (key: PaymentDetailKey, options) =>
      retrievePaymentDetail(merchant, key, options),
    ),
    retrieveSession: operations.offer('retrieve-session', (key: SessionOfPaymentKey, options) =>
      retrieveSession(merchant, key, options),
    ),
    retrieveLastPayment: operations.offer('last-payment-info', (key: SessionKey, options) =>
      retrieveLastPayment({ merchant, accessTokens }, key, options),
    ),
    expireSession: expire,
    expireCheckoutSession: async (key, options) =>
      expireSessionOf(await retrievePayment(expiryMerchant, key, options), expire, options),
    quotaState: () => quota.state(),
    close: () => {
      http.close();
    },
  };
}

/** The merchant as readers ask for it, and as those do who end a session. */
function createMerchants(
  settings: IyzicoSettings,
  { http, quota, operationTimeoutMs }: { http: HttpSender; quota: QuotaGuard; operationTimeoutMs: number },
): { merchant: Merchant; expiryMerchant: Merchant } {
  const limits = { ...defaultServiceLimits, ...settings.limits };
  const parts = {
    keys: settings,
    endpoints,
    http,
    policies: createServicePolicies(limits, settings),
    quota,
    listener: settings,
    timeouts: { attempt: settings.timeoutMs, call: operationTimeoutMs },
  };
  const merchant: Merchant = {
    connection: createConnection(parts, 'read'),
    secretKey: settings.secretKey,
    signaturePolicy: {
      'payment-detail': settings.signature ?? 'enforce',
      // The order of its signed fields is inferred: a mismatch may be our mistake, and is told rather than acted on.
      'retrieve-payment': settings.signature ?? 'report',
    },
    onSignature: settings.onSignature,
    opaqueId: createOpaqueId(settings.secretKey),
  };
  // Whoever logs out does not wait behind those who read.
  const expiryPolicy = createServicePolicy({
    service: 'retrieve-payment',
    endpoint: endpoints['retrieve-payment'],
    limits,
  });
  const policies = { ...parts.policies, 'retrieve-payment': expiryPolicy };
  return { merchant, expiryMerchant: { ...merchant, connection: createConnection({ ...parts, policies }, 'write') } };
}

function createServicePolicies(
  limits: ServiceLimits,
  listener: ServicePolicyListener,
): Readonly<Record<IyzicoService, ServicePolicy>> {
  const policies = serviceNames.map((service) => {
    const endpoint = endpoints[service];
    return [service, createServicePolicy({ service, endpoint, limits, listener })];
  });
  return Object.fromEntries(policies) as Record<IyzicoService, ServicePolicy>;
}
