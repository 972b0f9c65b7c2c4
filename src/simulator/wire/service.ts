/** The iyzico services that the simulator implements. */
export type SimulatorService =
  | 'retrieve-session'
  | 'retrieve-payment'
  | 'retrieve-access-token'
  | 'last-payment-info'
  | 'invalidate-session'
  | 'payment-detail';

export interface ServiceDefinition {
  readonly path: string;
  /** A request must have one field of each list. */
  readonly requiredFields: readonly (readonly string[])[];
  /** The HTTP status of a failure: 200 at the classic services, 400 at the session services. */
  readonly failureStatus: 200 | 400;
}

const sessionServices = '/v1/pay-with-iyzico/third-party-session';

export const services: Readonly<Record<SimulatorService, ServiceDefinition>> = {
  'retrieve-session': {
    path: `${sessionServices}/retrieve/session`,
    requiredFields: [['checkoutFormToken'], ['paymentId']],
    failureStatus: 400,
  },
  'retrieve-payment': {
    path: `${sessionServices}/retrieve/payment`,
    requiredFields: [['checkoutFormToken']],
    failureStatus: 400,
  },
  'retrieve-access-token': {
    path: `${sessionServices}/retrieve/access-token`,
    requiredFields: [['sessionToken'], ['memberIdentifier']],
    failureStatus: 400,
  },
  'last-payment-info': {
    path: `${sessionServices}/retrieve/last-payment-info`,
    requiredFields: [['sessionToken'], ['memberIdentifier']],
    failureStatus: 400,
  },
  'invalidate-session': {
    path: `${sessionServices}/invalidate/session`,
    requiredFields: [['sessionToken'], ['memberIdentifier']],
    failureStatus: 400,
  },
  'payment-detail': {
    path: '/payment/detail',
    requiredFields: [['paymentId', 'paymentConversationId']],
    failureStatus: 200,
  },
};

export const serviceNames = Object.keys(services) as readonly SimulatorService[];

export function findService(path: string): SimulatorService | undefined {
  return serviceNames.find((name) => services[name].path === path);
}
