/** A signal that asks the process to shut down. */
export type ShutdownSignal = (typeof shutdownSignals)[number];

const shutdownSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals that the process receives. */
export interface Signals {
  /** From now on a signal calls `handler`. Before, it ends the process at once with exit code 0: nothing has started. */
  handleWith(handler: (signal: ShutdownSignal) => void): void;
}

/**
 * Handles signals from now on. This file imports nothing, so that the handlers are there before anything is loaded:
 * without one, a signal kills a process during its start, and the first process of a container does not receive it.
 */
export function handleSignals(): Signals {
  let handle: (signal: ShutdownSignal) => void = () => process.exit(0);
  for (const signal of shutdownSignals) {
    process.on(signal, () => {
      handle(signal);
    });
  }
  // Without a listener Node opens its inspector, through which every program of this machine can run code here.
  process.on('SIGUSR1', () => undefined);
  return {
    handleWith(handler) {
      handle = handler;
    },
  };
}
