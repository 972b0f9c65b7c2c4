import { createHash } from 'node:crypto';
import DataLoader from 'dataloader';
import pLimit from 'p-limit';
import type {
  CallOptions,
  CheckoutFormKey,
  Iyzico,
  LastPayment,
  Payment,
  PaymentDetailKey,
  Session,
  SessionExpiry,
  SessionKey,
  SessionOfPaymentKey,
} from '../iyzico/index.js';

/** Calls of one request that may be under way to payment detail at once: it has no bulk form, and a tight quota. */
const MOST_DETAILS_IN_FLIGHT = 10;

/**
 * iyzico as one request sees it: the same question asked again, by whichever field, shares the first one's call.
 * Questions differ where their key, locale or conversation id differs.
 */
export interface Loaders {
  payment(key: CheckoutFormKey, options: CallOptions): Promise<Payment>;
  paymentDetail(key: PaymentDetailKey, options: CallOptions): Promise<Payment>;
  session(key: SessionOfPaymentKey, options: CallOptions): Promise<Session | null>;
  lastPayment(key: SessionKey, options: CallOptions): Promise<LastPayment>;
  /** Afterwards nothing that was read before is answered again. */
  expireSession(key: SessionKey, options: CallOptions): Promise<SessionExpiry>;
  /** As `expireSession`, for the session that a checkout form was paid in. */
  expireCheckoutSession(key: CheckoutFormKey, options: CallOptions): Promise<SessionExpiry>;
}

export function createLoaders(iyzico: Iyzico): Loaders {
  const limitDetails = pLimit(MOST_DETAILS_IN_FLIGHT);

  const payments = loaderOf(iyzico.retrievePayment);
  const details = loaderOf<PaymentDetailKey, Payment>((key, options) =>
    limitDetails(() => iyzico.retrievePaymentDetail(key, options)),
  );
  const sessions = loaderOf(iyzico.retrieveSession);
  const lastPayments = loaderOf(iyzico.retrieveLastPayment);

  async function forgetAfter<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      for (const loader of [payments, details, sessions, lastPayments]) loader.clearAll();
    }
  }

  return {
    payment: (key, options) => payments.load({ key, options }),
    paymentDetail: (key, options) => details.load({ key, options }),
    session: (key, options) => sessions.load({ key, options }),
    lastPayment: (key, options) => lastPayments.load({ key, options }),
    expireSession: (key, options) => forgetAfter(iyzico.expireSession(key, options)),
    expireCheckoutSession: (key, options) => forgetAfter(iyzico.expireCheckoutSession(key, options)),
  };
}

interface Question<K> {
  readonly key: K;
  readonly options: CallOptions;
}

/** iyzico has no service that takes several keys, so that questions are shared and never merged. */
function loaderOf<K extends object, V>(
  ask: (key: K, options: CallOptions) => Promise<V>,
): DataLoader<Question<K>, V, string> {
  return new DataLoader<Question<K>, V, string>(
    (questions) => Promise.all(questions.map((q) => ask(q.key, q.options))),
    {
      batch: false,
      cacheKeyFn: ({ key, options: { locale, conversationId } }) =>
        // Keys hold credentials: only a hash of them is kept to compare.
        createHash('sha256')
          .update(JSON.stringify([Object.entries(key).sort(), locale, conversationId]))
          .digest('base64url'),
    },
  );
}
