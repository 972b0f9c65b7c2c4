import { createAccessTokens, type AccessTokenStore } from './access-token.js';
import type { SignaturePolicy } from './answer-signature.js';
import { tellOfSharing } from './call-span.js';
import { createConnection, inTermsOf } from './connection.js';
import { serviceNames, type IyzicoService } from './endpoints.js';
import type { CallOptions, TimedCallOptions } from './envelope.js';
import { IyzicoUnavailable, type UnavailableReason } from './errors.js';
import { createHttpSender } from './http.js';
import { createLane, usualLimits, type Lane, type LaneLimits, type LaneListener } from './lane.js';
import { retrieveLastPayment, type LastPayment } from './last-payment.js';
import type { IyzicoListener } from './listener.js';
import { createOpaqueId, type Merchant } from './merchant.js';
import { patiently } from './patience.js';
import {
  retrievePayment,
  retrievePaymentDetail,
  type CheckoutFormKey,
  type Payment,
  type PaymentDetailKey,
} from './payment.js';
import { createQuotaGuard, type Quotas, type QuotaState } from './quota.js';
import type { MerchantKeys } from './request-signature.js';
import type { SharedQuota } from './service-quota.js';
import { retrieveSession, sessionKeyOf, type Session, type SessionKey, type SessionOfPaymentKey } from './session.js';
import { expireSession, expireSessionOf, type SessionExpiry } from './session-expiry.js';
import { createSharing, OwnFailure } from './sharing.js';

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
  const { secretKey, deadline = DEADLINE } = settings;
  const http = createHttpSender(settings.baseUrl);
  const limits = { ...usualLimits, ...settings.limits };
  const quota = createQuotaGuard({
    quotas: settings.quotas ?? {},
    rest: settings.restAfterRefusal ?? REST,
    shared: settings.sharedQuota,
  });
  const parts = {
    keys: settings,
    http,
    lanes: createLanes(limits, settings),
    quota,
    listener: settings,
    timeouts: { attempt: settings.timeout, call: deadline },
  };
  const opaqueId = createOpaqueId(secretKey);
  const merchant: Merchant = {
    connection: createConnection(parts, 'read'),
    secretKey,
    signaturePolicy: {
      'payment-detail': settings.signaturePolicy ?? 'enforce',
      // The order of its signed fields is inferred: a mismatch may be our mistake, and is told rather than acted on.
      'retrieve-payment': settings.signaturePolicy ?? 'report',
    },
    onSignature: settings.onSignature,
    opaqueId,
  };
  // Whoever logs out does not wait behind those who read.
  const ownLane = createLane('retrieve-payment', limits, {});
  const ending: Merchant = {
    ...merchant,
    connection: createConnection({ ...parts, lanes: { ...parts.lanes, 'retrieve-payment': ownLane } }, 'expiry'),
  };
  const { keepReadsFor = 0 } = settings;
  const onShared = () => {
    tellOfSharing();
    settings.onShared?.();
  };
  const sharing = createSharing({ timeout: deadline, keepFor: keepReadsFor, onShared });
  const purchases = createSharing({ timeout: deadline, keepFor: 0, onShared });
  const accessTokens = createAccessTokens({ merchant, purchases, store: settings.accessTokenStore });

  /** A read that is shared with whoever asks the same: by service, key, language and a conversation that was chosen. */
  function shared<K extends object, V extends object | null>(
    service: IyzicoService,
    ask: (key: K, options: TimedCallOptions) => Promise<V>,
  ): (key: K, options: CallOptions) => Promise<V> {
    return async (key, options) => {
      const { locale, conversationId, isConversationChosen, spend } = options;
      const question = [service, Object.entries(key).sort(), locale, isConversationChosen ? conversationId : null];
      try {
        const { value } = await patiently(options.patience, deadline, (waiter) =>
          sharing.share(opaqueId(JSON.stringify(question)), waiter, async (patience) => ({
            value: await ask(key, { ...options, ...(spend && { spend: ownPurse(spend) }), patience }),
          })),
        );
        return value;
      } catch (error) {
        throw inTermsOf(service, error instanceof OwnFailure ? error.reason : error);
      }
    };
  }

  /** What was read of a session before it was ended is not told after it, nor its access token used. */
  async function forgetAfter(key: SessionKey, expiry: Promise<SessionExpiry>): Promise<SessionExpiry> {
    let mayHaveHappened = true;
    try {
      return await expiry;
    } catch (error) {
      mayHaveHappened = !(error instanceof IyzicoUnavailable && wasNotSent.has(error.reason));
      throw error;
    } finally {
      if (mayHaveHappened) {
        sharing.startAfresh();
        await accessTokens.forget(key);
      }
    }
  }

  return {
    retrievePayment: shared('retrieve-payment', (key: CheckoutFormKey, options) =>
      retrievePayment(merchant, key, options),
    ),
    retrievePaymentDetail: shared('payment-detail', (key: PaymentDetailKey, options) =>
      retrievePaymentDetail(merchant, key, options),
    ),
    retrieveSession: shared('retrieve-session', (key: SessionOfPaymentKey, options) =>
      retrieveSession(merchant, key, options),
    ),
    retrieveLastPayment: shared('last-payment-info', (key: SessionKey, options) =>
      retrieveLastPayment({ merchant, accessTokens }, key, options),
    ),
    expireSession: (key, options) => forgetAfter(key, expireSession(ending, key, options)),
    async expireCheckoutSession(key, options) {
      const payment = await retrievePayment(ending, key, options);
      const session = payment.session && sessionKeyOf(payment.session);
      const expiry = expireSessionOf(ending, payment, options);
      return session ? forgetAfter(session, expiry) : expiry;
    },
    quotaState: () => quota.state(),
    close: () => {
      http.close();
    },
  };
}

/** Why a call was never made. */
const wasNotSent: ReadonlySet<UnavailableReason> = new Set(['quota', 'lane-full']);

/** The purse of one who asks for others too, and whose own it is to hear that it is empty. */
function ownPurse(spend: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await spend();
    } catch (error) {
      throw new OwnFailure(error);
    }
  };
}

function createLanes(limits: LaneLimits, listener: LaneListener): Readonly<Record<IyzicoService, Lane>> {
  const lanes = serviceNames.map((service) => [service, createLane(service, limits, listener)]);
  return Object.fromEntries(lanes) as Record<IyzicoService, Lane>;
}
