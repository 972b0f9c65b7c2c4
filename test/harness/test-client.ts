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
import { CallAbort } from '../../src/iyzico/wire/call-signal.js';
import { clientTimeouts } from './client-timeouts.js';
import { transport } from './transport.js';

/** The client under test, connected to the iyzico simulator over real HTTP. */
export interface TestClient {
  readonly simulator: Simulator;
  readonly iyzico: Iyzico;
  /** Contract drift of fields that were present, in the order of its reports: service and field. */
  readonly drifted: readonly string[];
  /** The same for fields that the contract promises and that were missing. */
  readonly missed: readonly string[];
  /** The services that were called, in order. */
  calledServices(): SimulatorService[];
  /** Resolves when the simulator has received this many calls. It emits no event for a call, so this polls. */
  receivedCalls(count: number): Promise<void>;
  /** Another client of the same simulator, with empty caches. */
  connectAnew(settings?: Partial<IyzicoSettings>): Iyzico;
  close(): Promise<void>;
}

/** A deadline that never passes. */
export const noDeadline: Deadline = { signal: new CallAbort(), at: Infinity };

export const options: CallOptions = { locale: 'EN', conversationId: 'a-conversation', deadline: noDeadline };

/** Options with a conversation id that the caller chose. Only calls with the same id are coalesced with it. */
export function chosen(conversationId: string): CallOptions {
  return { ...options, conversationId, isConversationChosen: true };
}

/** One attempt for each call, whatever earlier calls ended in: no retry, no open circuit, no cool-down. */
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
  const connectAnew = (overrides: Partial<IyzicoSettings> = {}) => {
    const { url: baseUrl, apiKey, secretKey } = simulator;
    const onDrift: IyzicoSettings['onDrift'] = ({ service, field, kind }) =>
      (kind === 'missing' ? missed : drifted).push(`${service} ${field}`);
    const iyzico = createIyzico({
      baseUrl,
      apiKey,
      secretKey,
      transport,
      ...clientTimeouts,
      onDrift,
      ...singleAttempt,
      ...overrides,
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

/** The error of an answer that breaks the contract at this field. */
export function badResponse(field: string) {
  return { name: 'IyzicoUnavailable', reason: 'bad-response', detail: field };
}

/** The error of a refusal whose code has this meaning. */
export function rejected(meaning: string, details: object = {}) {
  return { name: 'IyzicoRejected', failure: { meaning, ...details } };
}

/** The answer of a call, or the error that it threw. */
export function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => error);
}
