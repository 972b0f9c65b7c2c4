import { createIyzico, type Iyzico } from '../../src/iyzico/index.js';
import { startServer, type ServerSettings } from '../../src/server/index.js';
import { startSimulator } from '../../src/simulator/index.js';
import { logInto, type LogLine } from './log-lines.js';
import { openServer } from './stack.js';
import { clientTimeouts } from './client-timeouts.js';
import { transport } from './transport.js';

/** A server connected to a simulator by an `Iyzico` some of whose methods a test replaces. */
export interface OwnIyzicoStack {
  readonly url: string;
  readonly logLines: readonly LogLine[];
  calledServices(): string[];
  /** Closes only the server, as a signal does. */
  closeServer(options?: { readonly notice?: number }): Promise<boolean>;
  close(): Promise<void>;
}

/** @param replace receives the real `Iyzico` and returns the methods that replace its own */
export async function startWithOwnIyzico(
  replace: (real: Iyzico) => Partial<Iyzico>,
  settings: Partial<ServerSettings> = {},
): Promise<OwnIyzicoStack> {
  const simulator = await startSimulator();
  const { url: baseUrl, apiKey, secretKey } = simulator;
  const real = createIyzico({
    baseUrl,
    apiKey,
    secretKey,
    transport,
    ...clientTimeouts,
    coolDownSeconds: 0,
    onDrift: () => undefined,
  });
  const logLines: LogLine[] = [];
  const server = await startServer(
    { ...openServer, ...settings },
    {
      iyzico: { ...real, ...replace(real) },
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
      real.close();
      await simulator.close();
    },
  };
}

/** A server whose iyzico does not answer before `release` is called. */
interface GatedStack extends OwnIyzicoStack {
  /** Resolves when iyzico has been called. */
  readonly called: Promise<void>;
  release(): void;
}

export async function startGatedStack(settings: Partial<ServerSettings> = {}): Promise<GatedStack> {
  const called = createSignal();
  const released = createSignal();
  const stack = await startWithOwnIyzico(
    ({ retrievePayment }) => ({
      retrievePayment: async (key, options) => {
        called.give();
        await released.given;
        return retrievePayment(key, options);
      },
    }),
    settings,
  );
  return { ...stack, called: called.given, release: released.give };
}

function createSignal(): { given: Promise<void>; give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
