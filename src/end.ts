import { traceOf, type Log } from './server/index.js';

/** How the process ends. */
export interface End {
  /** From now on a signal, or a promise that was rejected unheard, closes before it ends the process. */
  closeBy(close: () => Promise<void>): void;
}

/**
 * Ends the process in good order once it is asked to (exit code 0), or once a promise was rejected unheard (1): what is
 * under way has nothing to do with that. It ends at once when it is asked again, and after an exception that nobody
 * caught: that broke off work half way, and nothing that goes on from there can be relied upon. What an error says may
 * quote anything, so that only its place is logged.
 */
export function watchForEnd(log: Log): End {
  let close = () => Promise.resolve();
  let isClosing = false;
  let isAsked = false;

  const end = (exitCode: number) => {
    if (isClosing) return;
    isClosing = true;
    void close().finally(() => process.exit(exitCode));
  };
  process.on('uncaughtException', (error) => {
    log.error('an exception was caught by nobody', traceOf(error));
    process.exit(1);
  });
  process.on('unhandledRejection', (error) => {
    log.error('a promise was rejected unheard', traceOf(error));
    end(1);
  });
  return {
    closeBy(closing) {
      close = closing;
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          if (isAsked) process.exit(1);
          isAsked = true;
          end(0);
        });
      }
    },
  };
}
