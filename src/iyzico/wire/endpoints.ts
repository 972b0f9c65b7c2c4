/** A service of iyzico, and everything about it that decides how it may be called. */
export interface Endpoint {
  /** Where it is posted to, and what is signed. */
  readonly path: string;
  /** A read changes nothing, so that equal reads may share an answer. A write ends what was read before it. */
  readonly access: 'read' | 'write';
  /**
   * When a call that got no usable answer may be sent a second time.
   * - `always`: the call changes nothing, or the second call finds what the first one did
   * - `if-maybe-sent`: only where iyzico may have received the first call, so that the second one tells what happened
   * - `never`: the call is sent once. This is the default: a second payment or refund costs money
   */
  readonly repeat?: 'always' | 'if-maybe-sent' | 'never';
  /** The part of its quota that only writes may use, because a write needs this read first; 0 by default. */
  readonly reservedForWrites?: number;
}

/** The services of iyzico that this project calls. This is the only place that says what each of them is. */
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
    // A session that is ended by its checkout form is found by the form's payment.
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
    // The second call answers "already expired" where the first one arrived.
    repeat: 'if-maybe-sent',
  },
  'payment-detail': {
    path: '/payment/detail',
    access: 'read',
    repeat: 'always',
  },
} as const satisfies Readonly<Record<string, Endpoint>>;

/** A service's name, as logs and errors show it: the last words of its path. */
export type IyzicoService = keyof typeof endpoints;

export const serviceNames = Object.keys(endpoints) as readonly IyzicoService[];

/** The definitions by which calls are made: the project's own, unless a test adds one. */
export type Endpoints = Readonly<Record<IyzicoService, Endpoint>>;
