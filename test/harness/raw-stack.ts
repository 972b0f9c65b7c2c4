import { createIyzico, type CallOptions, type Iyzico, type IyzicoSettings } from '../../src/iyzico/index.js';
import { startServer } from '../../src/server/index.js';
import { asIyzico } from './raw-test-client.js';
import { logInto } from './log-lines.js';
import { startRawServer, type Identity, type RawServer } from './raw-server.js';
import { openServer } from './stack.js';
import { post, type Reply } from './http-exchange.js';
import { transport } from './transport.js';

/** One server for many cases. Each case has its own iyzico, so that cases can run concurrently. */
export interface RawStack {
  openCase(settings?: Partial<IyzicoSettings>, identity?: Identity): Promise<RawCase>;
  close(): Promise<void>;
}

/** An iyzico and a client of it, with its own connections, circuit breakers and access tokens. */
export interface RawCase {
  /** Answers as iyzico does until `answerWith` is called. */
  readonly iyzico: RawServer;
  /** One record for each call, in order: service, outcome, attempts. */
  readonly records: readonly string[];
  /** Sends a query to the server. The query passes `$name` as its conversation id, which selects this case. */
  readonly send: (query: string, headers?: Record<string, string>) => Promise<TimedReply>;
  /** Closes the case before the stack is closed. For tests that open many cases. */
  readonly close: () => Promise<void>;
}

export interface TimedReply extends Reply {
  readonly milliseconds: number;
}

/** Milliseconds for one attempt: long enough to distinguish answers that waited for a timeout from those that did not. */
export const DEFAULT_TIMEOUT_MS = 7000;

export async function startRawStack(): Promise<RawStack> {
  const clients = new Map<string, Iyzico>();
  const closers: (() => Promise<void>)[] = [];
  const server = await startServer(openServer, { iyzico: byConversation(clients), log: logInto([]) });

  return {
    async openCase(settings = {}, identity) {
      const iyzico = await startRawServer(identity);
      iyzico.answerWith(asIyzico);
      const { client, records } = connectClient(iyzico, settings);
      const name = `case-${clients.size}`;
      clients.set(name, client);
      const close = async () => {
        client.close();
        await iyzico.close();
      };
      closers.push(close);
      const send: RawCase['send'] = (query, headers) =>
        timed(() => post(server, { query, variables: { name } }, headers));
      return { iyzico, records, send, close };
    },
    async close() {
      await server.close();
      for (const close of closers) await close();
    },
  };
}

function connectClient(
  { url }: RawServer,
  settings: Partial<IyzicoSettings>,
): { readonly client: Iyzico; readonly records: readonly string[] } {
  const records: string[] = [];
  const client = createIyzico({
    baseUrl: url,
    apiKey: 'sandbox-a',
    secretKey: 'sandbox-s',
    // iyzico's sample is signed with a different key.
    signature: 'report',
    transport,
    timeoutMs: DEFAULT_TIMEOUT_MS,
    operationTimeoutMs: openServer.operationTimeoutMs,
    onDrift: () => undefined,
    onCall: ({ service, outcome, attempts }) => records.push(`${service} ${outcome} ${attempts}`),
    ...settings,
  });
  return { client, records };
}

async function timed(exchange: () => Promise<Reply>): Promise<TimedReply> {
  const startedAt = performance.now();
  const reply = await exchange();
  return { ...reply, milliseconds: performance.now() - startedAt };
}

/** Passes each call to the client of the case that its conversation id names. */
function byConversation(clients: ReadonlyMap<string, Iyzico>): Iyzico {
  const clientOf = ({ conversationId }: CallOptions): Iyzico => {
    const client = clients.get(conversationId);
    if (client === undefined) throw new Error(`no case with the name ${conversationId}`);
    return client;
  };
  return {
    retrievePayment: (key, options) => clientOf(options).retrievePayment(key, options),
    retrievePaymentDetail: (key, options) => clientOf(options).retrievePaymentDetail(key, options),
    retrieveSession: (key, options) => clientOf(options).retrieveSession(key, options),
    retrieveLastPayment: (key, options) => clientOf(options).retrieveLastPayment(key, options),
    expireSession: (key, options) => clientOf(options).expireSession(key, options),
    expireCheckoutSession: (key, options) => clientOf(options).expireCheckoutSession(key, options),
    quotaState: () => Promise.resolve([]),
    close: () => undefined,
  };
}
