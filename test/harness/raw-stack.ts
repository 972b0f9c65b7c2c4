import { createIyzico, type CallOptions, type Iyzico, type IyzicoSettings } from '../../src/iyzico/index.js';
import { startServer } from '../../src/server/index.js';
import { asIyzico } from './raw-test-client.js';
import { logInto } from './log-lines.js';
import { startRawServer, type Identity, type RawServer } from './raw-server.js';
import { openServer } from './stack.js';
import { post, type Reply } from './http-exchange.js';

/** The whole server, joined to an iyzico that answers as it is told: one for each case, so that many can go on at once. */
export interface RawStack {
  openCase(settings?: Partial<IyzicoSettings>, identity?: Identity): Promise<RawCase>;
  close(): Promise<void>;
}

/** An iyzico, and all that the server keeps of it: connections, circuits, access tokens. */
export interface RawCase {
  /** Answers as iyzico would, until it is told otherwise. */
  readonly iyzico: RawServer;
  /** What was told of each call, in order: service, outcome, attempts. */
  readonly records: readonly string[];
  /** Asks in the name of the case, which the query takes as `$name`. */
  readonly ask: (query: string, headers?: Record<string, string>) => Promise<TimedReply>;
  /** Frees it before the stack is closed: for who opens many. */
  readonly close: () => Promise<void>;
}

export interface TimedReply extends Reply {
  readonly milliseconds: number;
}

/** Milliseconds for one attempt: so many that whoever waits for their end is told from whoever does not. */
export const DEFAULT_TIMEOUT = 7000;

export async function startRawStack(): Promise<RawStack> {
  const clients = new Map<string, Iyzico>();
  const closers: (() => Promise<void>)[] = [];
  const server = await startServer(openServer, { iyzico: byConversation(clients), log: logInto([]) });

  return {
    async openCase(settings = {}, identity) {
      const iyzico = await startRawServer(identity);
      iyzico.answerWith(asIyzico);
      const name = `case-${clients.size}`;
      const records: string[] = [];
      const client = createIyzico({
        baseUrl: iyzico.url,
        apiKey: 'sandbox-a',
        secretKey: 'sandbox-s',
        // iyzico's sample is signed with a key of its own.
        signature: 'report',
        timeoutMs: DEFAULT_TIMEOUT,
        operationTimeoutMs: 8000,
        onDrift: () => undefined,
        onCall: ({ service, outcome, attempts }) => records.push(`${service} ${outcome} ${attempts}`),
        ...settings,
      });
      clients.set(name, client);
      const close = async () => {
        client.close();
        await iyzico.close();
      };
      closers.push(close);
      return {
        iyzico,
        records,
        async ask(query, headers) {
          const startedAt = performance.now();
          const reply = await post(server, { query, variables: { name } }, headers);
          return { ...reply, milliseconds: performance.now() - startedAt };
        },
        close,
      };
    },
    async close() {
      await server.close();
      for (const close of closers) await close();
    },
  };
}

/** Each question goes to the client of the conversation in which it is asked. */
function byConversation(clients: ReadonlyMap<string, Iyzico>): Iyzico {
  const at = ({ conversationId }: CallOptions): Iyzico => {
    const client = clients.get(conversationId);
    if (client === undefined) throw new Error(`no case of the name ${conversationId}`);
    return client;
  };
  return {
    retrievePayment: (key, options) => at(options).retrievePayment(key, options),
    retrievePaymentDetail: (key, options) => at(options).retrievePaymentDetail(key, options),
    retrieveSession: (key, options) => at(options).retrieveSession(key, options),
    retrieveLastPayment: (key, options) => at(options).retrieveLastPayment(key, options),
    expireSession: (key, options) => at(options).expireSession(key, options),
    expireCheckoutSession: (key, options) => at(options).expireCheckoutSession(key, options),
    quotaState: () => Promise.resolve([]),
    close: () => undefined,
  };
}
