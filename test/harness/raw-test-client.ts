import { endpoints, serviceNames, type IyzicoService } from '../../src/iyzico/wire/endpoints.js';
import { createIyzico, type Iyzico, type IyzicoSettings } from '../../src/iyzico/index.js';
import { answerOf, startRawServer, type RawAnswer, type RawServer } from './raw-server.js';
import { checkoutForm, chosen, singleAttempt } from './test-client.js';
import { sample } from './sample.js';

/** The client under test, joined to a server that answers as it is told. */
export interface RawTestClient {
  readonly server: RawServer;
  readonly iyzico: Iyzico;
  /** What was told of each call, in order: service, outcome, attempts. */
  readonly records: readonly string[];
  /** How many reads another's call answered. */
  readonly coalesced: () => number;
  connectAnew(settings?: Partial<IyzicoSettings>): Iyzico;
  /** The question for the payment of iyzico's samples, shared with no other of another name. */
  askPayment(name: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Settings of repeated attempts and circuits as they are by default. */
export const defaultPolicy = { limits: {} } as const;

export async function openRawTestClient(settings: Partial<IyzicoSettings> = {}): Promise<RawTestClient> {
  const server = await startRawServer();
  const records: string[] = [];
  const clients: Iyzico[] = [];
  let shared = 0;
  const connectAnew = (more: Partial<IyzicoSettings> = {}) => {
    const iyzico = createIyzico({
      baseUrl: server.url,
      apiKey: 'sandbox-a',
      secretKey: 'sandbox-s',
      signature: 'report',
      timeoutMs: 3000,
      operationTimeoutMs: 8000,
      onDrift: () => undefined,
      onCall: ({ service, outcome, attempts }) => records.push(`${service} ${outcome} ${attempts}`),
      onCoalesced: () => (shared += 1),
      ...singleAttempt,
      ...settings,
      ...more,
    });
    clients.push(iyzico);
    return iyzico;
  };
  const iyzico = connectAnew();
  return {
    server,
    iyzico,
    records,
    coalesced: () => shared,
    connectAnew,
    askPayment: (name) => iyzico.retrievePayment(checkoutForm, chosen(name)),
    async close() {
      for (const client of clients) client.close();
      await server.close();
    },
  };
}

/** What iyzico would answer to whatever is asked. */
export const asIyzico: RawAnswer = (response) => {
  answerOf(answers[serviceAt(response.req.url ?? '')])(response);
};

/** Answers one service in another way than the others. */
export function only(service: IyzicoService, answer: RawAnswer, otherwise: RawAnswer = asIyzico): RawAnswer {
  return (response) => {
    (serviceAt(response.req.url ?? '') === service ? answer : otherwise)(response);
  };
}

/** The services that were asked, in order. */
export function servicesCalled({ requests }: RawServer): IyzicoService[] {
  return requests.map(({ path }) => serviceAt(path));
}

function serviceAt(path: string): IyzicoService {
  const found = serviceNames.find((service) => endpoints[service].path === path);
  if (found === undefined) throw new Error(`no service at ${path}`);
  return found;
}

const answers: Readonly<Record<IyzicoService, string>> = {
  'retrieve-session': sample('retrieve-session.success'),
  'retrieve-payment': sample('retrieve-payment.success'),
  'retrieve-access-token': '{"status": "success", "accessToken": "opaque"}',
  'last-payment-info': sample('last-payment-info.success'),
  'invalidate-session': '{"status": "success"}',
  'payment-detail': sample('retrieve-payment.success'),
};

/** A refusal by iyzico's own code. */
export function refusal(errorCode: string): RawAnswer {
  return answerOf(JSON.stringify({ status: 'failure', errorCode }));
}
