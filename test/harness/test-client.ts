import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  createIyzico,
  type CallOptions,
  type Deadline,
  type Iyzico,
  type IyzicoSettings,
} from '../../src/iyzico/index.js';
import {
  sampleCheckoutFormToken,
  startSimulator,
  type Simulator,
  type SimulatorService,
} from '../../src/simulator/index.js';

/** The client under test, joined to a simulator of iyzico over real HTTP. */
export interface TestClient {
  readonly simulator: Simulator;
  readonly iyzico: Iyzico;
  /** The drift of fields that were there, in the order in which it was told: service and field. */
  readonly drifted: readonly string[];
  /** The same of fields that were promised and not there. */
  readonly missed: readonly string[];
  /** The services that were called, in order. */
  calledServices(): SimulatorService[];
  /** Resolves when so many calls have been received: no event tells of them. */
  receivedCalls(count: number): Promise<void>;
  /** Another client of the same simulator, with nothing in its memory. */
  connectAnew(settings?: Partial<IyzicoSettings>): Iyzico;
  close(): Promise<void>;
}

/** The deadline of a caller who waits for as long as it takes. */
export const noDeadline: Deadline = { signal: new AbortController().signal, at: Infinity };
// Every call of a test file listens to it.
setMaxListeners(0, noDeadline.signal);

export const options: CallOptions = { locale: 'EN', conversationId: 'a-conversation', deadline: noDeadline };

/** Options under a conversation id that was chosen: a question that shares its call with no other. */
export function chosen(conversationId: string): CallOptions {
  return { ...options, conversationId, isConversationChosen: true };
}

/** Each question is one attempt, whatever came of those before: what becomes of failures is the tests' of lanes. */
export const singleAttempt = { limits: { attempts: 1, minimumAttempts: Infinity }, coolDownSeconds: 0 } as const;

/** The keys of the payment in iyzico's samples. */
export const checkoutForm = { checkoutFormToken: sampleCheckoutFormToken };
export const detail = { paymentId: '24259238' };
export const session = {
  sessionToken: 'f403ef2f-fb08-4111-afd6-495811ef6b25',
  memberIdentifier: 'f1409923-57cb-468f-8df2-704ea02075e3',
};

export async function openTestClient(settings: Partial<IyzicoSettings> = {}): Promise<TestClient> {
  const simulator = await startSimulator();
  const drifted: string[] = [];
  const missed: string[] = [];
  const clients: Iyzico[] = [];
  const connectAnew = (more: Partial<IyzicoSettings> = {}) => {
    const { url: baseUrl, apiKey, secretKey } = simulator;
    const onDrift: IyzicoSettings['onDrift'] = (service, field, kind) =>
      (kind === 'missing' ? missed : drifted).push(`${service} ${field}`);
    const iyzico = createIyzico({
      baseUrl,
      apiKey,
      secretKey,
      timeoutMs: 3000,
      operationTimeoutMs: 8000,
      onDrift,
      ...singleAttempt,
      ...more,
    });
    clients.push(iyzico);
    return iyzico;
  };
  return {
    simulator,
    iyzico: connectAnew(settings),
    drifted,
    missed,
    calledServices: () => simulator.calls.map(({ service }) => service),
    async receivedCalls(count) {
      while (simulator.calls.length < count) await nextTurn();
    },
    connectAnew,
    async close() {
      for (const iyzico of clients) iyzico.close();
      await simulator.close();
    },
  };
}

/** The error of an answer that breaks the contract at a field. */
export function badResponse(field: string) {
  return { name: 'IyzicoUnavailable', reason: 'bad-response', detail: field };
}

/** The error of a refusal, by what its code is known to mean. */
export function rejected(meaning: string, more: object = {}) {
  return { name: 'IyzicoRejected', failure: { meaning, ...more } };
}

/** What a question ended in: its answer, or the error it was thrown. */
export function outcomeOf(question: Promise<unknown>): Promise<unknown> {
  return question.catch((error: unknown) => error);
}
