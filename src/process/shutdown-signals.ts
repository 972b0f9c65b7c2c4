import { traceOf, type Log } from '../server/index.js';

/** How the process shuts down. */
export interface ShutdownSignals {
  /** From now on, a signal or an unhandled rejection runs `close` before the process exits. */
  closeWith(close: () => Promise<void>): void;
}

/**
 * Shuts the process down gracefully on SIGINT or SIGTERM (exit code 0), and on an unhandled rejection (exit code 1):
 * requests under way have nothing to do with it. A second signal exits at once. So does an uncaught exception: it broke
 * off work half way, and nothing that goes on from there can be relied on. The log gets an error's place alone, because
 * its message may quote anything.
 */
export function watchForShutdown(log: Log): ShutdownSignals {
  let close = () => Promise.resolve();
  let isClosing = false;
  let isSignalled = false;

  const shutDown = (exitCode: number) => {
    if (isClosing) return;
    isClosing = true;
    void close().finally(() => process.exit(exitCode));
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
    closeWith(closing) {
      close = closing;
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          if (isSignalled) process.exit(1);
          isSignalled = true;
          shutDown(0);
        });
      }
    },
  };
}
