import { createHash } from 'node:crypto';
import DataLoader from 'dataloader';
import pLimit from 'p-limit';
import {
  endpoints,
  type CallOptions,
  type CheckoutFormKey,
  type Iyzico,
  type IyzicoService,
  type LastPayment,
  type Payment,
  type PaymentDetailKey,
  type Session,
  type SessionExpiry,
  type SessionKey,
  type SessionOfPaymentKey,
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
  const memory: { clearAll(): unknown }[] = [];

  /** A read is asked once for a request. After a write, nothing that was read before it is answered again. */
  function loadOf<K extends object, V>(service: IyzicoService, ask: Ask<K, V>): Ask<K, V> {
    if (endpoints[service].access === 'write') {
      return async (key, options) => {
        try {
          return await ask(key, options);
        } finally {
          for (const loader of memory) loader.clearAll();
        }
      };
    }
    const loader = loaderOf(ask);
    memory.push(loader);
    return (key, options) => loader.load({ key, options });
  }

  return {
    payment: loadOf('retrieve-payment', iyzico.retrievePayment),
    paymentDetail: loadOf('payment-detail', (key: PaymentDetailKey, options) =>
      limitDetails(() => iyzico.retrievePaymentDetail(key, options)),
    ),
    session: loadOf('retrieve-session', iyzico.retrieveSession),
    lastPayment: loadOf('last-payment-info', iyzico.retrieveLastPayment),
    expireSession: loadOf('invalidate-session', iyzico.expireSession),
    expireCheckoutSession: loadOf('invalidate-session', iyzico.expireCheckoutSession),
  };
}

type Ask<K, V> = (key: K, options: CallOptions) => Promise<V>;

interface Question<K> {
  readonly key: K;
  readonly options: CallOptions;
}

/** iyzico has no service that takes several keys, so that questions are shared and never merged. */
function loaderOf<K extends object, V>(ask: Ask<K, V>): DataLoader<Question<K>, V, string> {
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
