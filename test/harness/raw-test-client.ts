import { endpoints, serviceNames, type IyzicoService } from '../../src/iyzico/wire/endpoints.js';
import { createIyzico, type Iyzico, type IyzicoSettings } from '../../src/iyzico/index.js';
import { answerOf, startRawServer, type RawAnswer, type RawServer } from './raw-server.js';
import { checkoutForm, chosen, singleAttempt } from './test-client.js';
import { sample } from './sample.js';
import { clientTimeouts } from './client-timeouts.js';
import { transport } from './transport.js';

/** The client under test, connected to a server whose raw answers a test chooses. */
export interface RawTestClient {
  readonly server: RawServer;
  readonly iyzico: Iyzico;
  /** One entry for each finished call, in order: service, outcome, attempts. */
  readonly records: readonly string[];
  /** Number of reads that another read's call, or the cache, answered. */
  readonly coalesced: () => number;
  /** Another client of the same server, with empty caches. */
  connectAnew(settings?: Partial<IyzicoSettings>): Iyzico;
  /** Retrieves the payment of iyzico's samples. Calls with different names are not coalesced. */
  askPayment(name: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Retries, bulkhead and circuit breaker as they are by default. */
export const defaultPolicy = { limits: {} } as const;

export async function openRawTestClient(settings: Partial<IyzicoSettings> = {}): Promise<RawTestClient> {
  const server = await startRawServer();
  const records: string[] = [];
  const clients: Iyzico[] = [];
  let coalesced = 0;
  const connectAnew = (overrides: Partial<IyzicoSettings> = {}) => {
    const iyzico = createIyzico({
      baseUrl: server.url,
      apiKey: 'sandbox-a',
      secretKey: 'sandbox-s',
      signature: 'report',
      transport,
      ...clientTimeouts,
      onDrift: () => undefined,
      onCall: ({ service, outcome, attempts }) => records.push(`${service} ${outcome} ${attempts}`),
      onCoalesced: () => (coalesced += 1),
      ...singleAttempt,
      ...settings,
      ...overrides,
    });
    clients.push(iyzico);
    return iyzico;
  };
  const iyzico = connectAnew();
  return {
    server,
    iyzico,
    records,
    coalesced: () => coalesced,
    connectAnew,
    askPayment: (name) => iyzico.retrievePayment(checkoutForm, chosen(name)),
    async close() {
      for (const client of clients) client.close();
      await server.close();
    },
  };
}

/** Answers every service as iyzico would. */
export const asIyzico: RawAnswer = (response) => {
  answerOf(answers[serviceAt(response.req.url ?? '')])(response);
};

/** Answers one service with `answer`, and the others with `otherwise`. */
export function only(service: IyzicoService, answer: RawAnswer, otherwise: RawAnswer = asIyzico): RawAnswer {
  return (response) => {
    (serviceAt(response.req.url ?? '') === service ? answer : otherwise)(response);
  };
}

/** The services that were called, in order. */
export function servicesCalled({ requests }: RawServer): IyzicoService[] {
  return requests.map(({ path }) => serviceAt(path));
}

function serviceAt(path: string): IyzicoService {
  const service = serviceNames.find((name) => endpoints[name].path === path);
  if (service === undefined) throw new Error(`no service at ${path}`);
  return service;
}

const answers: Readonly<Record<IyzicoService, string>> = {
  'retrieve-session': sample('retrieve-session.success'),
  'retrieve-payment': sample('retrieve-payment.success'),
  'retrieve-access-token': '{"status": "success", "accessToken": "opaque"}',
  'last-payment-info': sample('last-payment-info.success'),
  'invalidate-session': '{"status": "success"}',
  'payment-detail': sample('retrieve-payment.success'),
};

/** A refusal with one of iyzico's error codes. */
export function refusal(errorCode: string): RawAnswer {
  return answerOf(JSON.stringify({ status: 'failure', errorCode }));
}
