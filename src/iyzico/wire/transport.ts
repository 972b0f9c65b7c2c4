import { defaultConnectionLimits, type ConnectionLimits, type HttpSender } from './http.js';

/** The HTTP libraries that can send requests. A sender of either keeps the same contract. */
const senders = {
  got: async () => (await import('./got-sender.js')).createGotSender,
  undici: async () => (await import('./undici-sender.js')).createUndiciSender,
};

export type Transport = keyof typeof senders;

export const transports: readonly Transport[] = ['got', 'undici'];

/** Loads the library of a transport, which else is loaded with the first sender: its calls then wait for that. */
export async function loadTransport(transport: Transport): Promise<void> {
  await senders[transport]();
}

export interface SenderOptions {
  /** `got` by default. The other library is not loaded. */
  readonly transport?: Transport | undefined;
  readonly limits?: ConnectionLimits;
}

export function createHttpSender(
  baseUrl: string,
  { transport = 'got', limits = defaultConnectionLimits }: SenderOptions = {},
): HttpSender {
  const loading = senders[transport]().then((create) => create(baseUrl, limits));
  return {
    send: async (outgoing) => (await loading).send(outgoing),
    close() {
      void loading.then((sender) => {
        sender.close();
      });
    },
  };
}
