import { createAccessTokens, type AccessTokenStore } from './services/access-token.js';
import type { SignaturePolicy } from './wire/answer-signature.js';
import { tellOfSharing } from './call/call-span.js';
import { createConnection } from './call/connection.js';
import { endpoints, serviceNames, type IyzicoService } from './wire/endpoints.js';
import type { CallOptions } from './call/call-options.js';
import { createHttpSender, type HttpSender } from './wire/http.js';
import { createLane, usualLimits, type Lane, type LaneLimits, type LaneListener } from './policy/service-policy.js';
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
import { createSharing } from './policy/coalescing.js';

export interface IyzicoSettings extends MerchantKeys, IyzicoListener {
  readonly baseUrl: string;
  /** What every payment's signature must satisfy; unset: mismatches are refused where the signed order is documented. */
  readonly signaturePolicy?: SignaturePolicy | undefined;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  /** Milliseconds for a call with its repetition, where its caller has no patience of their own. */
  readonly deadline?: number;
  /** What each service may be asked at once, and again; where it is left out, the usual. */
  readonly limits?: Partial<LaneLimits>;
  /** Seconds that a service is left alone after it refused for its rate limit. */
  readonly restAfterRefusal?: number;
  /** Calls a minute that iyzico is known to allow. */
  readonly quotas?: Quotas;
  /** What the merchant's processes count and keep together; without them each is on its own. */
  readonly sharedQuota?: SharedQuota | undefined;
  readonly accessTokenStore?: AccessTokenStore | undefined;
  /** Milliseconds for which a read that was answered serves who asks the same; 0 for not at all. */
  readonly keepReadsFor?: number;
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
const REST = 60;

export function createIyzico(settings: IyzicoSettings): Iyzico {
  const { deadline = DEADLINE, keepReadsFor = 0 } = settings;
  const http = createHttpSender(settings.baseUrl);
  const quota = createQuotaGuard({
    quotas: settings.quotas ?? {},
    rest: settings.restAfterRefusal ?? REST,
    shared: settings.sharedQuota,
  });
  const { merchant, ending } = createMerchants(settings, { http, quota, deadline });
  const onShared = () => {
    tellOfSharing();
    settings.onShared?.();
  };
  const sharing = createSharing({ timeout: deadline, keepFor: keepReadsFor, onShared });
  const purchases = createSharing({ timeout: deadline, keepFor: 0, onShared });
  const accessTokens = createAccessTokens({ merchant, purchases, store: settings.accessTokenStore });
  const operations = new Operations({ endpoints, sharing, deadline, opaqueId: merchant.opaqueId });
  const expire = operations.offer(
    'invalidate-session',
    (key: SessionKey, options) => expireSession(ending, key, options),
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
      expireSessionOf(await retrievePayment(ending, key, options), expire, options),
    quotaState: () => quota.state(),
    close: () => {
      http.close();
    },
  };
}

/** The merchant as readers ask for it, and as those do who end a session. */
function createMerchants(
  settings: IyzicoSettings,
  { http, quota, deadline }: { http: HttpSender; quota: QuotaGuard; deadline: number },
): { merchant: Merchant; ending: Merchant } {
  const limits = { ...usualLimits, ...settings.limits };
  const parts = {
    keys: settings,
    endpoints,
    http,
    lanes: createLanes(limits, settings),
    quota,
    listener: settings,
    timeouts: { attempt: settings.timeout, call: deadline },
  };
  const merchant: Merchant = {
    connection: createConnection(parts, 'read'),
    secretKey: settings.secretKey,
    signaturePolicy: {
      'payment-detail': settings.signaturePolicy ?? 'enforce',
      // The order of its signed fields is inferred: a mismatch may be our mistake, and is told rather than acted on.
      'retrieve-payment': settings.signaturePolicy ?? 'report',
    },
    onSignature: settings.onSignature,
    opaqueId: createOpaqueId(settings.secretKey),
  };
  // Whoever logs out does not wait behind those who read.
  const ownLane = createLane({ service: 'retrieve-payment', endpoint: endpoints['retrieve-payment'], limits });
  const lanes = { ...parts.lanes, 'retrieve-payment': ownLane };
  return { merchant, ending: { ...merchant, connection: createConnection({ ...parts, lanes }, 'write') } };
}

function createLanes(limits: LaneLimits, listener: LaneListener): Readonly<Record<IyzicoService, Lane>> {
  const lanes = serviceNames.map((service) => {
    const endpoint = endpoints[service];
    return [service, createLane({ service, endpoint, limits, listener })];
  });
  return Object.fromEntries(lanes) as Record<IyzicoService, Lane>;
}
