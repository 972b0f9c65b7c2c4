import { traceOf, type Log } from '../server/index.js';

/** Decides how the process shuts down. */
export interface ShutdownSignals {
  /** From now on, a signal or an unhandled rejection runs `close` before the process exits. */
  closeWith(close: () => Promise<void>): void;
}

/**
 * Shuts the process down gracefully on SIGINT or SIGTERM (exit code 0), and on an unhandled rejection (exit code 1),
 * which does not affect other requests. A second signal exits at once. An uncaught exception also exits at once: it
 * interrupted work at an unknown place, so the state of the process cannot be trusted. Errors are logged without their
 * messages, which may quote anything.
 */
export function watchForShutdown(log: Log): ShutdownSignals {
  let close = () => Promise.resolve();
  let isShuttingDown = false;
  let isSignalled = false;

  const shutDown = (exitCode: number) => {
    if (isShuttingDown) return;
    isShuttingDown = true;
    void close().finally(() => process.exit(exitCode));
  };
  const onSignal = () => {
    if (isSignalled) process.exit(1);
    isSignalled = true;
    shutDown(0);
  };
  process.on('uncaughtException', (error) => {
    log.error('uncaught exception', traceOf(error));
    process.exit(1);
  });
  process.on('unhandledRejection', (error) => {
    log.error('unhandled rejection', traceOf(error));
    shutDown(1);
  });
  return {
    closeWith(newClose) {
      close = newClose;
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
    },
  };
}
