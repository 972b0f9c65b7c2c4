/** The definition of one iyzico service: its path, and how it may be called. */
export interface Endpoint {
  /** The path that requests are posted to. It is a part of what is signed. */
  readonly path: string;
  /** A read changes nothing, so equal reads may share one call. A write makes earlier reads out of date. */
  readonly access: 'read' | 'write';
  /**
   * When a call that got no usable answer may be sent a second time.
   * - `always`: the call changes nothing, or repeating it has no further effect
   * - `if-maybe-sent`: only where iyzico may have received the first call; the second answer shows what the first did
   * - `never`: the call is sent once. This is the default, because a second payment or refund costs money
   */
  readonly repeat?: 'always' | 'if-maybe-sent' | 'never';
  /** The share of the quota, from 0 to 1, that is kept for writes that need this read first; 0 by default. */
  readonly reservedForWrites?: number;
}

/** The iyzico services that this project calls. Retries, quotas and request coalescing follow these definitions. */
export const endpoints = {
  'retrieve-session': {
    path: '/v1/pay-with-iyzico/third-party-session/retrieve/session',
    access: 'read',
    repeat: 'always',
  },
  'retrieve-payment': {
    path: '/v1/pay-with-iyzico/third-party-session/retrieve/payment',
    access: 'read',
    repeat: 'always',
    // Expiring a session by its checkout form first reads the form's payment.
    reservedForWrites: 0.1,
  },
  'retrieve-access-token': {
    path: '/v1/pay-with-iyzico/third-party-session/retrieve/access-token',
    access: 'read',
    repeat: 'always',
  },
  'last-payment-info': {
    path: '/v1/pay-with-iyzico/third-party-session/retrieve/last-payment-info',
    access: 'read',
    repeat: 'always',
  },
  'invalidate-session': {
    path: '/v1/pay-with-iyzico/third-party-session/invalidate/session',
    access: 'write',
    // The second answer is "already expired" where iyzico received the first call.
    repeat: 'if-maybe-sent',
  },
  'payment-detail': {
    path: '/payment/detail',
    access: 'read',
    repeat: 'always',
  },
} as const satisfies Readonly<Record<string, Endpoint>>;

/** The name of a service in logs, metrics and errors. */
export type IyzicoService = keyof typeof endpoints;

export const serviceNames = Object.keys(endpoints) as readonly IyzicoService[];

/** The definitions that calls follow. A test may add a service to them. */
export type Endpoints = Readonly<Record<IyzicoService, Endpoint>>;
