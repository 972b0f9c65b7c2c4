/** The services of iyzico that this project speaks to, each with the path it is posted to and signed with. */
export const endpoints = {
  'retrieve-session': '/v1/pay-with-iyzico/third-party-session/retrieve/session',
  'retrieve-payment': '/v1/pay-with-iyzico/third-party-session/retrieve/payment',
  'retrieve-access-token': '/v1/pay-with-iyzico/third-party-session/retrieve/access-token',
  'last-payment-info': '/v1/pay-with-iyzico/third-party-session/retrieve/last-payment-info',
  'invalidate-session': '/v1/pay-with-iyzico/third-party-session/invalidate/session',
  'payment-detail': '/payment/detail',
} as const;

export const serviceNames = Object.keys(endpoints) as readonly IyzicoService[];

/** A service's name, as logs and errors tell it: the last words of its path. */
export type IyzicoService = keyof typeof endpoints;
