import { createIyzico, type Iyzico } from '../../src/iyzico/index.js';
import { startServer, type ServerSettings } from '../../src/server/index.js';
import { startSimulator } from '../../src/simulator/index.js';
import { logInto, type LogLine } from './log-lines.js';
import { openServer } from './stack.js';

/** A server joined to a simulator by an `Iyzico` of which a test changes what it likes. */
export interface OwnStack {
  readonly url: string;
  readonly logLines: readonly LogLine[];
  calledServices(): string[];
  /** Closes the server only, as a signal would. */
  closeServer(options?: { readonly notice?: number }): Promise<void>;
  close(): Promise<void>;
}

export async function startWith(
  changed: (genuine: Iyzico) => Partial<Iyzico>,
  settings: Partial<ServerSettings> = {},
): Promise<OwnStack> {
  const simulator = await startSimulator();
  const { url: baseUrl, apiKey, secretKey } = simulator;
  const genuine = createIyzico({
    baseUrl,
    apiKey,
    secretKey,
    timeoutMs: 3000,
    operationTimeoutMs: 8000,
    coolDownSeconds: 0,
    onDrift: () => undefined,
  });
  const logLines: LogLine[] = [];
  const server = await startServer(
    { ...openServer, ...settings },
    {
      iyzico: { ...genuine, ...changed(genuine) },
      log: logInto(logLines),
    },
  );
  return {
    url: server.url,
    logLines,
    calledServices: () => simulator.calls.map(({ service }) => service),
    closeServer: (options) => server.close(options),
    async close() {
      await server.close();
      genuine.close();
      await simulator.close();
    },
  };
}

/** A server whose iyzico answers when it is let. */
interface GatedStack extends OwnStack {
  /** Resolves when iyzico was asked. */
  readonly asked: Promise<void>;
  letAnswer(): void;
}

export async function startGated(): Promise<GatedStack> {
  const asked = signal();
  const answers = signal();
  const stack = await startWith(({ retrievePayment }) => ({
    retrievePayment: async (key, options) => {
      asked.give();
      await answers.given;
      return retrievePayment(key, options);
    },
  }));
  return { ...stack, asked: asked.given, letAnswer: answers.give };
}

function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
