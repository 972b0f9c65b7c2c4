import { hash } from 'node:crypto';
import DataLoader from 'dataloader';
import pLimit, { type LimitFunction } from 'p-limit';
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

/** Concurrent payment detail calls of one request: the service takes one key per call, and its quota is small. */
const MAX_CONCURRENT_DETAILS = 10;

/**
 * iyzico for one request. Equal reads of the request share one call; reads are equal if their key, locale and
 * conversation id are. A write clears what was read before it.
 */
export interface Loaders {
  payment(key: CheckoutFormKey, options: CallOptions): Promise<Payment>;
  paymentDetail(key: PaymentDetailKey, options: CallOptions): Promise<Payment>;
  session(key: SessionOfPaymentKey, options: CallOptions): Promise<Session | null>;
  lastPayment(key: SessionKey, options: CallOptions): Promise<LastPayment>;
  expireSession(key: SessionKey, options: CallOptions): Promise<SessionExpiry>;
  /** Expires the session in which a checkout form was paid. */
  expireCheckoutSession(key: CheckoutFormKey, options: CallOptions): Promise<SessionExpiry>;
}

export function createLoaders(iyzico: Iyzico): Loaders {
  let limitDetails: LimitFunction | undefined;
  const readers: { clearAll(): unknown }[] = [];

  function loadBy<K extends object, V>(service: IyzicoService, call: Call<K, V>): Call<K, V> {
    if (endpoints[service].access === 'write') {
      return async (key, options) => {
        try {
          return await call(key, options);
        } finally {
          for (const reader of readers) reader.clearAll();
        }
      };
    }
    const reader = createReader(call);
    readers.push(reader);
    return (key, options) => reader.load({ key, options });
  }

  return {
    payment: loadBy('retrieve-payment', iyzico.retrievePayment),
    paymentDetail: loadBy('payment-detail', (key: PaymentDetailKey, options) => {
      limitDetails ??= pLimit(MAX_CONCURRENT_DETAILS);
      return limitDetails(() => iyzico.retrievePaymentDetail(key, options));
    }),
    session: loadBy('retrieve-session', iyzico.retrieveSession),
    lastPayment: loadBy('last-payment-info', iyzico.retrieveLastPayment),
    expireSession: loadBy('invalidate-session', iyzico.expireSession),
    expireCheckoutSession: loadBy('invalidate-session', iyzico.expireCheckoutSession),
  };
}

type Call<K, V> = (key: K, options: CallOptions) => Promise<V>;

interface Read<K> {
  readonly key: K;
  readonly options: CallOptions;
}

/** Equal reads share a call. Different reads are not batched, because iyzico has no service that takes several keys. */
function createReader<K extends object, V>(call: Call<K, V>): DataLoader<Read<K>, V, string> {
  return new DataLoader<Read<K>, V, string>(
    (reads) => Promise.all(reads.map(({ key, options }) => call(key, options))),
    {
      batch: false,
      cacheKeyFn: ({ key, options: { locale, conversationId } }) =>
        // Keys contain credentials, so the cache holds only their hashes.
        hash('sha256', JSON.stringify([Object.entries(key).sort(), locale, conversationId]), 'base64url'),
    },
  );
}
