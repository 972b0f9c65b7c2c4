import { traceOf, type Log } from '../server/index.js';
import type { Signals } from '../signals.js';

/** Decides how the process shuts down. */
export interface Shutdown {
  /**
   * From now on, a signal or an unhandled rejection runs `close` before the process exits.
   * @param close resolves with whether all requests in progress were answered
   */
  closeWith(close: () => Promise<boolean>): void;
}

/**
 * Shuts the process down gracefully on a signal (exit code 0), and on an unhandled rejection (exit code 1), which does
 * not affect other requests. A second signal exits at once. An uncaught exception also exits at once: it interrupted
 * work at an unknown place, so the state of the process cannot be trusted. Errors are logged without their messages,
 * which may quote anything.
 */
export function watchForShutdown(signals: Signals, log: Log): Shutdown {
  const shutdown = new RunningShutdown(log);
  let isSignalled = false;
  signals.handleWith((signal) => {
    if (isSignalled) shutdown.exit({ exitCode: 1, reason: 'second-signal' });
    isSignalled = true;
    shutdown.begin(signal, 0);
  });
  process.on('uncaughtException', (error) => {
    log.error('uncaught exception', traceOf(error));
    shutdown.exit({ exitCode: 1, reason: 'uncaught-exception' });
  });
  process.on('unhandledRejection', (error) => {
    log.error('unhandled rejection', traceOf(error));
    shutdown.begin('unhandled-rejection', 1);
  });
  return shutdown;
}

/** How the process ends. */
interface End {
  readonly exitCode: number;
  readonly reason: string;
  readonly drained?: boolean;
}

class RunningShutdown implements Shutdown {
  #begunAt: number | undefined;
  // During the start no request was accepted yet.
  #close = () => Promise.resolve(true);

  constructor(private readonly log: Log) {}

  closeWith(close: () => Promise<boolean>): void {
    this.#close = close;
  }

  begin(reason: string, exitCode: number): void {
    if (this.#begunAt !== undefined) return;
    this.#begunAt = performance.now();
    this.log.info('stopping', { reason });
    this.#close().then(
      (drained) => {
        this.exit({ exitCode, reason, drained });
      },
      (error: unknown) => {
        this.log.error('shutdown failed', traceOf(error));
        this.exit({ exitCode: 1, reason });
      },
    );
  }

  exit({ exitCode, reason, drained = false }: End): never {
    const now = performance.now();
    this.log.info('stopped', { reason, drained, milliseconds: Math.round(now - (this.#begunAt ?? now)) });
    process.exit(exitCode);
  }
}
