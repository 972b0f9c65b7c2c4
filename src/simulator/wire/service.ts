/** The services of iyzico that the simulator answers. */
export type SimulatorService =
  | 'retrieve-session'
  | 'retrieve-payment'
  | 'retrieve-access-token'
  | 'last-payment-info'
  | 'invalidate-session'
  | 'payment-detail';

export interface ServiceFacts {
  readonly path: string;
  /** What a request must name: one field out of each list. */
  readonly keys: readonly (readonly string[])[];
  /** The HTTP status of a failure: the classic services refuse under 200, the session family under 400. */
  readonly refusesUnder: 200 | 400;
}

const sessionFamily = '/v1/pay-with-iyzico/third-party-session';

export const services: Readonly<Record<SimulatorService, ServiceFacts>> = {
  'retrieve-session': {
    path: `${sessionFamily}/retrieve/session`,
    keys: [['checkoutFormToken'], ['paymentId']],
    refusesUnder: 400,
  },
  'retrieve-payment': {
    path: `${sessionFamily}/retrieve/payment`,
    keys: [['checkoutFormToken']],
    refusesUnder: 400,
  },
  'retrieve-access-token': {
    path: `${sessionFamily}/retrieve/access-token`,
    keys: [['sessionToken'], ['memberIdentifier']],
    refusesUnder: 400,
  },
  'last-payment-info': {
    path: `${sessionFamily}/retrieve/last-payment-info`,
    keys: [['sessionToken'], ['memberIdentifier']],
    refusesUnder: 400,
  },
  'invalidate-session': {
    path: `${sessionFamily}/invalidate/session`,
    keys: [['sessionToken'], ['memberIdentifier']],
    refusesUnder: 400,
  },
  'payment-detail': {
    path: '/payment/detail',
    keys: [['paymentId', 'paymentConversationId']],
    refusesUnder: 200,
  },
};

export const serviceNames = Object.keys(services) as readonly SimulatorService[];

export function serviceAt(path: string): SimulatorService | undefined {
  return serviceNames.find((name) => services[name].path === path);
}
